import { expect, test } from '../fixtures/app.ts';

/** The console: kubectl as fingers know it, on the cluster that is on the stage. */

test('kubectl commands are typed, answered and seen on the stage', async ({ app, page }) => {
  await app.openEmpty();
  await app.setFactor(1000);
  await app.deck.getByRole('tab', { name: 'Console' }).click();
  const line = page.getByRole('textbox', { name: 'Command line' });
  const output = page.getByRole('log', { name: 'Output of the console' });
  await expect(line).toBeFocused();

  await line.fill('kubectl create deployment web --image=nginx --replicas=2');
  await line.press('Enter');
  await expect(output.getByText('deployment.apps/web created')).toBeVisible();

  await line.fill('kubectl rollout status deploy/web');
  await line.press('Enter');
  await expect(output.getByText('deployment "web" successfully rolled out')).toBeVisible();

  await line.fill('kubectl get pods | grep web | wc -l');
  await line.press('Enter');
  await expect(output.getByText('2', { exact: true })).toBeVisible();

  await line.fill('kubectl get deploy -o wide');
  await line.press('Enter');
  await output.getByRole('button', { name: 'web', exact: true }).last().click();
  await expect(app.inspector.getByRole('heading', { name: 'web', exact: true })).toBeVisible();
});

test('a line is completed, found again and taken back, and errors are kubectl’s own', async ({ app, page }) => {
  await app.openEmpty();
  await app.deck.getByRole('tab', { name: 'Console' }).click();
  const line = page.getByRole('textbox', { name: 'Command line' });
  const output = page.getByRole('log', { name: 'Output of the console' });

  await line.pressSequentially('kubectl api-res');
  await line.press('Tab');
  await expect(line).toHaveValue('kubectl api-resources ');
  await line.pressSequentially('| grep deploy');
  await line.press('Enter');
  await expect(output.getByText(/^deployments\s+deploy\s+apps\/v1\s+true\s+Deployment$/)).toBeVisible();

  await line.fill('kubectl get foo');
  await line.press('Enter');
  await expect(output.getByText('error: the server doesn\'t have a resource type "foo"')).toBeVisible();
  await expect(output.getByText('exit code 1')).toBeVisible();

  await line.press('ArrowUp');
  await expect(line).toHaveValue('kubectl get foo');
  await line.press('Control+c');
  await expect(line).toHaveValue('');
  await line.press('Control+r');
  await page.keyboard.type('grep');
  await expect(line).toHaveValue('kubectl api-resources | grep deploy');
  await page.keyboard.press('Escape');
  await line.press('Control+l');
  await expect(output.getByText('exit code 1')).toBeHidden();
});

test('a shell in a container is typed into until it ends', async ({ app, page }) => {
  await app.openEmpty();
  await app.setFactor(1000);
  await app.deck.getByRole('tab', { name: 'Console' }).click();
  const line = page.getByRole('textbox', { name: 'Command line' });
  const output = page.getByRole('log', { name: 'Output of the console' });

  await line.fill('kubectl run -it --rm box --image=busybox --restart=Never -- sh');
  await line.press('Enter');
  const shell = page.getByRole('textbox', { name: 'Input of the command at work' });
  await shell.fill('cd /tmp && hostname');
  await shell.press('Enter');
  await expect(output.getByText('cd /tmp && hostname')).toBeVisible();
  await expect(output.getByText('box', { exact: true })).toBeVisible();
  await shell.press('Control+d');
  await expect(output.getByText('pod "box" deleted from default namespace')).toBeVisible();
  await expect(line).toBeFocused();
});
