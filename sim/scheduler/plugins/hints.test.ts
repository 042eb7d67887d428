/** Which changes let which plugins try a pod again. */
import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../../api/types.ts';
import { eventOf, type ClusterChange } from '../cluster-change.ts';
import type { Plugin } from '../framework.ts';
import { registeredByName } from '../registry.ts';

const pluginOf = (name: string): Plugin => registeredByName.get(name)?.make({}) as Plugin;
const mayHelp = (name: string, change: ClusterChange, pod: Pod): boolean => {
  const plugin = pluginOf(name);
  return plugin.events?.includes(eventOf(change)) === true && plugin.mayHelp?.(change, pod) === true;
};

type Spec = Partial<NonNullable<Pod['spec']>>;

function pod(labels: Record<string, string>, spec: Spec = {}, cpu = '1', namespace = 'default'): Pod {
  const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }];
  return { metadata: { name: 'p', namespace, labels }, spec: { containers, ...spec } };
}

function node(labels: Record<string, string>, cpu = '4', spec: Node['spec'] = {}): Node {
  return { metadata: { name: 'n', labels }, spec, status: { allocatable: { cpu, pods: '10' } } };
}

const added = (object: Pod): ClusterChange => ({ what: 'assignedPod', object, isDeleted: false });
const deleted = (object: Pod): ClusterChange => ({ what: 'assignedPod', object, isDeleted: true });
const updated = (old: Pod, object: Pod): ClusterChange => ({ what: 'assignedPod', object, old, isDeleted: false });
const self = (old: Pod, object: Pod): ClusterChange => ({ what: 'targetPod', object, old });

const blue = { matchLabels: { color: 'blue' } };

describe('NodeResourcesFit', () => {
  const waiting = pod({}, {}, '3');

  it('tries again when a pod leaves or asks for less of what is wanted', () => {
    const name = 'NodeResourcesFit';
    expect(mayHelp(name, deleted(pod({})), waiting)).toBe(true);
    expect(mayHelp(name, added(pod({})), waiting)).toBe(false);
    expect(mayHelp(name, updated(pod({}, {}, '2'), pod({}, {}, '1')), waiting)).toBe(true);
    expect(mayHelp(name, updated(pod({}, {}, '1'), pod({}, {}, '2')), waiting)).toBe(false);
    expect(mayHelp(name, updated(pod({ a: '1' }), pod({ a: '2' })), waiting)).toBe(false);
    expect(mayHelp(name, self(pod({}, {}, '5'), waiting), waiting)).toBe(true);
    expect(mayHelp(name, self(pod({ a: '1' }, {}, '3'), waiting), waiting)).toBe(false);
  });

  it('tries again when a node grows to a size that holds the pod', () => {
    const grown = (from: string, to: string): ClusterChange => ({
      what: 'node',
      old: node({}, from),
      object: node({}, to),
    });
    expect(mayHelp('NodeResourcesFit', grown('2', '4'), waiting)).toBe(true);
    expect(mayHelp('NodeResourcesFit', grown('1', '2'), waiting)).toBe(false);
    expect(mayHelp('NodeResourcesFit', grown('8', '4'), waiting)).toBe(false);
  });
});

describe('PodTopologySpread', () => {
  const name = 'PodTopologySpread';
  const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: blue };
  const waiting = pod({ color: 'blue' }, { topologySpreadConstraints: [constraint] });

  it('looks at pods that its constraints count, in its namespace', () => {
    expect(mayHelp(name, added(pod({ color: 'blue' })), waiting)).toBe(true);
    expect(mayHelp(name, deleted(pod({ color: 'blue' })), waiting)).toBe(true);
    expect(mayHelp(name, deleted(pod({ color: 'red' })), waiting)).toBe(false);
    expect(mayHelp(name, deleted(pod({ color: 'blue' }, {}, '1', 'other')), waiting)).toBe(false);
    expect(mayHelp(name, updated(pod({ color: 'red' }), pod({ color: 'blue' })), waiting)).toBe(true);
    expect(mayHelp(name, updated(pod({ color: 'red' }), pod({ color: 'green' })), waiting)).toBe(false);
  });

  it('looks at nodes that make another set of domains', () => {
    expect(mayHelp(name, { what: 'node', object: node({ zone: 'a' }) }, waiting)).toBe(true);
    expect(mayHelp(name, { what: 'node', object: node({}) }, waiting)).toBe(false);
    expect(mayHelp(name, { what: 'nodeDeleted', object: node({ zone: 'a' }) }, waiting)).toBe(true);
    const moved: ClusterChange = { what: 'node', old: node({ zone: 'a' }), object: node({ zone: 'b' }) };
    expect(mayHelp(name, moved, waiting)).toBe(true);
    const tainted = node({ zone: 'a' }, '4', { taints: [{ key: 'k', effect: 'NoSchedule' }] });
    expect(mayHelp(name, { what: 'node', old: node({ zone: 'a' }), object: tainted }, waiting)).toBe(false);
  });
});

describe('InterPodAffinity', () => {
  const name = 'InterPodAffinity';
  const term = { topologyKey: 'zone', labelSelector: blue };
  const near = pod({}, { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
  const shun = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  const far = pod({}, { affinity: shun });

  it('waits for a pod that is wanted near to come, and for one that is not to go', () => {
    expect(mayHelp(name, added(pod({ color: 'blue' })), near)).toBe(true);
    expect(mayHelp(name, deleted(pod({ color: 'blue' })), near)).toBe(false);
    expect(mayHelp(name, deleted(pod({ color: 'blue' })), far)).toBe(true);
    expect(mayHelp(name, added(pod({ color: 'blue' })), far)).toBe(false);
    expect(mayHelp(name, updated(pod({ color: 'blue' }), pod({ color: 'red' })), far)).toBe(true);
    expect(mayHelp(name, updated(pod({ color: 'red' }), pod({ color: 'blue' })), near)).toBe(true);
  });

  it('waits for a pod to go that does not want it', () => {
    expect(mayHelp(name, deleted(pod({ color: 'red' }, { affinity: shun })), pod({ color: 'blue' }))).toBe(true);
  });
});

describe('what changes the pod itself', () => {
  it('helps with taints only when it tolerates something else', () => {
    const tolerant = pod({ a: '1' }, { tolerations: [{ operator: 'Exists' }] });
    expect(mayHelp('TaintToleration', self(pod({ a: '1' }), tolerant), tolerant)).toBe(true);
    expect(mayHelp('TaintToleration', self(pod({ a: '1' }), pod({ a: '2' })), pod({ a: '2' }))).toBe(false);
    expect(mayHelp('NodeUnschedulable', self(pod({ a: '1' }), pod({ a: '2' })), pod({ a: '2' }))).toBe(false);
  });

  it('never helps with the labels of nodes', () => {
    expect(mayHelp('NodeAffinity', self(pod({ a: '1' }), pod({ a: '2' })), pod({ a: '2' }))).toBe(false);
  });
});
