import type { Node, Pod } from '../../sim/api/types.ts';
import { attemptToPlace } from '../../sim/scheduler/attempt.ts';
import { compileConfiguration, defaultConfiguration, defaultSchedulerName } from '../../sim/scheduler/configuration.ts';
import { withPod } from '../../sim/scheduler/node-info.ts';
import { staticCluster } from '../../sim/scheduler/static-cluster.ts';

/** Pods as scheduler_perf has them. Models: test/integration/scheduler_perf/templates (v1.37). */
type Shape = 'plain' | 'spread' | 'antiAffinity';

const zones = 3;
const hostnameKey = 'kubernetes.io/hostname';

function node(n: number): Node {
  const name = `node-${String(n).padStart(5, '0')}`;
  const labels = { [hostnameKey]: name, 'topology.kubernetes.io/zone': `zone-${n % zones}` };
  return { metadata: { name, labels }, status: { allocatable: { cpu: '4', memory: '32Gi', pods: '110' } } };
}

const containers = [{ name: 'pause', image: 'pause:3.10', resources: { requests: { cpu: '100m', memory: '500Mi' } } }];
const blue = { matchLabels: { color: 'blue' } };
const green = { matchLabels: { color: 'green' } };

const specs: Readonly<Record<Shape, NonNullable<Pod['spec']>>> = {
  plain: { containers },
  spread: {
    containers,
    topologySpreadConstraints: [
      {
        maxSkew: 5,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: blue,
      },
    ],
  },
  antiAffinity: {
    containers,
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: hostnameKey, labelSelector: green }],
      },
    },
  },
};
const colors: Readonly<Record<Shape, string>> = { plain: 'red', spread: 'blue', antiAffinity: 'green' };

/** Places pods one after another on nodes of 4 cpu: the scheduler alone, without API server, watches and queue. */
function schedule(shape: Shape, nodeCount: number, podCount: number): { n: number; wallMs: number; placed: number } {
  const profile = compileConfiguration(defaultConfiguration).profiles.get(defaultSchedulerName);
  if (profile === undefined) throw new Error('bench: no default profile');
  const cluster = staticCluster({ nodes: Array.from({ length: nodeCount }, (_, n) => node(n)), pods: [] });
  const spec = specs[shape];
  const labels = { color: colors[shape] };
  const startedAt = performance.now();
  let start = 0;
  let placed = 0;
  for (let n = 0; n < podCount; n++) {
    const name = `pod-${n}`;
    const pod: Pod = { metadata: { name, namespace: 'default', labels }, spec };
    const draw = ((n * 7919) % 10_007) / 10_007;
    const attempt = attemptToPlace(profile, pod, cluster, start, { tie: () => draw, preemption: () => draw });
    start = (start + attempt.found.examined) % nodeCount;
    if (!attempt.isPlaced) continue;
    placed++;
    const info = cluster.nodes[attempt.index];
    if (info !== undefined) cluster.setNodeInfo(attempt.nodeName, withPod(info, pod));
    cluster.addPod(`default/${name}`, pod, attempt.nodeName);
  }
  return { n: podCount, wallMs: performance.now() - startedAt, placed };
}

const shapes: readonly [string, Shape][] = [
  ['plain', 'plain'],
  ['spread', 'spread'],
  ['anti-affinity', 'antiAffinity'],
];

/** Pods placed a second, by the shape of the pods and the number of nodes: `schedule-plain-5000` and so on. */
export const schedulerBenches: Readonly<Record<string, () => ReturnType<typeof schedule>>> = Object.fromEntries(
  shapes.flatMap(([name, shape]) =>
    [100, 1000, 5000].map((nodes) => {
      const pods = shape === 'antiAffinity' ? Math.min(nodes, 2000) : nodes === 100 ? 2000 : 10_000;
      return [`schedule-${name}-${nodes}`, () => schedule(shape, nodes, pods)] as const;
    }),
  ),
);
