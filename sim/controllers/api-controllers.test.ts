import { describe, expect, it } from 'vitest';
import type {
  ClusterRole,
  CustomResourceDefinition,
  Endpoints,
  KubeObject,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Service,
} from '../api/types.ts';
import { ConsoleWorld } from '../testing/console-world.ts';
import { ControllerWorld } from '../testing/controller-world.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'web:1' }] } };
const web = (replicas: number): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template },
  }) as KubeObject;

function budget(spec: object): PodDisruptionBudget {
  const selector = { matchLabels: { app: 'web' } };
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector, ...spec },
  };
}

const budgetStatus = (world: ControllerWorld) =>
  world.get<PodDisruptionBudget>('poddisruptionbudgets', 'web', 'policy')?.status;

describe('the disruption controller', () => {
  it('says how many pods may be disturbed, of those that their Deployment wants', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(budget({ maxUnavailable: '50%' }), 'poddisruptionbudgets', 'policy');
    world.run(2);
    expect(budgetStatus(world)).toMatchObject({ disruptionsAllowed: 0, expectedPods: 0 });
    expect(world.events('web')).toContainEqual(['NoPods', 'No matching pods found']);
    world.apply(web(4), 'deployments', 'apps');
    world.run(10);
    expect(budgetStatus(world)).toMatchObject({
      observedGeneration: 1,
      disruptionsAllowed: 2,
      currentHealthy: 4,
      desiredHealthy: 2,
      expectedPods: 4,
      conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }],
    });
  });

  it('warns of pods without a controller when it needs to know how many there should be', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: 'p', namespace: 'default' } };
    world.apply({ ...pod, spec: template.spec } as KubeObject, 'pods');
    world.apply(budget({ minAvailable: '50%' }), 'poddisruptionbudgets', 'policy');
    world.run(5);
    expect(world.events('web').map(([reason]) => reason)).toContain('UnmanagedPods');
    expect(budgetStatus(world)).toMatchObject({ disruptionsAllowed: 0, expectedPods: 0 });
  });

  it('lets a drain go on as the pods that were evicted are replaced', () => {
    const world = new ConsoleWorld(2);
    world.type('kubectl create deployment web --image nginx --replicas 4');
    world.type('kubectl create poddisruptionbudget web --selector app=web --min-available 3');
    world.type('kubectl rollout status deployment web');
    const drained = world.type('kubectl drain worker-1 --ignore-daemonsets');
    expect(drained.code).toBe(0);
    expect(drained.out).toContain('node/worker-1 drained');
    const left = world.type('kubectl get pods -l app=web -o jsonpath={.items[*].spec.nodeName}').out;
    expect(left).not.toContain('worker-1');
    expect(left.split(' ')).toHaveLength(4);
  });
});

describe('the Endpoints controller', () => {
  const service = (spec: object): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', labels: { team: 'shop' } },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  });

  it('writes the addresses of a Service’s pods, those that are not ready apart, and takes them away with it', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(service({}), 'services');
    world.apply(web(2), 'deployments', 'apps');
    world.run(10);
    const written = world.get<Endpoints>('endpoints', 'web');
    expect(written?.metadata?.labels).toEqual({
      team: 'shop',
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    });
    expect(written?.subsets).toHaveLength(1);
    expect(written?.subsets?.[0]?.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
    expect(written?.subsets?.[0]?.addresses?.map(({ targetRef }) => targetRef?.kind)).toEqual(['Pod', 'Pod']);
    world.request({ verb: 'delete', resource: 'services', namespace: 'default', name: 'web' });
    world.run(2);
    expect(world.get('endpoints', 'web')).toBeUndefined();
  });

  it('marks those of a Service without an address, and leaves one without a selector alone', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(service({ clusterIP: 'None' }), 'services');
    const plain = service({});
    world.apply(
      { ...plain, metadata: { name: 'byhand', namespace: 'default' }, spec: { ports: [{ port: 80 }] } } as Service,
      'services',
    );
    world.run(2);
    expect(world.get<Endpoints>('endpoints', 'web')?.metadata?.labels?.['service.kubernetes.io/headless']).toBe('');
    expect(world.get('endpoints', 'byhand')).toBeUndefined();
  });
});

