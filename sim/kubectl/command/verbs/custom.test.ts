import { expect, it } from 'vitest';
import { ConsoleWorld } from '../../../testing/console-world.ts';

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {cron: {type: string}}}}
    additionalPrinterColumns: [{name: Cron, type: string, jsonPath: .spec.cron}]
`;
const tab = 'apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata: {name: mine}\nspec: {cron: "* * * * *"}\n';
const files = [
  { name: 'crd.yaml', text: definition },
  { name: 'tab.yaml', text: tab },
];

it('knows the kinds of definitions once they are there, by all their names', () => {
  const world = new ConsoleWorld(1);
  expect(world.type('kubectl apply -f tab.yaml', files).err).toContain(
    'no matches for kind "CronTab" in version "stable.example.com/v1"',
  );
  expect(world.type('kubectl apply -f crd.yaml').out).toBe(
    'customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com created\n',
  );
  world.wait(2);
  expect(world.type('kubectl apply -f tab.yaml').out).toBe('crontab.stable.example.com/mine created\n');
  expect(world.type('kubectl get ct').out).toBe('NAME   CRON\nmine   * * * * *\n');
  expect(world.type('kubectl get crontabs -o name').out).toBe('crontab.stable.example.com/mine\n');
  expect(world.type('kubectl api-resources --api-group=stable.example.com --no-headers').out).toMatch(
    /^crontabs +ct +stable.example.com\/v1 +true +CronTab\n$/,
  );
  expect(world.type('kubectl delete ct mine').out).toBe(
    'crontab.stable.example.com "mine" deleted from default namespace\n',
  );
});
