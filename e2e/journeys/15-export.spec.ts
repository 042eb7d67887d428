import { readFileSync } from 'node:fs';
import { expect, test } from '../fixtures/app.ts';

/** The stage as a picture. */

test('the stage is exported as a PNG of its size', async ({ app, page }) => {
  await app.openSettledApp();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the stage as PNG' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('Web server.png');
  const png = readFileSync(await download.path());
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  const stage = await page.getByRole('group', { name: 'The cluster, drawn' }).boundingBox();
  expect(png.readUInt32BE(16)).toBe(Math.round((stage?.width ?? 0) * 2));
  expect(png.readUInt32BE(20)).toBe(Math.round((stage?.height ?? 0) * 2));
  expect(png.length).toBeGreaterThan(30_000);
});
