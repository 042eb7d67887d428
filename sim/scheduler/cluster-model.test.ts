import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../api/types.ts';
import { podTerms } from './affinity-terms.ts';
import type { ClusterModel } from './cluster-model.ts';
import type { PodCounts } from './pod-counts.ts';
import { matcherOfAll } from './plugins/term-matcher.ts';
import { ownConstraints } from './plugins/topology-constraints.ts';
import { staticCluster } from './static-cluster.ts';

const nodes: Node[] = Array.from({ length: 6 }, (_, n) => ({
  metadata: { name: `n${n}`, labels: { zone: `z${n % 2}`, ...(n < 4 ? { size: `s${n}` } : {}) } },
  status: { images: [{ names: ['a:1'], sizeBytes: 10 }] },
}));
const colors = ['red', 'blue'] as const;

function pod(n: number, color: string, nodeName: string, isEnding: boolean): Pod {
  const term = { topologyKey: 'zone', labelSelector: { matchLabels: { color } } };
  const metadata = {
    name: `p${n}`,
    namespace: 'default',
    labels: { color },
    ...(isEnding ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
  };
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  return { metadata, spec: { containers: [], nodeName, ...(n % 3 === 0 ? { affinity } : {}) } };
}

const probe: Pod = {
  metadata: { name: 'probe', namespace: 'default' },
  spec: {
    containers: [],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { color: 'red' } },
      },
    ],
    affinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'zone', labelSelector: { matchLabels: { color: 'blue' } } },
        ],
      },
    },
  },
};

function countsOf(model: ClusterModel, counts: PodCounts): unknown {
  const zones = model.topology('zone');
  const byZone = counts.byDomain(zones, []);
  const [bySize, both] = [model.topology('size'), [zones, model.topology('size')]];
  const sized = counts.byDomain(bySize, both);
  return {
    byNode: counts.byNode,
    total: counts.total,
    zones: zones.domains.map((domain) => byZone.countOf(domain)),
    least: [byZone.least, sized.least],
    sizes: [byZone.size, sized.size, sized.total],
  };
}

/** Everything that plugins can read of the pods. */
function reading(model: ClusterModel): unknown {
  const groups = [...model.affinityGroups()].map(({ role, weight, term, counts }) => ({
    role,
    weight,
    id: term.id,
    counts: countsOf(model, counts),
  }));
  return {
    pods: nodes.map(({ metadata }) => model.podsOn(metadata?.name ?? '').map((one) => one.metadata?.name)),
    live: ownConstraints(probe, 'DoNotSchedule').map(({ matcher }) => countsOf(model, model.podCounts(matcher))),
    wanted: countsOf(model, model.podCounts(matcherOfAll(podTerms(probe).required, model))),
    groups: groups.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

describe('the cluster model', () => {
  it('kept in step pod by pod reads as one that is made anew', () => {
    const placed = new Map<string, Pod>();
    const kept = staticCluster({ nodes, pods: [] });
    reading(kept);
    let state = 7;
    const draw = (bound: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 4_294_967_296) * bound);
    };
    for (let step = 0; step < 300; step++) {
      const n = draw(40);
      const key = `default/p${n}`;
      const old = placed.get(key);
      if (old !== undefined && draw(3) === 0) {
        kept.removePod(key, old.spec?.nodeName ?? '');
        placed.delete(key);
      } else {
        const nodeName = old?.spec?.nodeName ?? `n${draw(nodes.length)}`;
        const next = pod(n, colors[draw(2)] ?? 'red', nodeName, draw(5) === 0);
        kept.addPod(key, next, nodeName);
        placed.set(key, next);
      }
      if (step % 10 === 0) expect(reading(kept)).toEqual(reading(staticCluster({ nodes, pods: [...placed.values()] })));
    }
  });

  it('follows the labels and images of a changed node', () => {
    const model = staticCluster({ nodes, pods: [] });
    expect([...model.topology('zone').domains]).toEqual([0, 1, 0, 1, 0, 1]);
    expect(model.nodesWithImage('a:1')).toBe(6);
    const info = model.nodes[0];
    if (info === undefined) throw new Error('no node');
    model.setNodeInfo('n0', { ...info, node: { metadata: { name: 'n0' }, status: {} } });
    expect([...model.topology('zone').domains]).toEqual([-1, 0, 1, 0, 1, 0]);
    expect(model.nodesWithImage('a:1')).toBe(5);
  });
});
