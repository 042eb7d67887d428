import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';
import type { Desktop } from '../../electron/contract.ts';
import { test } from '../fixtures/desktop.ts';

declare global {
  interface Window {
    desktop: Desktop;
  }
}

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx}]}\n';

/** Answers the next dialogs without showing them. */
async function answerDialogs(app: ElectronApplication, toOpen: string, toSave: string): Promise<void> {
  await app.evaluate(
    ({ dialog }, paths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [paths.toOpen] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: paths.toSave });
    },
    { toOpen, toSave },
  );
}

test('saves where the dialog says, remembers the file, and opens it again', async ({ launch, folder }) => {
  const { app, page } = await launch();
  const path = join(folder, 'mine.kubarium');
  await answerDialogs(app, path, path);
  const saved = await page.evaluate(() => window.desktop.saveAs('session', 'mine', '{"a":1}'));
  expect(saved).toMatchObject({ ok: true, value: { name: 'mine.kubarium' } });
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}');
  expect(await page.evaluate(() => window.desktop.open())).toMatchObject({ value: [{ text: '{"a":1}' }] });
  expect(await page.evaluate(() => window.desktop.recentFiles())).toMatchObject([{ name: 'mine.kubarium' }]);
});

test('keeps the session for the next start', async ({ launch }) => {
  const first = await launch();
  await first.page.evaluate(() => window.desktop.writeRecovery('{"kept":true}'));
  await first.app.close();
  const second = await launch();
  expect(await second.page.evaluate(() => window.desktop.readRecovery())).toMatchObject({ text: '{"kept":true}' });
});

test('runs once: a second start hands its file to the first', async ({ launch, folder }) => {
  const path = join(folder, 'web.yaml');
  writeFileSync(path, pod);
  const { app, page } = await launch();
  await page.evaluate(() => window.desktop.ready());
  await page.evaluate(() => {
    window.desktop.onFileOpened((event) => Reflect.set(globalThis, 'handedOver', event));
  });
  await app.evaluate(({ app: program }, file) => {
    program.emit('second-instance', {}, [], '', { files: [file] });
  }, path);
  await expect
    .poll(() => page.evaluate(() => Reflect.get(globalThis, 'handedOver') as unknown))
    .toMatchObject({ ok: true, value: { name: 'web.yaml', text: pod } });
  expect(existsSync(join(folder, 'data'))).toBe(true);
});

test('opens the file it was started with', async ({ launch, folder }) => {
  const path = join(folder, 'web.yaml');
  writeFileSync(path, pod);
  const { page } = await launch(path);
  await expect(page.getByText('web', { exact: true }).first()).toBeVisible();
});
