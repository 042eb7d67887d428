import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../../api/types.ts';
import { defaultWorld } from '../../scenario/formats/default-world.ts';
import { Simulation } from '../../scenario/simulation.ts';
import { compileConfiguration, defaultConfiguration, defaultSchedulerName } from '../configuration.ts';
import { decisionOf } from '../decisions.ts';
import type { Profile } from '../profile.ts';
import { staticCluster, type ClusterContents } from '../static-cluster.ts';
import { explainAttempt } from './explain-attempt.ts';
import { explainPod, remediesFor, whereWouldItGo } from './explain-pod.ts';
import type { Explanation } from './explanation.ts';
import { whatWouldFit } from './what-would-fit.ts';

const profile = compileConfiguration(defaultConfiguration).profiles.get(defaultSchedulerName) as Profile;
const draws = { tie: () => 0, preemption: () => 0 };

function node(name: string, cpu: string, more: Partial<Node> = {}): Node {
  return { metadata: { name }, status: { allocatable: { cpu, memory: '8Gi', pods: '10' } }, ...more };
}

function pod(name: string, cpu: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod {
  const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }];
  return { metadata: { name, namespace: 'default' }, spec: { containers, ...spec } };
}

const explain = (wanted: Pod, nodes: Node[], pods: Pod[] = []): Explanation =>
  explainAttempt(profile, wanted, staticCluster({ nodes, pods }), 0, draws);
const taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };
const tainted = node('b', '4', { spec: { taints: [taint] } });
const remediesOf = (wanted: Pod, nodes: Node[], pods: Pod[] = []): string[] =>
  whatWouldFit(profile, wanted, staticCluster({ nodes, pods })).map(
    ({ changes, nodeName }) => `${changes.map(({ text }) => text).join(' and ')} -> ${nodeName}`,
  );

describe('an explanation', () => {
  it('has the weighted scores of each feasible node, whose sum decides', () => {
    const { nodes, nodeName, ties } = explain(pod('p', '1'), [node('a', '2'), node('b', '4'), node('c', '8')]);
    expect(nodeName).toBe('c');
    expect(ties).toEqual(['c']);
    for (const { scores, total } of nodes) {
      expect(scores.reduce((sum, { weight, normalized }) => sum + weight * normalized, 0)).toBe(total);
    }
    expect(nodes[2]?.scores.find(({ plugin }) => plugin === 'NodeResourcesFit')?.raw).toBe(92);
  });

  it('tells every refusal of a node, and which of them counts', () => {
    const { nodes, message } = explain(pod('p', '8'), [node('a', '2'), tainted]);
    const refused = nodes[1]?.filters.filter(({ verdict }) => verdict === 'refused').map(({ plugin }) => plugin);
    expect(refused).toEqual(['TaintToleration', 'NodeResourcesFit']);
    expect(nodes[1]?.refusedBy).toBe('TaintToleration');
    expect(message).toContain('0/2 nodes are available');
  });

  it('counts nodes as refused that a plugin rules out before the search', () => {
    const byName = {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }],
    };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: byName } };
    const { nodes, search } = explain(pod('p', '1', { affinity }), [node('a', '2'), node('b', '2')]);
    expect(nodes.map(({ outcome, refusedBy }) => [outcome, refusedBy])).toEqual([
      ['chosen', ''],
      ['refused', 'NodeAffinity'],
    ]);
    expect(search.examined).toBe(1);
  });

  it('names the pods that would have to go', () => {
    const low = pod('low', '2', { nodeName: 'a', priority: 0 });
    const { preemption } = explain(pod('p', '2', { priority: 10 }), [node('a', '2')], [low]);
    expect(preemption.candidates).toEqual([{ nodeName: 'a', victims: ['default/low'], violations: 0, isChosen: true }]);
  });

  it('leaves nodes unseen once enough fit', () => {
    const nodes = Array.from({ length: 250 }, (_, n) => node(`n${n}`, '4'));
    const { search, nodes: told } = explain(pod('p', '1'), nodes);
    expect(search).toMatchObject({ examined: 120, total: 250, enough: 120 });
    expect(told.filter(({ outcome }) => outcome === 'unseen')).toHaveLength(130);
  });

  it('says why nodes were not looked at, and how a tie was broken', () => {
    const nodes = Array.from({ length: 250 }, (_, n) => node(`n${n}`, '4'));
    const { notes } = explain(pod('p', '1'), nodes);
    expect(notes[0]).toBe(
      '120 of 250 nodes were looked at, from n0 on, until 120 fitted. That is enough: in a cluster of this size 48 % of the nodes are to ' +
        'be scored. The other 130 were not looked at; the next search begins there.',
    );
    expect(notes[1]).toMatch(
      /^120 nodes share the highest score, [0-9]+: n0, n1, n2, n3, n4 and 115 more[.].* the draw fell on n0[.]$/,
    );
  });

  it('says that a plugin named the only nodes that come into question', () => {
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['b'] }];
    const required = { nodeSelectorTerms: [{ matchFields }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    const { notes, nodeName } = explain(pod('p', '1', { affinity }), [node('a', '4'), node('b', '4')]);
    expect(nodeName).toBe('b');
    expect(notes).toEqual([
      'Only 1 of 2 nodes were looked at: NodeAffinity named the only ones that come into question.',
    ]);
  });
});

