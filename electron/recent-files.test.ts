import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RecentFiles } from './recent-files.ts';

let folder = '';
const listeners = { onChange: vi.fn(), onError: vi.fn() };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubarium-recent-'));
  vi.clearAllMocks();
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const load = (): RecentFiles => RecentFiles.load(join(folder, 'recent-files.json'), listeners);

it('keeps ten files, the newest first, each once, over a restart', async () => {
  const recent = load();
  for (let index = 0; index < 12; index++) await recent.add(`/files/${index}.yaml`);
  await recent.add('/files/5.yaml');
  expect(recent.paths).toHaveLength(10);
  expect(recent.paths[0]).toBe('/files/5.yaml');
  expect(recent.paths.filter((path) => path === '/files/5.yaml')).toHaveLength(1);
  expect(load().paths).toEqual(recent.paths);
  expect(listeners.onChange).toHaveBeenCalledTimes(13);
  await recent.clear();
  expect(load().paths).toEqual([]);
});

it.each(['', '{', '{"a":1}', '[1, null, ""]'])('starts with an empty list over a damaged file: %s', (text) => {
  writeFileSync(join(folder, 'recent-files.json'), text);
  expect(load().paths).toEqual([]);
});

it('holds for this run where the list cannot be kept, and says so', async () => {
  writeFileSync(join(folder, 'blocked'), '');
  const recent = RecentFiles.load(join(folder, 'blocked', 'recent-files.json'), listeners);
  await recent.add('/files/a.yaml');
  expect(recent.paths).toEqual(['/files/a.yaml']);
  expect(listeners.onError).toHaveBeenCalledTimes(1);
});
