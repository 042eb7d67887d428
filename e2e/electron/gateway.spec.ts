import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { expect } from '@playwright/test';
import { statSync } from 'node:fs';
import { test } from '../fixtures/desktop.ts';

test('real clients work with the cluster on the stage while the switch is on', async ({ launch }) => {
  const { page } = await launch();
  await page.getByRole('button', { name: 'Start with an empty cluster' }).click();
  await page.getByRole('button', { name: 'Your own kubectl: off' }).click();
  await page.getByRole('switch', { name: 'Let programs on this computer in' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own kubectl' });
  await expect(dialog.getByText(/^Listening on https:\/\/127\.0\.0\.1:\d+$/)).toBeVisible();
  const line = (await dialog.getByText(/KUBECONFIG/).textContent()) ?? '';
  const kubeconfig = /'([^']+)'/.exec(line)?.[1] ?? '';
  expect(statSync(kubeconfig).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);

  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const { items } = await config.makeApiClient(CoreV1Api).listNode();
  expect(items).toHaveLength(4);
  await expect(dialog.getByText('GET /api/v1/nodes')).toBeVisible();

  await page.getByRole('switch', { name: 'Let programs on this computer in' }).click();
  await expect(dialog.getByText('Off. Nobody outside can reach the cluster.')).toBeVisible();
  expect(statSync(kubeconfig, { throwIfNoEntry: false })).toBeUndefined();
});
