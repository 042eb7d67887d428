import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../api/types.ts';
import { compileConfiguration, defaultConfiguration, defaultSchedulerName } from './configuration.ts';
import { findNodesThatFit } from './cycle.ts';
import { newCycle } from './framework.ts';
import type { Profile } from './profile.ts';
import { scoreTable, totalScores } from './run-scores.ts';
import { staticCluster } from './static-cluster.ts';

const profile = compileConfiguration(defaultConfiguration).profiles.get(defaultSchedulerName) as Profile;
const container = { name: 'c', image: 'nginx:1.27', resources: { requests: { cpu: '100m', memory: '1Gi' } } };

function node(n: number, isTainted: boolean): Node {
  const taints = isTainted && n % 2 === 0 ? [{ key: 'slow', effect: 'PreferNoSchedule' }] : [];
  return {
    metadata: { name: `n${n}`, labels: { disk: n % 3 === 0 ? 'ssd' : 'hdd', 'kubernetes.io/hostname': `n${n}` } },
    spec: { taints },
    status: {
      allocatable: { cpu: String(2 + n), memory: '8Gi', pods: '10' },
      images: n % 4 === 0 ? [{ names: ['nginx:1.27'], sizeBytes: 500_000_000 }] : [],
    },
  };
}

const preferred = [{ weight: 5, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }];
const spread = [
  {
    maxSkew: 1,
    topologyKey: 'disk',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { app: 'a' } },
  },
];
const specs: readonly [string, NonNullable<Pod['spec']>][] = [
  ['a plain pod', { containers: [container] }],
  ['a pod without requests', { containers: [{ name: 'c' }] }],
  [
    'a pod with preferences',
    {
      containers: [container],
      topologySpreadConstraints: spread,
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } },
    },
  ],
];

describe('total scores', () => {
  it.each(specs)('are the sums of the table, with and without taints: %s', (_, spec) => {
    for (const isTainted of [false, true]) {
      const pods: Pod[] = [0, 1, 2].map((n) => ({
        metadata: { name: `p${n}`, namespace: 'default', labels: { app: 'a' } },
        spec: { containers: [container], nodeName: `n${n}` },
      }));
      const cluster = staticCluster({ nodes: Array.from({ length: 9 }, (_node, n) => node(n, isTainted)), pods });
      const pod: Pod = { metadata: { name: 'p', namespace: 'default', labels: { app: 'a' } }, spec };
      const cycle = newCycle(pod, cluster);
      const { evaluations, indexes } = findNodesThatFit(profile, cycle, 0);
      const table = scoreTable(profile, cycle, indexes);
      const sums = indexes.map((_node, n) =>
        table.reduce((sum, { weight, normalized }) => sum + weight * (normalized[n] ?? 0), 0),
      );
      expect(totalScores(profile, cycle, evaluations, indexes)).toEqual(sums);
      expect(totalScores(profile, cycle, evaluations, indexes)).toEqual(sums);
    }
  });
});
