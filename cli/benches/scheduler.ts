import type { Node, Pod } from '../../sim/api/types.ts';
import { attemptToPlace } from '../../sim/scheduler/attempt.ts';
import { compileConfiguration, defaultConfiguration, defaultSchedulerName } from '../../sim/scheduler/configuration.ts';
import { withPod } from '../../sim/scheduler/node-info.ts';
import { staticCluster } from '../../sim/scheduler/static-cluster.ts';
import type { Measured } from './result.ts';

type Spec = NonNullable<Pod['spec']>;

/** A kind of pods. Models: test/integration/scheduler_perf/templates and its performance-config.yaml files (v1.37). */
interface Shape {
  readonly name: string;
  /** Pods of one color, which look at each other. */
  readonly perColor: (nodes: number, pods: number) => number;
  readonly spec: (color: string) => Partial<Spec>;
}

const zoneKey = 'topology.kubernetes.io/zone';
const hostnameKey = 'kubernetes.io/hostname';
const zones = 3;

const selectorOf = (color: string): { matchLabels: { color: string } } => ({ matchLabels: { color } });
const spreadBy = (color: string, whenUnsatisfiable: string): Partial<Spec> => ({
  topologySpreadConstraints: [
    { maxSkew: 5, topologyKey: zoneKey, whenUnsatisfiable, labelSelector: selectorOf(color) },
  ],
});
const allPods = (_: number, pods: number): number => pods;

const shapes: readonly Shape[] = [
  { name: 'plain', perColor: allPods, spec: () => ({}) },
  { name: 'spread', perColor: allPods, spec: (color) => spreadBy(color, 'DoNotSchedule') },
  { name: 'preferred-spread', perColor: allPods, spec: (color) => spreadBy(color, 'ScheduleAnyway') },
  {
    name: 'anti-affinity',
    // Each color has room on the nodes; scheduler_perf's own has one color.
    perColor: (nodes, pods) => Math.min(pods, Math.ceil(nodes / 2)),
    spec: (color) => ({
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: hostnameKey, labelSelector: selectorOf(color) },
          ],
        },
      },
    }),
  },
  {
    name: 'preferred-anti-affinity',
    perColor: allPods,
    spec: (color) => ({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { topologyKey: hostnameKey, labelSelector: selectorOf(color) } },
          ],
        },
      },
    }),
  },
  {
    name: 'affinity',
    perColor: allPods,
    spec: (color) => ({
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zoneKey, labelSelector: selectorOf(color) }],
        },
      },
    }),
  },
];

/** Pods a second: what kube-scheduler is tested for at 5,000 nodes, and what is expected of plain pods there. */
const floor = 680;
const plainBudget = 5_000;

/** Nodes and pods of each run. */
const sizes: readonly (readonly [number, number])[] = [
  [100, 2_000],
  [1_000, 10_000],
  [5_000, 10_000],
  [5_000, 50_000],
];

function node(n: number): Node {
  const name = `node-${String(n).padStart(5, '0')}`;
  const labels = { [hostnameKey]: name, [zoneKey]: `zone-${n % zones}` };
  return { metadata: { name, labels }, status: { allocatable: { cpu: '4', memory: '32Gi', pods: '110' } } };
}

/** A pod as a watch brings it: nothing in it is shared with another. */
function podOf(shape: Shape, n: number, perColor: number): Pod {
  const color = `color-${Math.floor(n / perColor)}`;
  const resources = { requests: { cpu: '100m', memory: '500Mi' } };
  const spec: Spec = { containers: [{ name: 'pause', image: 'pause:3.10', resources }], ...shape.spec(color) };
  return { metadata: { name: `pod-${n}`, namespace: 'default', uid: `uid-${n}`, labels: { color } }, spec };
}

/** Places pods one after another on nodes of 4 cpu: the scheduler alone, without API server, watches and queue. */
function schedule(shape: Shape, nodeCount: number, podCount: number): Measured {
  const profile = compileConfiguration(defaultConfiguration).profiles.get(defaultSchedulerName);
  if (profile === undefined) throw new Error('bench: no default profile');
  const cluster = staticCluster({ nodes: Array.from({ length: nodeCount }, (_, n) => node(n)), pods: [] });
  const perColor = shape.perColor(nodeCount, podCount);
  const pods = Array.from({ length: podCount }, (_, n) => podOf(shape, n, perColor));
  const startedAt = performance.now();
  let start = 0;
  let placed = 0;
  pods.forEach((pod, n) => {
    const draw = ((n * 7919) % 10_007) / 10_007;
    const attempt = attemptToPlace(profile, pod, cluster, start, { tie: () => draw, preemption: () => draw });
    start = (start + attempt.found.examined) % nodeCount;
    if (!attempt.isPlaced) return;
    placed++;
    const info = cluster.nodes[attempt.index];
    if (info !== undefined) cluster.setNodeInfo(attempt.nodeName, withPod(info, pod));
    cluster.addPod(`default/pod-${n}`, pod, attempt.nodeName);
  });
  const wallMs = performance.now() - startedAt;
  const budget = shape.name === 'plain' && nodeCount === 5_000 ? plainBudget : floor;
  return { n: podCount, wallMs, placed, shape: shape.name, nodes: nodeCount, budgetPerSecond: budget };
}

/** Pods placed a second, by the shape of the pods and the size of the cluster: `schedule-plain-5000-50000` and so on. */
export const schedulerBenches: Readonly<Record<string, () => Measured>> = Object.fromEntries(
  shapes.flatMap((shape) =>
    sizes.map(
      ([nodes, pods]) => [`schedule-${shape.name}-${nodes}-${pods}`, () => schedule(shape, nodes, pods)] as const,
    ),
  ),
);
