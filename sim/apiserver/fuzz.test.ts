import { describe, expect, it } from 'vitest';
import type { Sim } from '../engine/engine.ts';
import { servedResources, type ResourceInfo } from '../api/resources.ts';
import type { Status } from '../api/types.ts';
import { currentRevision } from '../etcd/revision.ts';
import { handleHttp, type HttpRequest } from './http/http.ts';
import { HttpWorld } from '../testing/http-world.ts';
import { Dice, mutateText, mutateValue } from '../testing/mutate.ts';

const count = 10_000;
const seed = 20_260_101;

const podSpec = {
  containers: [
    {
      name: 'c',
      image: 'nginx:1.25',
      ports: [{ containerPort: 80, name: 'http' }],
      env: [{ name: 'A', value: '1' }],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 },
      volumeMounts: [{ name: 'v', mountPath: '/data' }],
    },
  ],
  volumes: [{ name: 'v', emptyDir: {} }],
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
  nodeSelector: { disk: 'ssd' },
};
const template = { metadata: { labels: { app: 'web' } }, spec: podSpec };
const selector = { matchLabels: { app: 'web' } };

/** Objects of every shape, by plural. */
const bodies: Readonly<Record<string, object>> = {
  pods: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: podSpec },
  services: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
  },
  configmaps: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { a: '1' } },
  secrets: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web' }, data: { a: 'MQ==' }, type: 'Opaque' },
  namespaces: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } },
  nodes: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'web' }, spec: { taints: [] } },
  deployments: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', annotations: { a: 'b' } },
    spec: { replicas: 2, selector, template, strategy: { rollingUpdate: { maxSurge: '25%' } } },
  },
  statefulsets: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web' },
    spec: { replicas: 1, serviceName: 'web', selector, template },
  },
  daemonsets: { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'web' }, spec: { selector, template } },
  jobs: {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'web-' },
    spec: { completions: 2, template: { spec: { ...podSpec, restartPolicy: 'Never' } } },
  },
  cronjobs: {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'web' },
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } },
    },
  },
  ingresses: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web' },
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  },
  networkpolicies: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web' },
    spec: { podSelector: {}, ingress: [{ from: [{ podSelector: selector }], ports: [{ port: 80 }] }] },
  },
  persistentvolumeclaims: {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'web' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  poddisruptionbudgets: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { minAvailable: 1, selector },
  },
  roles: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'web' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  customresourcedefinitions: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } },
        },
      ],
    },
  },
};

const onCollections = ['POST', 'POST', 'POST', 'POST', 'GET', 'DELETE'];
const onObjects = ['PUT', 'PUT', 'PATCH', 'PATCH', 'PATCH', 'GET', 'DELETE', 'POST'];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', ''];
const types = [
  'application/json',
  'application/json',
  'application/yaml',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
  '',
];
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const accepts = [
  'application/json',
  table,
  table,
  '*/*',
  '',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
];
const queries = [
  'limit=2',
  'limit=-1',
  'continue=abc',
  'resourceVersion=5',
  'resourceVersion=0&resourceVersionMatch=NotOlderThan',
  'resourceVersionMatch=Exact&resourceVersion=3',
  'labelSelector=app%3Dweb,!x',
  'labelSelector=app in (a,b',
  'fieldSelector=metadata.name%3Dweb',
  'fieldSelector=spec.x%3D1',
  'dryRun=All',
  'fieldManager=fuzz',
  'fieldManager=fuzz&force=true',
  'fieldValidation=Strict',
  'fieldValidation=Ignore',
  'propagationPolicy=Foreground',
  'gracePeriodSeconds=0',
  'watch=false',
  'pretty=true',
  '%zz',
];
const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'x'];
const pointers = [
  '/metadata/labels/a',
  '/spec',
  '/spec/template/spec/containers/0/image',
  '/spec/ports/-',
  '',
  '/a~1b',
  'x',
];

const spaces = ['default', 'default', 'default', 'shop', 'none'];
const parts = [
  'status',
  'status',
  'scale',
  'eviction',
  'binding',
  'log',
  'x',
  'token',
  'resize',
  'ephemeralcontainers',
];

