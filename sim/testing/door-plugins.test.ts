import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../api/types.ts';
import { admissionPlugins } from '../apiserver/door/admission/plugins.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { createRequest, DoorWorld, messageOf, pod } from './door-world.ts';

it('the plugins stand in the order of kube-apiserver', () => {
  // Models: pkg/kubeapiserver/options/plugins.go AllOrderedPlugins (v1.37), with what the simulator has.
  expect(admissionPlugins.map(({ name }) => name)).toEqual([
    'NamespaceLifecycle',
    'LimitRanger',
    'ServiceAccount',
    'NodeRestriction',
    'TaintNodesByCondition',
    'PodSecurity',
    'Priority',
    'DefaultTolerationSeconds',
    'DefaultStorageClass',
    'StorageObjectInUseProtection',
    'PersistentVolumeClaimResize',
    'RuntimeClass',
    'DefaultIngressClass',
    'RBAC escalation check',
    'MutatingAdmissionWebhook',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionWebhook',
    'ResourceQuota',
  ]);
});

describe('NodeRestriction', () => {
  const world = new DoorWorld();
  const asKubelet = (request: ApiRequest): string => messageOf(world.ask('kubelet/worker-1', request));
  world.create('', 'pods', pod('elsewhere', 'default', { nodeName: 'cp-1' }));

  it('lets a kubelet write only its own node, and no label that Kubernetes keeps for others', () => {
    const label = (name: string, key: string): ApiRequest => ({
      verb: 'patch',
      patchType: 'merge',
      resource: 'nodes',
      name,
      body: { metadata: { labels: { [key]: 'x' } } },
    });
    expect(asKubelet(label('cp-1', 'mine'))).toBe(
      'nodes "cp-1" is forbidden: node "worker-1" is not allowed to modify node "cp-1"',
    );
    expect(asKubelet(label('worker-1', 'node-restriction.kubernetes.io/a'))).toBe(
      'nodes "worker-1" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/a',
    );
    expect(asKubelet(label('worker-1', 'node-role.kubernetes.io/control-plane'))).toContain('is not allowed');
    expect(asKubelet(label('worker-1', 'node.kubernetes.io/instance-type'))).toBe('');
    const taint = { ...label('worker-1', ''), body: { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } } };
    expect(asKubelet(taint)).toContain('node "worker-1" is not allowed to modify taints');
  });

  it('lets it write only the pods on its node, and create none but mirrors', () => {
    const path = { resource: 'pods', namespace: 'default', name: 'elsewhere' } as const;
    expect(
      asKubelet({
        verb: 'patch',
        patchType: 'merge',
        ...path,
        subresource: 'status',
        body: { status: { message: 'x' } },
      }),
    ).toBe(
      'pods "elsewhere" is forbidden: node "worker-1" can only update pod status for pods with spec.nodeName set to itself',
    );
    expect(asKubelet({ verb: 'delete', ...path })).toBe(
      'pods "elsewhere" is forbidden: node "worker-1" can only delete pods with spec.nodeName set to itself',
    );
    expect(asKubelet(createRequest('', 'pods', pod('new', 'default', { nodeName: 'worker-1' })))).toBe(
      'pods "new" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "worker-1" can only create mirror pods',
    );
  });

  it('says nothing to others', () => {
    const path = { resource: 'pods', namespace: 'default', name: 'elsewhere' } as const;
    expect(world.ask('user', { verb: 'delete', ...path }).code).toBe(200);
  });
});

describe('RuntimeClass', () => {
  const world = new DoorWorld();
  world.create('node.k8s.io', 'runtimeclasses', {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'vm' },
    handler: 'vm',
    overhead: { podFixed: { cpu: '250m' } },
    scheduling: { nodeSelector: { vm: 'yes' }, tolerations: [{ key: 'vm', operator: 'Exists' }] },
  } as KubeObject);
  const make = (name: string, spec: object) => world.ask('user', createRequest('', 'pods', pod(name, 'default', spec)));

  it('gives a pod its class’s overhead and placement', () => {
    const { spec } = make('a', { runtimeClassName: 'vm' }).body as Pod;
    expect(spec).toMatchObject({ overhead: { cpu: '250m' }, nodeSelector: { vm: 'yes' } });
    expect(spec?.tolerations).toContainEqual({ key: 'vm', operator: 'Exists' });
  });

  it('refuses what does not go together', () => {
    expect(messageOf(make('b', { runtimeClassName: 'other' }))).toBe(
      'pods "b" is forbidden: pod rejected: RuntimeClass "other" not found',
    );
    expect(messageOf(make('c', { overhead: { cpu: '1' } }))).toContain('Pod Overhead set without corresponding');
    expect(messageOf(make('d', { runtimeClassName: 'vm', overhead: { cpu: '1' } }))).toContain("doesn't match");
    expect(messageOf(make('e', { runtimeClassName: 'vm', nodeSelector: { vm: 'no' } }))).toContain(
      'conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no',
    );
  });
});

it('claims and volumes are held from the beginning', () => {
  const world = new DoorWorld();
  const claim = world.create('', 'persistentvolumeclaims', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  } as KubeObject);
  expect(claim.metadata?.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  const volume = world.create('', 'persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk' },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' } },
  } as KubeObject);
  expect(volume.metadata?.finalizers).toEqual(['kubernetes.io/pv-protection']);
});