describe('what would make a pod fit', () => {
  it('is nothing when it fits', () => {
    expect(remediesOf(pod('p', '1'), [node('a', '2')])).toEqual([]);
  });

  it('is a toleration, or a node without the taint', () => {
    expect(remediesOf(pod('p', '1'), [tainted])).toEqual([
      'tolerate dedicated=db:NoSchedule -> b',
      'take the taint dedicated=db:NoSchedule off b -> b',
    ]);
  });

  it('is what the emptiest node has left, or more of it', () => {
    const other = pod('other', '1500m', { nodeName: 'a' });
    expect(remediesOf(pod('p', '1'), [node('a', '2')], [other])).toEqual([
      'ask for 500m of cpu at most, not 1000m -> a',
      'give a 2500m of cpu -> a',
    ]);
  });

  it('is one command for a cordoned node, whose taint goes with the cordon', () => {
    const taints = [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }];
    const cordoned = node('a', '2', { spec: { unschedulable: true, taints } });
    const cluster = staticCluster({ nodes: [cordoned], pods: [] });
    const [remedy, ...others] = whatWouldFit(profile, pod('p', '1'), cluster);
    expect(others).toEqual([]);
    expect(remedy?.changes.map(({ command }) => command)).toEqual(['kubectl uncordon a']);
  });

  it('needs two changes where two things are wrong', () => {
    const remedies = remediesOf(pod('p', '8', { nodeSelector: { disk: 'ssd' } }), [tainted]);
    expect(remedies).toContain(
      'tolerate dedicated=db:NoSchedule and label b disk=ssd and ask for 4000m of cpu at most, not 8000m -> b',
    );
  });
});

