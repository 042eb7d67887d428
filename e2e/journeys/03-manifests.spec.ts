import { expect, manifest, test } from '../fixtures/app.ts';

/** Manifests that others wrote, dropped on the window as they are. */

const all = [
  { file: 'guestbook.yaml', deployments: { frontend: 3, 'redis-master': 1, 'redis-replica': 2 } },
  { file: 'voting-app.yaml', deployments: { db: 1, redis: 1, result: 1, vote: 1, worker: 1 } },
];

for (const { file, deployments } of all) {
  test(`${file} dropped on the first page runs until every pod is ready`, async ({ app }) => {
    await app.visit();
    await app.drop({ name: file, content: manifest(file) });
    await app.expectPlaying();
    await expect(app.page).toHaveTitle(new RegExp(file.replace('.yaml', '')));
    await app.setFactor(1000);
    await app.settle();
    for (const [name, replicas] of Object.entries(deployments)) {
      await expect(app.listed(`${name} ${replicas}/${replicas} ready`).first()).toBeVisible();
    }
    await expect(app.editor).toBeHidden();
    await app.unfoldNodes();
    const count = Object.values(deployments).reduce((sum, replicas) => sum + replicas, 0);
    await expect(app.line(/^Pod .*, Running, ready, in default$/)).toHaveCount(count);
  });
}

test('both dropped at once run side by side', async ({ app }) => {
  await app.openEmpty();
  await app.drop(...all.map(({ file }) => ({ name: file, content: manifest(file) })));
  await app.expectPlaying();
  await app.setFactor(1000);
  for (const name of ['frontend', 'vote']) await expect(app.listed(new RegExp(`^${name} `)).first()).toBeVisible();
  await app.settle();
  await app.find('frontend', /^frontend.*Deployment/);
  await expect(app.inspector.getByText('3/3 ready').first()).toBeVisible();
  await app.find('vote', /^vote.*Deployment/);
  await expect(app.inspector.getByText('1/1 ready').first()).toBeVisible();
});
