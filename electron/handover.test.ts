import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { DesktopEvents, FileResult, OpenedFile } from './contract.ts';
import { Handover } from './handover.ts';
import { filesFromArguments } from './launch-arguments.ts';

describe('Handover', () => {
  it('keeps files until the page is ready, then sends each at once, and keeps again when the page is gone', async () => {
    const send = vi.fn<(event: DesktopEvents['fileOpened']) => void>();
    const open = (path: string): Promise<FileResult<OpenedFile>> =>
      Promise.resolve({ ok: true, value: { fileId: path, name: path, kind: 'manifest', text: '' } });
    const handover = new Handover(open, send);
    await handover.accept(['/a.yaml']);
    expect(send).not.toHaveBeenCalled();
    expect(await handover.pageReady()).toMatchObject([{ value: { name: '/a.yaml' } }]);
    await handover.accept(['/b.yaml']);
    expect(send).toHaveBeenCalledTimes(1);
    handover.pageGone();
    await handover.accept(['/c.yaml']);
    expect(send).toHaveBeenCalledTimes(1);
    expect(await handover.pageReady()).toMatchObject([{ value: { name: '/c.yaml' } }]);
  });
});

describe('filesFromArguments', () => {
  it('takes manifests and sessions, and skips switches and the program’s folder', () => {
    const folder = resolve('/home/me');
    expect(
      filesFromArguments(['.', '--no-sandbox', 'a.YAML', resolve('/b.kubarium'), 'notes.txt', '--x=y.yaml'], folder),
    ).toEqual([resolve(folder, 'a.YAML'), resolve('/b.kubarium')]);
  });
});
