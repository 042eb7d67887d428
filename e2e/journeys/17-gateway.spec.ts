import { AppsV1Api, CoreV1Api, KubernetesObjectApi, Watch } from '@kubernetes/client-node';
import { expect as expectApp, test as inBrowser } from '../fixtures/app.ts';
import { expect, test } from '../fixtures/gateway.ts';

/** Real clients from outside: the switch, what they ask and write, and what the clock does to them. */

const namespace = 'default';

inBrowser('in a browser the switch says where it can be had', async ({ app, page }) => {
  await app.openEmpty();
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Your own kubectl' });
  await expectApp(dialog.getByRole('switch', { name: 'Let programs on this computer in' })).toBeDisabled();
  await expectApp(dialog.getByText(/A page in a browser cannot listen/)).toBeVisible();
  await expectApp(dialog.getByText('npm run -s kubarium -- serve')).toBeVisible();
});

test('clients read, write and watch the cluster on the stage, and time asks before it goes back', async ({
  app,
  gateway,
  page,
}) => {
  await app.openEmpty();
  await app.setFactor(100);
  await page.getByRole('button', { name: 'Your own kubectl: off' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own kubectl' });
  const onSwitch = dialog.getByRole('switch', { name: 'Let programs on this computer in' });
  await expect(onSwitch).not.toBeChecked();
  await onSwitch.click();
  await expect(dialog.getByText(/^Listening on https:\/\/127\.0\.0\.1:\d+$/)).toBeVisible();
  await expect(dialog.getByText(/^export KUBECONFIG='/)).toBeVisible();

  const config = gateway.config();
  const core = config.makeApiClient(CoreV1Api);
  expect((await core.listNode()).items).toHaveLength(4);
  await expect(dialog.getByText('GET /api/v1/nodes')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Your own kubectl: on' })).toBeVisible();

  const seen: string[] = [];
  let end: unknown = null;
  await new Watch(config).watch(
    '/api/v1/namespaces/default/pods',
    {},
    (type: string) => void seen.push(type),
    (error: unknown) => (end = error ?? 'ended'),
  );
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'outer', namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'outer' } },
      template: { metadata: { labels: { app: 'outer' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  };
  await KubernetesObjectApi.makeApiClient(config).create(deployment);
  await expect(app.listed(/outer/).first()).toBeVisible();
  const ready = async (): Promise<number | undefined> =>
    (await config.makeApiClient(AppsV1Api).readNamespacedDeployment({ name: 'outer', namespace })).status
      ?.readyReplicas;
  await expect.poll(ready).toBe(2);
  expect(seen.filter((type) => type === 'ADDED')).toHaveLength(2);

  await page.keyboard.press('ControlOrMeta+z');
  const question = page.getByRole('dialog', { name: 'Clients are connected' });
  await question.getByRole('button', { name: 'Stay' }).click();
  expect(await ready()).toBe(2);
  expect(end).toBeNull();

  await page.keyboard.press('ControlOrMeta+z');
  await question.getByRole('button', { name: 'Go there' }).click();
  await expect.poll(() => end).not.toBeNull();
  expect(seen.at(-1)).toBe('ERROR');
  await expect.poll(() => ready().catch((error: { code?: number }) => error.code)).toBe(404);
});

test('a write waits while time stands still', async ({ app, gateway, page }) => {
  await app.openEmpty();
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Your own kubectl' });
  await dialog.getByRole('switch').click();
  await expect(dialog.getByText(/^Listening on/)).toBeVisible();
  await page.keyboard.press('Escape');
  await app.pause();
  await page.keyboard.press('g');
  const api = KubernetesObjectApi.makeApiClient(gateway.config());
  const created = api.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', namespace } });
  await expect(dialog.getByText(/One request waits: time stands still/)).toBeVisible();
  await page.keyboard.press('Escape');
  await app.play();
  expect((await created).metadata?.name).toBe('held');
});
