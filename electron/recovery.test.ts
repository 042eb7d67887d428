import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Recovery } from './recovery.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubarium-recovery-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('gives back the last session kept, in the next run too, until it is cleared', async () => {
  const recovery = new Recovery(folder);
  expect(await recovery.read()).toBeUndefined();
  await Promise.all(['1', '2', '3'].map((text) => recovery.write(text)));
  const kept = await new Recovery(folder).read();
  expect(kept?.text).toBe('3');
  expect(kept?.savedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(readdirSync(join(folder, 'recovery'))).toEqual(['session.kubarium']);
  await recovery.clear();
  expect(await recovery.read()).toBeUndefined();
});
