import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileIds } from './file-ids.ts';
import { Files } from './files.ts';
import type { FileDialogs } from './files.ts';
import { RecentFiles } from './recent-files.ts';

let home = '';
let toOpen: string[] = [];
let toSave: string | undefined;
let suggested: string[] = [];
let recent: RecentFiles;
let files: Files;

const dialogs: FileDialogs = {
  chooseFilesToOpen: () => Promise.resolve(toOpen),
  chooseFileToSave: (name) => {
    suggested.push(name);
    return Promise.resolve(toSave);
  },
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kubarium-files-'));
  toOpen = [];
  toSave = undefined;
  suggested = [];
  recent = RecentFiles.load(join(home, 'data', 'recent-files.json'), {
    onChange: () => undefined,
    onError: (error) => expect.fail(String(error)),
  });
  files = new Files(dialogs, new FileIds(), recent, home);
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function write(name: string, contents: string | Uint8Array): string {
  const path = join(home, name);
  writeFileSync(path, contents);
  return path;
}

describe('opening', () => {
  it('reads every chosen file with its kind, and remembers it', async () => {
    toOpen = [write('web.yaml', '\ufeffkind: Pod\n'), write('demo.KUBARIUM', '{}')];
    const result = await files.open();
    expect(result).toMatchObject({
      ok: true,
      value: [
        { name: 'web.yaml', kind: 'manifest', text: 'kind: Pod\n' },
        { name: 'demo.KUBARIUM', kind: 'session', text: '{}' },
      ],
    });
    expect(files.recentFiles().map(({ name, folder }) => [name, folder])).toEqual([
      ['demo.KUBARIUM', '~'],
      ['web.yaml', '~'],
    ]);
  });

  it('says that the dialog was closed', async () => {
    expect(await files.open()).toMatchObject({ ok: false, reason: 'cancelled' });
  });

  it.each([
    ['NUL bytes', Uint8Array.of(0x50, 0x4b, 0, 0)],
    ['bytes that are not UTF-8', Uint8Array.of(0xff, 0xfe, 0x41)],
  ])('refuses a file with %s', async (_what, bytes) => {
    toOpen = [write('picture.yaml', bytes)];
    expect(await files.open()).toMatchObject({ ok: false, reason: 'notText', name: 'picture.yaml' });
    expect(files.recentFiles()).toEqual([]);
  });

  it('refuses manifests over 10 MiB and takes sessions of that size', async () => {
    const text = 'a'.repeat(10 * 1024 * 1024 + 1);
    expect(await files.openPath(write('big.yaml', text))).toMatchObject({ ok: false, reason: 'tooLarge' });
    expect(await files.openPath(write('big.kubarium', text))).toMatchObject({ ok: true });
  });

  it('refuses folders', async () => {
    mkdirSync(join(home, 'folder.yaml'));
    expect(await files.openPath(join(home, 'folder.yaml'))).toMatchObject({ ok: false, reason: 'failed' });
  });

  it('forgets a recent file that is gone, and says so', async () => {
    const path = write('web.yaml', 'kind: Pod\n');
    await files.openPath(path);
    const fileId = files.recentFiles()[0]!.fileId;
    expect(await files.openRecent(fileId)).toMatchObject({ ok: true });
    rmSync(path);
    expect(await files.openRecent(fileId)).toMatchObject({ ok: false, reason: 'missing' });
    expect(files.recentFiles()).toEqual([]);
  });

  it('knows no ids but those that it gave', async () => {
    expect(await files.openRecent('/etc/passwd')).toMatchObject({ ok: false, reason: 'missing' });
    expect(await files.save('../x.kubarium', '{}')).toMatchObject({ ok: false, reason: 'missing' });
  });
});

describe('saving', () => {
  it('asks once, then writes over the same file', async () => {
    toSave = join(home, 'mine.kubarium');
    const first = await files.saveAs('session', 'My cluster', '{"v":1}');
    expect(first).toMatchObject({ ok: true, value: { name: 'mine.kubarium' } });
    if (!first.ok) return;
    expect(await files.save(first.value.fileId, '{"v":2}')).toMatchObject({ ok: true });
    expect(readFileSync(toSave, 'utf8')).toBe('{"v":2}');
    expect(suggested).toEqual(['My cluster.kubarium']);
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('never writes a session over manifests', async () => {
    const opened = await files.openPath(write('web.yaml', 'kind: Pod\n'));
    if (!opened.ok) throw new Error(opened.message);
    expect(await files.save(opened.value.fileId, '{}')).toMatchObject({ ok: false, reason: 'failed' });
    expect(readFileSync(join(home, 'web.yaml'), 'utf8')).toBe('kind: Pod\n');
  });

  it('adds the extension, and does not replace a file that the dialog did not ask about', async () => {
    toSave = join(home, 'mine');
    expect(await files.saveAs('session', 'x', '{}')).toMatchObject({ ok: true, value: { name: 'mine.kubarium' } });
    expect(await files.saveAs('session', 'x', '{"other":1}')).toMatchObject({ ok: false, reason: 'failed' });
    expect(readFileSync(join(home, 'mine.kubarium'), 'utf8')).toBe('{}');
  });

  it('leaves the old file when the new one cannot be written', async () => {
    write('blocked', '');
    toSave = join(home, 'blocked', 'x.kubarium');
    expect(await files.saveAs('session', 'x', '{}')).toMatchObject({ ok: false, reason: 'failed' });
  });

  it('writes pictures that are PNG, and nothing else', async () => {
    toSave = join(home, 'stage.png');
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
    expect(await files.exportImage('Stage: 10:20', png)).toMatchObject({ ok: true });
    expect(new Uint8Array(readFileSync(toSave))).toEqual(png);
    expect(suggested).toEqual(['Stage- 10-20.png']);
    expect(await files.exportImage('x', Uint8Array.of(1, 2, 3))).toMatchObject({ ok: false, reason: 'failed' });
    expect(files.recentFiles()).toEqual([]);
  });
});
