import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod, Status } from '../api/types.ts';
import { createRequest, DoorWorld, messageOf, pod } from './door-world.ts';

function object(apiVersion: string, kind: string, name: string, rest: object, namespace?: string): KubeObject {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion, kind, metadata, ...rest } as KubeObject;
}

function namespace(name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function asking(requests: object, limits: object = {}): object {
  return { containers: [{ name: 'c', image: 'nginx:1.27', resources: { requests, limits } }] };
}

describe('admission', () => {
  const world = new DoorWorld();
  const create = (body: KubeObject, resource = 'pods', group = '') =>
    world.ask('user', createRequest(group, resource, body));

  it('waits for the default account of a new namespace', () => {
    world.create('', 'namespaces', namespace('fresh'));
    const answer = create(pod('a', 'fresh'));
    expect(answer.code).toBe(201);
    expect((answer.body as Pod).spec?.serviceAccountName).toBe('default');
  });

  it('refuses a pod with an account that does not exist', () => {
    expect(messageOf(create(pod('a', 'default', { serviceAccountName: 'nobody' })))).toBe(
      'pods "a" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    );
  });

  it('takes from the account whether the token is mounted, and the pull secrets', () => {
    const account = { automountServiceAccountToken: false, imagePullSecrets: [{ name: 'pull' }] };
    world.create('', 'serviceaccounts', object('v1', 'ServiceAccount', 'quiet', account, 'default'));
    const { spec } = create(pod('quiet', 'default', { serviceAccountName: 'quiet' })).body as Pod;
    expect(spec?.imagePullSecrets).toEqual([{ name: 'pull' }]);
    expect(spec?.volumes).toBeUndefined();
  });

  it('refuses new objects where no namespace is, and the end of the system’s namespaces', () => {
    expect(create(pod('a', 'nowhere'))).toMatchObject({
      code: 404,
      body: { message: 'namespaces "nowhere" not found' },
    });
    const answer = world.ask('user', { verb: 'delete', resource: 'namespaces', name: 'kube-system' });
    expect(messageOf(answer)).toBe('namespaces "kube-system" is forbidden: this namespace may not be deleted');
  });

  it('resolves priority classes, and takes no numbers', () => {
    world.create(
      'scheduling.k8s.io',
      'priorityclasses',
      object('scheduling.k8s.io/v1', 'PriorityClass', 'high', { value: 1000 }),
    );
    expect((create(pod('high', 'default', { priorityClassName: 'high' })).body as Pod).spec).toMatchObject({
      priority: 1000,
      preemptionPolicy: 'PreemptLowerPriority',
    });
    expect(messageOf(create(pod('low', 'default', { priorityClassName: 'low' })))).toBe(
      'pods "low" is forbidden: no PriorityClass with name low was found',
    );
    expect(messageOf(create(pod('five', 'default', { priority: 5 })))).toBe(
      'pods "five" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    );
  });

  it('fills in and checks what LimitRanges say', () => {
    world.create('', 'namespaces', namespace('limited'));
    const limit = { type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '100m' }, max: { cpu: '1' } };
    world.create('', 'limitranges', object('v1', 'LimitRange', 'cpu', { spec: { limits: [limit] } }, 'limited'));
    const { metadata, spec } = create(pod('a', 'limited')).body as Pod;
    expect(spec?.containers[0]?.resources).toEqual({ requests: { cpu: '100m' }, limits: { cpu: '500m' } });
    expect(metadata?.annotations).toEqual({
      'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
    });
    expect(messageOf(create(pod('b', 'limited', asking({ cpu: '1' }, { cpu: '2' }))))).toBe(
      'pods "b" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    );
  });

  it('holds pods to the standard of their namespace, and warns of templates', () => {
    const labels = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    };
    world.create('', 'namespaces', namespace('strict', labels));
    const details =
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';
    expect(messageOf(create(pod('a', 'strict')))).toBe(
      `pods "a" is forbidden: violates PodSecurity "restricted:latest": ${details}`,
    );
    const selector = { matchLabels: { app: 'web' } };
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
    };
    const web = object('apps/v1', 'Deployment', 'web', { spec: { selector, template } }, 'strict');
    expect(create(web, 'deployments', 'apps')).toMatchObject({
      code: 201,
      warnings: [`would violate PodSecurity "restricted:latest": ${details}`],
    });
    const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    const hardened = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const containers = [{ name: 'c', image: 'nginx:1.27', securityContext: hardened }];
    expect(create(pod('good', 'strict', { securityContext, containers })).code).toBe(201);
    const wrong = namespace('wrong', { 'pod-security.kubernetes.io/enforce': 'open' });
    expect(create(wrong, 'namespaces').code).toBe(422);
  });

  it('says which pods break a standard that is put on their namespace', () => {
    const body = { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } };
    world.create('', 'namespaces', namespace('loose'));
    world.create('', 'pods', pod('host', 'loose', { hostNetwork: true }));
    const answer = world.ask('user', {
      verb: 'patch',
      patchType: 'merge',
      resource: 'namespaces',
      name: 'loose',
      body,
    });
    expect(answer.warnings).toEqual([
      'existing pods in namespace "loose" violate the new PodSecurity enforce level "baseline:latest"',
      'host: host namespaces',
    ]);
  });

  it('charges quotas, and refuses what is over them', () => {
    world.create('', 'namespaces', namespace('counted'));
    const hard = { pods: '2', 'requests.cpu': '1' };
    world.create('', 'resourcequotas', object('v1', 'ResourceQuota', 'few', { spec: { hard } }, 'counted'));
    world.engine.run(world.engine.now + 2_000_000);
    expect(messageOf(create(pod('silent', 'counted')))).toBe(
      'pods "silent" is forbidden: failed quota: few: must specify requests.cpu for: c',
    );
    expect(create(pod('a', 'counted', asking({ cpu: '600m' }))).code).toBe(201);
    expect(messageOf(create(pod('b', 'counted', asking({ cpu: '600m' }))))).toBe(
      'pods "b" is forbidden: exceeded quota: few, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1',
    );
    const usedNow = (): unknown => {
      const answer = world.ask('user', { verb: 'get', resource: 'resourcequotas', namespace: 'counted', name: 'few' });
      return (answer.body as { status?: { used?: unknown } }).status?.used;
    };
    expect(usedNow()).toEqual({ pods: '1', 'requests.cpu': '600m' });
    world.ask('user', {
      verb: 'delete',
      resource: 'pods',
      namespace: 'counted',
      name: 'a',
      options: { gracePeriodSeconds: 0 },
    });
    world.engine.run(world.engine.now + 60_000_000);
    expect(usedNow()).toEqual({ pods: '0', 'requests.cpu': '0' });
  });

  it('gives claims and Ingresses the default class', () => {
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    const storage = object('storage.k8s.io/v1', 'StorageClass', 'fast', { provisioner: 'example.com/disk' });
    world.create('storage.k8s.io', 'storageclasses', { ...storage, metadata: { name: 'fast', annotations } });
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claim = create(object('v1', 'PersistentVolumeClaim', 'data', { spec }, 'default'), 'persistentvolumeclaims');
    expect(claim.body).toMatchObject({ spec: { storageClassName: 'fast' } });
  });

  it('holds writes to bound policies in CEL', () => {
    const group = 'admissionregistration.k8s.io';
    const rule = {
      apiGroups: ['apps'],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['deployments'],
    };
    const validations = [{ expression: 'object.spec.replicas <= variables.most' }];
    const variables = [{ name: 'most', expression: '5' }];
    const policy = { failurePolicy: 'Fail', matchConstraints: { resourceRules: [rule] }, variables, validations };
    const bound = (namespaceName: string, actions: string[]): object => ({
      spec: {
        policyName: 'few',
        validationActions: actions,
        matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceName } } },
      },
    });
    const deployment = (namespaceName: string, replicas: number): KubeObject => {
      const selector = { matchLabels: { app: 'web' } };
      const template = {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
      };
      return object(
        'apps/v1',
        'Deployment',
        `web-${replicas}`,
        { spec: { replicas, selector, template } },
        namespaceName,
      );
    };
    world.create(
      group,
      'validatingadmissionpolicies',
      object(`${group}/v1`, 'ValidatingAdmissionPolicy', 'few', { spec: policy }),
    );
    for (const [name, actions] of [
      ['denying', ['Deny']],
      ['warning', ['Warn']],
    ] as const) {
      world.create('', 'namespaces', namespace(name));
      const binding = object(`${group}/v1`, 'ValidatingAdmissionPolicyBinding', name, bound(name, [...actions]));
      world.create(group, 'validatingadmissionpolicybindings', binding);
    }
    expect(create(deployment('denying', 5), 'deployments', 'apps').code).toBe(201);
    const answer = create(deployment('denying', 6), 'deployments', 'apps');
    expect(answer).toMatchObject({ code: 422, body: { reason: 'Invalid' } });
    expect((answer.body as Status).details?.causes?.[0]?.message).toMatch(
      /^ValidatingAdmissionPolicy 'few' with binding/,
    );
    expect(messageOf(answer)).toBe(
      "deployments.apps \"web-6\" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'denying' denied request: failed expression: object.spec.replicas <= variables.most",
    );
    expect(create(deployment('warning', 6), 'deployments', 'apps')).toMatchObject({
      code: 201,
      warnings: [
        "Validation failed for ValidatingAdmissionPolicy 'few' with binding 'warning': failed expression: object.spec.replicas <= variables.most",
      ],
    });
    expect(create(deployment('default', 6), 'deployments', 'apps').code).toBe(201);
  });
});