describe('what other pods and volumes stand in the way', () => {
  const hostname = (name: string): Partial<Node> => ({ metadata: { name, labels: { host: name } } });
  const nodes = [node('a', '4', hostname('a')), node('b', '4', { ...hostname('b'), spec: { unschedulable: true } })];
  const shun = { topologyKey: 'host', labelSelector: { matchLabels: { app: 'web' } } };
  const anti = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [shun] } };
  const web = (name: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => {
    const made = pod(name, '1', spec);
    return { ...made, metadata: { ...made.metadata, labels: { app: 'web' } } };
  };

  it('is taken away when a pod there does not want this one', () => {
    const guard = pod('guard', '1', { nodeName: 'a', affinity: anti });
    expect(remediesOf(web('p'), nodes, [guard])).toEqual([
      'take away default/guard, which does not want it near -> a',
      'uncordon b -> b',
    ]);
  });

  it('is taken away, or no longer minded, when this one does not want it', () => {
    const other = web('other', { nodeName: 'a' });
    expect(remediesOf(pod('p', '1', { affinity: anti }), nodes, [other])).toEqual([
      'drop the anti-affinity to pods in the same host -> a',
      'take away default/other, which it does not want near -> a',
      'uncordon b -> b',
    ]);
  });

  const withClaim = pod('p', '1', { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] });
  const metadata = { name: 'data', namespace: 'default' };
  const fits = (contents: Partial<ClusterContents>, wanted = withClaim): string[] =>
    whatWouldFit(profile, wanted, staticCluster({ nodes: [node('a', '4')], pods: [], ...contents })).map(
      ({ changes, nodeName }) => `${changes.map(({ text }) => text).join(' and ')} -> ${nodeName}`,
    );

  it('is a claim that is not there', () => {
    expect(fits({})).toEqual(['create the claim data, with a volume -> a', 'do without the claim data -> a']);
  });

  it('is a claim that has no volume', () => {
    const spec = { storageClassName: 'local', resources: { requests: { storage: '5Gi' } } };
    expect(fits({ persistentVolumeClaims: [{ metadata, spec }] })).toEqual([
      'provide a volume of 5Gi of class local on a for the claim data -> a',
      'do without the claim data -> a',
    ]);
    const waits = {
      metadata: { name: 'local' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    };
    expect(fits({ persistentVolumeClaims: [{ metadata, spec }], storageClasses: [waits] })).toEqual([
      'provide a volume of 5Gi of class local on a for the claim data -> a',
      'do without the claim data -> a',
    ]);
  });

  const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
  const bound = {
    metadata: { ...metadata, annotations },
    spec: { volumeName: 'disk', accessModes: ['ReadWriteOncePod'] },
  };

  it('is a volume that is gone, or out of reach', () => {
    expect(fits({ persistentVolumeClaims: [bound] })).toEqual([
      'bring back the volume disk of the claim data -> a',
      'do without the claim data -> a',
    ]);
    const matchExpressions = [{ key: 'host', operator: 'In', values: ['c'] }];
    const spec = { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } } };
    const persistentVolumes = [{ metadata: { name: 'disk' }, spec }];
    expect(fits({ persistentVolumeClaims: [bound], persistentVolumes })).toEqual(['do without the claim data -> a']);
  });

  it('is a pod that has the claim for itself', () => {
    const user = {
      ...withClaim,
      metadata: { name: 'user', namespace: 'default' },
      spec: { ...withClaim.spec, nodeName: 'a' },
    };
    const persistentVolumes = [{ metadata: { name: 'disk' }, spec: {} }];
    expect(fits({ persistentVolumeClaims: [bound], persistentVolumes, pods: [user as Pod] })).toEqual([
      'take away default/user, which has the volume -> a',
      'do without the claim data -> a',
    ]);
  });
});

describe('in a running cluster', () => {
  it('a pod that does not exist yet is told where it would go, and nothing is created', () => {
    const { engine } = new Simulation({ seed: 1, world: defaultWorld({ topology: { workers: 1 } }) });
    const before = engine.trace.digest();
    expect(whereWouldItGo(engine, pod('p', '100m'))?.nodeName).toBe('worker-1');
    expect(whereWouldItGo(engine, pod('p', '100m', { schedulerName: 'mine' }))).toBeUndefined();
    expect(engine.trace.digest()).toBe(before);
  });

  it('a pod that waits is told what would help it', () => {
    const simulation = new Simulation({ seed: 1, world: defaultWorld({ topology: { workers: 1 } }) });
    simulation.act({ action: 'apply', objects: [{ apiVersion: 'v1', kind: 'Pod', ...pod('p', '100') } as never] });
    simulation.run(5_000_000);
    const [first] = remediesFor(simulation.engine, 'default/p');
    expect(first?.changes[0]?.text).toMatch(/^ask for [0-9]+m of cpu at most, not 100000m$/);
    expect(first?.nodeName).toBe('worker-1');
  });
});

describe('a decision of the past', () => {
  it('is worked out again from the instant before it', () => {
    const simulation = new Simulation({ seed: 1, world: defaultWorld({ topology: { workers: 3 } }) });
    simulation.act({ action: 'apply', objects: [{ apiVersion: 'v1', kind: 'Pod', ...pod('p', '100m') } as never] });
    simulation.run(5_000_000);
    const decision = decisionOf(simulation.engine, 'default/p');
    simulation.seek((decision?.at ?? 0) - 1);
    const explanation = explainPod(simulation.engine, 'default/p');
    expect(explanation?.nodeName).toBe(decision?.nodeName);
    expect(explanation?.message).toBe(decision?.message);
    expect(explanation?.nodes.find(({ outcome }) => outcome === 'chosen')?.total).toBe(decision?.score);
  });
});