function targetOf(dice: Dice): { target: string; info: ResourceInfo; isObject: boolean } {
  const info = dice.pick(servedResources);
  const plural = dice.once(5) ? info.resource : dice.pick(Object.keys(bodies));
  const known = servedResources.find(({ resource }) => resource === plural) ?? info;
  const root = known.group === '' ? `/api/${known.version}` : `/apis/${known.group}/${known.version}`;
  const namespace = known.namespaced && !dice.once(30) ? `/namespaces/${dice.pick(spaces)}` : '';
  const name = dice.once(2) ? '/web' : '';
  const part = name !== '' && dice.once(6) ? `/${dice.pick(parts)}` : '';
  const query = [...(dice.once(2) ? [dice.pick(queries)] : []), ...(dice.once(3) ? [dice.pick(queries)] : [])].join(
    '&',
  );
  const target = `${root}${namespace}/${plural}${name}${part}${query === '' ? '' : `?${query}`}`;
  return { target, info: known, isObject: name !== '' };
}

function bodyOf({ resource, apiVersion, kind }: ResourceInfo, type: string, dice: Dice): unknown {
  const base: unknown = bodies[resource] ?? { apiVersion, kind, metadata: { name: 'web' }, spec: {} };
  let value = base;
  for (let n = dice.below(3); n > 0; n--) value = mutateValue(value, dice);
  if (type.includes('json-patch') && !dice.once(5)) {
    const from = dice.once(3) ? { from: dice.pick(pointers) } : {};
    value = [{ op: dice.pick(operations), path: dice.pick(pointers), ...from, value: mutateValue('x', dice) }];
  }
  if (dice.once(20)) return value;
  const text = JSON.stringify(value) ?? '';
  return dice.once(8) ? mutateText(text, dice) : text;
}

function requestOf(dice: Dice): HttpRequest {
  const { target, info, isObject } = targetOf(dice);
  const method = dice.once(20) ? dice.pick(methods) : dice.pick(isObject ? onObjects : onCollections);
  const type = method === 'PATCH' ? dice.pick(types.slice(3)) : dice.pick(types.slice(0, 3));
  const headers = {
    accept: dice.once(50) ? 'x/y' : dice.pick(accepts),
    'content-type': dice.once(30) ? dice.pick(types) : type,
  };
  const body = method === 'GET' || (method === 'DELETE' && !dice.once(4)) ? undefined : bodyOf(info, type, dice);
  return { method, target: dice.once(25) ? mutateText(target, dice) : target, headers, body };
}

/** What is wrong with how a request was answered; empty when nothing is. Counts the codes of answers. */
function complaint(sim: Sim, http: HttpRequest, codes: Map<number, number>): string {
  const before = currentRevision(sim);
  const { code, body } = handleHttp(sim, http);
  codes.set(code, (codes.get(code) ?? 0) + 1);
  if (code === 500) return `500: ${JSON.stringify(body)}`;
  if (code < 400) return '';
  const { kind, reason = '', message = '' } = body as Partial<Status>;
  if (kind !== 'Status' || reason === '' || message === '') return `no Status with a reason: ${JSON.stringify(body)}`;
  return currentRevision(sim) === before ? '' : 'a refused request has changed the store';
}

describe('mutated requests', () => {
  it(`are answered or refused with a reason, ${count} of them`, { timeout: 60_000 }, () => {
    const world = new HttpWorld();
    const dice = new Dice(seed);
    const codes = new Map<number, number>();
    world.engine.runAs('user', (sim) => {
      for (let n = 0; n < count; n++) {
        const http = requestOf(dice);
        const said = answerOf(() => complaint(sim, http, codes));
        expect(said, `request ${n} of seed ${seed}: ${JSON.stringify(http)}`).toBe('');
      }
    });
    for (const code of [200, 201, 400, 404, 405, 409, 415, 422]) expect(codes.get(code) ?? 0).toBeGreaterThan(0);
  });
});

function answerOf(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
