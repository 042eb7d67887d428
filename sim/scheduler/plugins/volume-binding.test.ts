import { describe, expect, it } from 'vitest';
import type { CSIStorageCapacity, Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { newCycle } from '../framework.ts';
import { staticCluster, type ClusterContents } from '../static-cluster.ts';
import { volumeBinding } from './volume-binding.ts';

const nodes: readonly Node[] = ['a', 'b'].map((name) => ({ metadata: { name, labels: { host: name } } }));
const later = {
  metadata: { name: 'later' },
  provisioner: 'disks.example.com',
  volumeBindingMode: 'WaitForFirstConsumer',
};

function claim(name: string, more: Partial<PersistentVolumeClaim> = {}): PersistentVolumeClaim {
  return {
    metadata: { name, namespace: 'default' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'later', resources: { requests: { storage: '10Gi' } } },
    ...more,
  };
}

function bound(name: string, volumeName: string): PersistentVolumeClaim {
  const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
  return claim(name, { metadata: { name, namespace: 'default', annotations }, spec: { volumeName } });
}

function volume(name: string, host: string, more: Partial<PersistentVolume['spec']> = {}): PersistentVolume {
  const matchExpressions = [{ key: 'host', operator: 'In', values: [host] }];
  return {
    metadata: { name },
    spec: {
      storageClassName: 'later',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '10Gi' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
      ...more,
    },
    status: { phase: 'Available' },
  };
}

function podWith(...claims: string[]): Pod {
  const volumes = claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }));
  return { metadata: { name: 'p', namespace: 'default', uid: 'u' }, spec: { containers: [], volumes } };
}

/** The reasons by node; one text when they hold for all. */
function verdict(pod: Pod, contents: Partial<ClusterContents>): Record<string, readonly string[]> | string {
  const cluster = staticCluster({ nodes, pods: [], storageClasses: [later], ...contents });
  const cycle = newCycle(pod, cluster);
  const prepared = volumeBinding.preFilter?.(cycle) ?? null;
  if (prepared !== null)
    return prepared === 'skip' ? 'skip' : 'refusal' in prepared ? prepared.refusal.reasons.join() : '';
  return Object.fromEntries(
    cluster.nodes.map((info, index) => [
      info.node.metadata?.name ?? '',
      volumeBinding.filter?.(cycle, info, index)?.reasons ?? [],
    ]),
  );
}

const gone = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const elsewhere = "node(s) didn't match PersistentVolume's node affinity";
const nothing = "node(s) didn't find available persistent volumes to bind";
const noProvisioner = { ...later, provisioner: 'kubernetes.io/no-provisioner' };

describe('bound claims', () => {
  it('are judged by the first whose volume is gone or out of reach', () => {
    const persistentVolumes = [volume('far', 'b')];
    const claims = [bound('one', 'far'), bound('two', 'missing')];
    const given = { persistentVolumes, persistentVolumeClaims: claims };
    expect(verdict(podWith('one', 'two'), given)).toEqual({ a: [elsewhere], b: [gone] });
    expect(verdict(podWith('two', 'one'), given)).toEqual({ a: [gone], b: [gone] });
  });

  it('that are lost or on their way out keep the pod off all nodes', () => {
    const lost = claim('one', { spec: { volumeName: 'gone' }, status: { phase: 'Lost' } });
    expect(verdict(podWith('one'), { persistentVolumeClaims: [lost] })).toBe(
      'persistentvolumeclaim "one" bound to non-existent persistentvolume "gone"',
    );
    const leaving = claim('one', { metadata: { name: 'one', namespace: 'default', deletionTimestamp: 'now' } });
    expect(verdict(podWith('one'), { persistentVolumeClaims: [leaving] })).toBe(
      'persistentvolumeclaim "one" is being deleted',
    );
  });
});

