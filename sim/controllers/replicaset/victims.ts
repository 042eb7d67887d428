/** Which pods go first when a ReplicaSet shrinks. */
import { isPodActive, isPodReady, maxContainerRestarts, readyTransitionTime } from '../../api/pod-status.ts';
import type { Micros } from '../../api/time.ts';
import { parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';

/** Models: pkg/apis/core/annotation_key_constants.go PodDeletionCost (v1.37). */
export const podDeletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const costShape = /^(?:0|-?[1-9][0-9]*|-0[0-9]*)$/;
const maxInt32 = 2_147_483_647;

/** The cost of deleting a pod; 0 when the annotation is absent or not legal. Models: helper.GetDeletionCostFromPodAnnotations (v1.37). */
export function podDeletionCost(pod: Pod): number {
  const text = pod.metadata?.annotations?.[podDeletionCostAnnotation];
  if (text === undefined || !costShape.test(text)) return 0;
  const cost = Number(text);
  return cost > maxInt32 || cost < -maxInt32 - 1 ? 0 : cost + 0;
}

/** What the order looks at, taken from the pod once. */
interface Ranked {
  readonly pod: Pod;
  readonly uid: string;
  readonly isAssigned: boolean;
  readonly phase: number;
  readonly isReady: boolean;
  readonly cost: number;
  readonly neighbours: number;
  readonly readySince: Micros | undefined;
  readonly restarts: { readonly regular: number; readonly sidecar: number };
  readonly createdAt: Micros | undefined;
}

function rank(pod: Pod, podsByNodeName: ReadonlyMap<string, number>): Ranked {
  const nodeName = pod.spec?.nodeName ?? '';
  const createdAt = pod.metadata?.creationTimestamp;
  return {
    pod,
    uid: pod.metadata?.uid ?? '',
    isAssigned: nodeName !== '',
    phase: phaseOrder[pod.status?.phase ?? ''] ?? 0,
    isReady: isPodReady(pod),
    cost: podDeletionCost(pod),
    neighbours: podsByNodeName.get(nodeName) ?? 0,
    readySince: isPodReady(pod) ? readyTransitionTime(pod) : undefined,
    restarts: maxContainerRestarts(pod),
    createdAt: createdAt === undefined || createdAt === null ? undefined : parseTime(createdAt),
  };
}

/** The bucket of an age: whole part of the base-2 logarithm of nanoseconds, -1 for none. Models: logarithmicRankDiff (v1.37). */
function ageBucket(ageMicros: Micros): number {
  if (ageMicros <= 0) return -1;
  let bucket = 0;
  for (let rest = ageMicros * 1000; rest >= 2; rest /= 2) bucket++;
  return bucket;
}

/** Negative when `a` goes first: unknown times first, then the younger bucket, and within one bucket the lower UID. */
function compareAges(a: Micros | undefined, b: Micros | undefined, uidA: string, uidB: string, now: Micros): number {
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return ageBucket(now - a) - ageBucket(now - b) || (uidA < uidB ? -1 : 1);
}

/** Negative when `a` goes first. Models: pkg/controller/controller_utils.go ActivePodsWithRanks.Less (v1.37). */
function compareVictims(a: Ranked, b: Ranked, now: Micros): number {
  if (a.isAssigned !== b.isAssigned) return a.isAssigned ? 1 : -1;
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.isReady !== b.isReady) return a.isReady ? 1 : -1;
  if (a.cost !== b.cost) return a.cost - b.cost;
  if (a.neighbours !== b.neighbours) return b.neighbours - a.neighbours;
  if (a.isReady && a.readySince !== b.readySince) return compareAges(a.readySince, b.readySince, a.uid, b.uid, now);
  if (a.restarts.regular !== b.restarts.regular) return b.restarts.regular - a.restarts.regular;
  if (a.restarts.sidecar !== b.restarts.sidecar) return b.restarts.sidecar - a.restarts.sidecar;
  if (a.createdAt !== b.createdAt) return compareAges(a.createdAt, b.createdAt, a.uid, b.uid, now);
  return 0;
}

/**
 * The pods to delete, first to go first.
 * @param pods active pods of the set. @param related active or finished pods of all sets of the same owner, this one's included.
 * @param count how many, at most all of `pods`. @param now instant in microseconds since 1970.
 * Models: pkg/controller/replicaset/replica_set.go getPodsToDelete (v1.37).
 */
export function getPodsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, now: Micros): Pod[] {
  if (count >= pods.length) return [...pods];
  const podsByNodeName = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const nodeName = pod.spec?.nodeName ?? '';
    podsByNodeName.set(nodeName, (podsByNodeName.get(nodeName) ?? 0) + 1);
  }
  const ranked = pods.map((pod) => rank(pod, podsByNodeName));
  ranked.sort((a, b) => compareVictims(a, b, now));
  return ranked.slice(0, Math.max(0, count)).map(({ pod }) => pod);
}
