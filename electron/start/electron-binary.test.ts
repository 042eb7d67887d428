import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadElectron, findElectron } from './electron-binary.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubarium-electron-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text = ''): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

describe('findElectron', () => {
  it('finds the downloaded program, and none before the download', () => {
    expect(findElectron(folder, {})).toBeUndefined();
    write('path.txt', 'electron\n');
    expect(findElectron(folder, {})).toBeUndefined();
    const program = write('dist/electron');
    expect(findElectron(folder, {})).toBe(program);
  });

  it('prefers a program of one’s own', () => {
    write('path.txt', 'electron');
    write('dist/electron');
    const own = write('own/electron');
    expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'own') })).toBe(own);
    expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none') })).toBeUndefined();
  });
});

describe('downloadElectron', () => {
  const download = (stallMs: number) => downloadElectron(folder, process.env, stallMs);

  it('brings the program', async () => {
    write(
      'install.js',
      `const fs = require('fs'); fs.mkdirSync(__dirname + '/dist');
       fs.writeFileSync(__dirname + '/dist/electron', ''); fs.writeFileSync(__dirname + '/path.txt', 'electron');`,
    );
    expect(await download(15_000)).toEqual({ path: join(folder, 'dist', 'electron') });
  });

  it('gives up when nothing arrives', async () => {
    write('install.js', 'setInterval(() => {}, 1000);');
    expect(await download(600)).toEqual({ reason: 'its download stood still for 0.6 s' });
  });

  it('waits as long as bytes arrive', async () => {
    write(
      'install.js',
      `const fs = require('fs'); const file = require('os').tmpdir() + '/part'; let n = 0;
       const timer = setInterval(() => { fs.appendFileSync(file, 'x'); if (++n === 20) clearInterval(timer); }, 100);`,
    );
    expect(await download(1500)).toEqual({ reason: 'its download brought no program' });
  });

  it('says why the installer failed, in one line', async () => {
    write('install.js', "console.error('getaddrinfo ENOTFOUND\\n  at somewhere'); process.exit(1);");
    expect(await download(15_000)).toEqual({ reason: 'its download failed (getaddrinfo ENOTFOUND)' });
  });

  it('says that the package is missing', async () => {
    expect(await download(15_000)).toEqual({ reason: 'the electron package is not installed' });
  });
});