describe('claims and volumes', () => {
  const claim: PersistentVolumeClaim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  const erase = { verb: 'delete', resource: 'persistentvolumeclaims', namespace: 'default', name: 'data' } as const;

  it('stay as long as a pod on a node uses them', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(claim, 'persistentvolumeclaims');
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    world.apply(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'default' },
        spec: { ...template.spec, volumes },
      } as KubeObject,
      'pods',
    );
    world.run(5);
    world.request(erase);
    world.run(5);
    const waiting = world.get<PersistentVolumeClaim>('persistentvolumeclaims', 'data');
    expect(waiting?.metadata?.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(waiting?.metadata?.deletionTimestamp).toBeDefined();
    world.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'p' });
    world.run(40);
    expect(world.get('persistentvolumeclaims', 'data')).toBeUndefined();
  });

  it('go at once when nobody uses them', () => {
    const world = new ControllerWorld({ nodes: [] });
    world.apply(claim, 'persistentvolumeclaims');
    world.request(erase);
    world.run(1);
    expect(world.get('persistentvolumeclaims', 'data')).toBeUndefined();
  });
});

describe('what gathers and what follows', () => {
  it('a ClusterRole that gathers others’ rules gets them written', () => {
    const world = new ControllerWorld({ nodes: [] });
    const group = 'rbac.authorization.k8s.io';
    const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
    const role = (name: string, rest: object, labels = {}): ClusterRole =>
      ({ apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name, labels }, ...rest }) as ClusterRole;
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] };
    world.apply(role('whole', { aggregationRule, rules: [rule('nodes')] }), 'clusterroles', group);
    world.apply(role('b', { rules: [rule('secrets'), rule('pods')] }, { part: 'yes' }), 'clusterroles', group);
    world.apply(role('a', { rules: [rule('pods')] }, { part: 'yes' }), 'clusterroles', group);
    world.run(1);
    expect(world.get<ClusterRole>('clusterroles', 'whole', group, '')?.rules).toEqual([rule('pods'), rule('secrets')]);
  });

  const definition: CustomResourceDefinition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'shops.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'shops', kind: 'Shop' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
  const yaml = (objects: readonly object[]) => [
    { name: 'x.yaml', text: objects.map((one) => JSON.stringify(one)).join('\n---\n') },
  ];
  const shop = { apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'corner' } };

  it('what a custom resource owns goes with it, and custom resources go with their owner and their namespace', () => {
    const world = new ConsoleWorld(1);
    world.type('kubectl apply -f x.yaml', yaml([definition]));
    world.type('kubectl wait --for=condition=Established crd/shops.example.com');
    world.type('kubectl apply -f x.yaml', yaml([shop]));
    const uid = world.type('kubectl get shop corner -o jsonpath={.metadata.uid}').out;
    const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Shop', name: 'corner', uid }];
    const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences } };
    const child = { ...shop, metadata: { name: 'child', ownerReferences } };
    world.type('kubectl apply -f x.yaml', yaml([owned, child]));
    expect(world.type('kubectl get cm owned -o name').out).toBe('configmap/owned\n');
    world.type('kubectl delete shop corner');
    world.simulation.run(world.simulation.now + 3_000_000);
    expect(world.type('kubectl get cm owned').err).toContain('not found');
    expect(world.type('kubectl get shop child').err).toContain('not found');
    world.type('kubectl create namespace mall');
    world.type('kubectl apply -n mall -f x.yaml', yaml([shop]));
    expect(world.type('kubectl delete namespace mall').code).toBe(0);
    expect(world.type('kubectl get shops -A').err).toContain('No resources found');
  });
});