describe('claims of ephemeral volumes', () => {
  const spec = { containers: [], volumes: [{ name: 'v', ephemeral: {} }] };
  const pod: Pod = { metadata: { name: 'p', namespace: 'default', uid: 'u' }, spec };

  it('are waited for', () => {
    expect(verdict(pod, {})).toBe('waiting for ephemeral volume controller to create the persistentvolumeclaim "p-v"');
  });

  it('must be the pod’s own', () => {
    expect(verdict(pod, { persistentVolumeClaims: [claim('p-v')] })).toBe(
      'PVC default/p-v was not created for pod default/p (pod is not owner)',
    );
  });
});

describe('volumes that are there', () => {
  const given = (...persistentVolumes: PersistentVolume[]): Partial<ClusterContents> => ({
    persistentVolumes,
    persistentVolumeClaims: [claim('one'), claim('two')],
    storageClasses: [noProvisioner],
  });
  const one = { name: 'one', namespace: 'default' };

  it('serve one claim each, the smallest claim first', () => {
    const small = volume('small', 'a');
    expect(verdict(podWith('one'), given(small))).toEqual({ a: [], b: [nothing] });
    expect(verdict(podWith('one', 'two'), given(small))).toEqual({ a: [nothing], b: [nothing] });
    expect(verdict(podWith('one', 'two'), given(small, volume('other', 'a')))).toEqual({ a: [], b: [nothing] });
  });

  it('are taken when they name the claim, whatever their access modes are', () => {
    const meant = volume('meant', 'a', { claimRef: one, accessModes: ['ReadOnlyMany'] });
    expect(verdict(podWith('one'), given(meant))).toEqual({ a: [], b: [nothing] });
  });

  it('are not replaced by others when the one that names the claim is out of reach', () => {
    const meant = volume('meant', 'b', { claimRef: one });
    expect(verdict(podWith('one'), given(meant, volume('free', 'a')))).toEqual({ a: [nothing], b: [] });
  });

  it('must be large enough, available, of the mode and with the access that is asked for', () => {
    const unfit = [
      volume('small', 'a', { capacity: { storage: '9Gi' } }),
      { ...volume('released', 'a'), status: { phase: 'Released' } },
      volume('block', 'a', { volumeMode: 'Block' }),
      volume('once', 'a', { accessModes: ['ReadOnlyMany'] }),
      volume('class', 'a', { storageClassName: 'other' }),
    ];
    expect(verdict(podWith('one'), given(...unfit))).toEqual({ a: [nothing], b: [nothing] });
  });

  it('stay out when the claim has been told another node', () => {
    const annotations = { 'volume.kubernetes.io/selected-node': 'b' };
    const told = claim('one', { metadata: { ...one, annotations } });
    const contents = { persistentVolumes: [volume('v', 'a')], persistentVolumeClaims: [told] };
    expect(verdict(podWith('one'), contents)).toEqual({ a: [nothing], b: [] });
  });
});

describe('volumes that are still to be made', () => {
  const persistentVolumeClaims = [claim('one')];

  it('are made where the topology of the class allows', () => {
    const storageClass = {
      ...later,
      allowedTopologies: [{ matchLabelExpressions: [{ key: 'host', values: ['b'] }] }],
    };
    const storageClasses = [storageClass];
    expect(verdict(podWith('one'), { persistentVolumeClaims, storageClasses })).toEqual({ a: [nothing], b: [] });
  });

  it('need room where their driver reports it', () => {
    const report = (host: string, more: Partial<CSIStorageCapacity>): CSIStorageCapacity => ({
      metadata: { name: host },
      storageClassName: 'later',
      nodeTopology: { matchLabels: { host } },
      ...more,
    });
    const driver = { metadata: { name: later.provisioner }, spec: { storageCapacity: true } };
    const contents = {
      persistentVolumeClaims,
      csiDrivers: [driver],
      csiStorageCapacities: [
        report('a', { capacity: '100Gi', maximumVolumeSize: '5Gi' }),
        report('b', { capacity: '10Gi' }),
      ],
    };
    const short = 'node(s) did not have enough free storage';
    expect(verdict(podWith('one'), contents)).toEqual({ a: [short], b: [] });
    const unreported = { ...driver, spec: {} };
    expect(verdict(podWith('one'), { ...contents, csiDrivers: [unreported] })).toEqual({ a: [], b: [] });
  });
});
