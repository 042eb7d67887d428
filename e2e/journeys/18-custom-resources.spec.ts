import { expect, manifest, test } from '../fixtures/app.ts';

/** Kinds that the user brings: the Gateway API's, with their rules. */

test('custom resources are checked by their definitions, shown, opened and deleted', async ({ app, page }) => {
  await app.openEmpty();
  await app.setFactor(100);
  await app.drop({ name: 'gateway-api.yaml', content: manifest('gateway-api.yaml') });
  await expect(app.listed(/^front/)).toBeVisible();
  await expect(app.listed(/^glass/)).toBeVisible();
  const routes = app.inspector.getByRole('heading', { name: 'HTTPRoute 1' });
  await expect(routes).toBeVisible();

  await app.listed(/^front/).click();
  await expect(app.inspector.getByText(/A custom resource of kind Gateway/)).toBeVisible();
  const object = await app.openTab('Object');
  await expect(object.getByText('gatewayClassName: glass')).toBeVisible();

  await app.deck.getByRole('tab', { name: 'Console' }).click();
  const line = page.getByRole('textbox', { name: 'Command line' });
  const output = page.getByRole('log', { name: 'Output of the console' });
  await line.fill('kubectl get gtw,httproute');
  await line.press('Enter');
  await expect(output.getByText(/^gateway\.gateway\.networking\.k8s\.io\/front +glass +Unknown/)).toBeVisible();
  await line.fill(`kubectl patch gatewayclass glass --type=merge -p '{"spec":{"controllerName":"a.b/c"}}'`);
  await line.press('Enter');
  await expect(output.getByText(/spec\.controllerName: Invalid value: "a\.b\/c": Value is immutable/)).toBeVisible();
  await line.fill('kubectl delete httproute web');
  await line.press('Enter');
  await expect(output.getByText(/^httproute\.gateway\.networking\.k8s\.io "web" deleted/)).toBeVisible();
  await line.press('Escape');
  await page.getByRole('button', { name: 'Architecture' }).focus();
  await page.keyboard.press('Escape');
  await expect(app.listed(/^front/)).toBeVisible();
  await expect(routes).toHaveCount(0);
});
