import { expect, test } from '../fixtures/app.ts';
import type { Kubarium } from '../fixtures/app.ts';

/** The Scheduling view: where pods are, why there, why nowhere, and what would help. */

const pod = (name: string, cpu: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
${more}  containers: [{ name: main, image: nginx, resources: { requests: { cpu: '${cpu}' } } }]
`;

const deployment = (name: string, replicas: number, cpu: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: main, image: nginx, resources: { requests: { cpu: ${cpu} } } }]
`;

/** Files run to their end, seen in the Scheduling view. */
async function openScheduling(app: Kubarium, ...texts: readonly string[]): Promise<void> {
  await app.openEmpty();
  await app.setFactor(1000);
  await app.page.keyboard.press('s');
  await expect(app.scheduling).toBeVisible();
  for (const text of texts) {
    await app.drop({ name: 'given.yaml', content: text });
    await expect(app.deck.getByText(/apply/).first()).toBeAttached();
    await app.settle();
  }
}

test('an empty cluster says so, and leads on', async ({ app, page }) => {
  await app.openEmpty();
  await page.getByRole('button', { name: 'Scheduling' }).click();
  await expect(page.getByRole('button', { name: 'Scheduling' })).toHaveAttribute('aria-current', 'page');
  await expect(app.scheduling.getByText('No pod waits for a node.')).toBeVisible();
  await expect(app.scheduling.getByRole('table', { name: 'Nodes' }).getByRole('rowheader')).toHaveCount(4);
  await expect(app.scheduling.getByRole('heading', { name: 'Nobody has asked for a node yet.' })).toBeVisible();
  await app.setFactor(1000);
  await app.scheduling.getByRole('button', { name: 'Run a first app' }).click();
  await expect(app.scheduling.getByRole('region', { name: /^default\/web-/ })).toBeVisible();
  await page.keyboard.press('a');
  await expect(app.scheduling).toBeHidden();
  await expect(page.getByRole('group', { name: 'The cluster, drawn' })).toBeVisible();
});

test('a pod that was placed: filters, scores, and the node that won', async ({ app, page }) => {
  await openScheduling(app, deployment('web', 4, '300m'));
  const attempt = app.scheduling.getByRole('region', { name: /^default\/web-/ });
  const filters = attempt.getByRole('table', { name: 'Filter: may it run here?' });
  await expect(filters.getByRole('columnheader', { name: 'TaintToleration' })).toBeVisible();
  await expect(filters.getByRole('row', { name: /^cp-1/ })).toContainText('untolerated taint(s)');
  await expect(attempt.getByText(/^worker-\d wins with|are equal: worker-\d was drawn/)).toBeVisible();
  await attempt.getByRole('button', { name: 'Numbers' }).click();
  const scores = attempt.getByRole('table', { name: 'Score: where is it best?' });
  await expect(scores.getByRole('columnheader', { name: /^TaintToleration/ })).toBeVisible();
  await expect(scores.getByTitle(/^raw \d+, normalised 100, times 3 is 300$/).first()).toBeVisible();
  await attempt.getByRole('button', { name: 'All filters' }).click();
  await expect(filters.getByRole('columnheader', { name: 'NodePorts' })).toBeAttached();

  const nodes = app.scheduling.getByRole('table', { name: 'Nodes' });
  await expect(nodes.getByText(/^chosen/)).toBeVisible();
  await nodes
    .getByRole('button', { name: /^worker-1/ })
    .first()
    .focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(app.inspector.getByRole('heading', { name: 'worker-2' })).toBeVisible();
});

test('an earlier decision is shown as it was, and time goes there', async ({ app }) => {
  await openScheduling(app, pod('first', '500m'), pod('second', '500m'));
  await expect(app.scheduling.getByRole('region', { name: 'default/second' })).toBeVisible();
  const end = await app.seconds();
  await app.scheduling.getByRole('button', { name: 'Earlier decision' }).click();
  await app.arrive();
  await app.scheduling.getByRole('button', { name: 'Earlier decision' }).click();
  await app.arrive();
  await expect(app.scheduling.getByRole('region', { name: 'default/first' })).toBeVisible();
  expect(await app.seconds()).toBeLessThan(end);
  await app.travel('End');
  await expect(app.scheduling.getByRole('region', { name: 'default/second' })).toBeVisible();
});

test('a pod that fits nowhere says why, and what would help is done by a click', async ({ app }) => {
  await openScheduling(app, pod('disky', '500m', '  nodeSelector: { disk: ssd }\n'));
  const lane = app.scheduling.getByRole('group', { name: 'Fit nowhere, 1 pod' });
  await lane.getByRole('button', { name: /disky; .*held by NodeAffinity/ }).click();
  const panel = app.inspector.getByRole('tabpanel', { name: 'Node' });
  await expect(panel.getByText(/^0\/4 nodes are available: .*node affinity/)).toBeVisible();
  await expect(panel.getByText(/When a node joins or changes/)).toBeVisible();
  const fits = panel.getByRole('listitem').filter({ hasText: 'label worker-1 disk=ssd' });
  await expect(fits.getByText('then it goes to worker-1')).toBeVisible();
  await expect(app.scheduling.getByRole('heading', { name: 'Preemption: who would have to go?' })).toBeVisible();
  await fits.getByRole('button', { name: 'Try' }).click();
  await expect(app.deck.getByText('kubectl label nodes worker-1 disk=ssd')).toBeVisible();
  await app.settle();
  await expect(panel.getByText('Why here?')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Plugins on worker-1' })).toContainText('chosen');
  await expect(app.scheduling.getByText('No pod waits for a node.')).toBeVisible();
});

test('what would help a workload is opened as YAML', async ({ app }) => {
  await openScheduling(app, deployment('big', 1, '"16"'));
  await app.scheduling.getByRole('button', { name: /default\/big-.*held by/ }).click();
  const fits = app.inspector.getByRole('listitem').filter({ hasText: /^ask for \d+m of cpu at most, not 16000m/i });
  await fits.getByRole('button', { name: 'Edit' }).click();
  const code = app.editor.getByRole('textbox', { name: 'YAML editor' });
  await expect(code).toContainText('kind: Deployment');
  await expect(code).not.toContainText('cpu: "16"');
});

test('preemption: who goes, and where', async ({ app }) => {
  const urgent = 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: urgent }\nvalue: 1000\n';
  await openScheduling(
    app,
    `${urgent}---\n${deployment('batch', 3, '3')}`,
    pod('boss', '3', '  priorityClassName: urgent\n'),
  );
  await app.scheduling.getByRole('button', { name: 'Earlier decision' }).click();
  await app.arrive();
  await app.stepUntil(() => app.scheduling.getByText('chosen: it does the least harm').isVisible(), 'ArrowLeft', 20);
  const { inspector } = app;
  await app.scheduling.getByRole('button', { name: 'boss', exact: true }).first().click();
  await app.travel('End');
  const attempts = inspector.getByRole('group', { name: 'Attempts' }).getByRole('button');
  await expect(attempts).toHaveCount(2);
  await expect(inspector.getByText('Why here?')).toBeVisible();
  const end = await app.seconds();
  await attempts.first().click();
  await expect(inspector.getByText('Why nowhere?')).toBeVisible();
  expect(await app.seconds()).toBe(end);
  const victims = app.scheduling.getByRole('region', { name: 'Preemption: who would have to go?' });
  await expect(victims.getByRole('button', { name: /^batch-/ }).first()).toBeVisible();
  await expect(app.scheduling.getByRole('table', { name: 'Nodes' }).getByText('1 pod would go').first()).toBeVisible();
  await attempts.last().click();
  await expect(victims).toBeHidden();
});

test('where would it go: asked of YAML in the editor, nothing is created', async ({ app, page }) => {
  await openScheduling(app, deployment('web', 2, '500m'));
  await page.keyboard.press('a');
  await page.keyboard.press('n');
  await app.write(deployment('api', 3, '700m'));
  await app.editor.getByRole('button', { name: 'Where would it go?' }).click();
  await expect(app.scheduling.getByText('A rehearsal: nothing was created.')).toBeVisible();
  await expect(app.scheduling.getByRole('button', { name: /^Where Deployment api would go.*worker-/ })).toBeVisible();
  const attempt = app.scheduling.getByRole('region', { name: /^default\/api-/ });
  await attempt.getByRole('tab', { name: 'Scores' }).click();
  await expect(attempt.getByText(/wins with|are equal/)).toBeVisible();
  await app.scheduling.getByRole('button', { name: 'Back to the cluster' }).click();
  await expect(app.scheduling.getByRole('region', { name: /^default\/web-/ })).toBeVisible();
  await expect(app.listed(/^api/)).toBeHidden();

  await app.write('apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { container: [] }\n');
  await app.editor.getByRole('button', { name: 'Where would it go?' }).click();
  await expect(app.editor.getByText(/unknown field "spec.container"/).first()).toBeVisible();
});

test('the scheduler is configured while the cluster runs', async ({ app, page }) => {
  await openScheduling(app, pod('mine', '500m', '  schedulerName: packing-scheduler\n'));
  await app.scheduling.getByRole('button', { name: 'Configure the scheduler' }).click();
  const dialog = page.getByRole('dialog', { name: 'The scheduler' });
  const code = dialog.getByRole('textbox', { name: 'KubeSchedulerConfiguration' });
  await expect(code).toContainText('kind: KubeSchedulerConfiguration');
  await code.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('parallelism: many\n');
  await expect(dialog.getByText(/^Line 5/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Start it again with this' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Two profiles' }).click();
  await dialog.getByRole('button', { name: 'Start it again with this' }).click();
  await expect(dialog.getByText('kube-scheduler was started again with it.', { exact: false })).toBeVisible();
  await page.keyboard.press('Escape');
  await app.settle();
  await expect(app.scheduling.getByText('Profiles: default-scheduler, packing-scheduler')).toBeVisible();
  await expect(
    app.scheduling.getByRole('region', { name: 'default/mine' }).getByText(/wins with|are equal/),
  ).toBeVisible();
  await expect(app.deck.getByText('configure the scheduler')).toBeAttached();
});
