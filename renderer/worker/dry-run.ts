import { controllerOf } from '../../sim/api/owner-references.ts';
import { resourceByName, resourceForKind, type ResourceInfo } from '../../sim/api/resources.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import { getStored } from '../../sim/etcd/etcd.ts';
import type { DryRun, ManifestFile } from '../../sim/protocol.ts';
import { Hindsight } from '../../sim/scenario/hindsight.ts';
import { Simulation } from '../../sim/scenario/simulation.ts';
import { checkManifests } from './manifest-check.ts';
import type { OpenSession } from './open-session.ts';
import { placementIn } from './placements.ts';
import { Refusal } from './refusal.ts';

/** So far the clock of the rehearsal goes at most. */
const spanMicros = 30_000_000;
const eventsMax = 400_000;
/** Pods of one object whose nodes are told one by one. */
const podsMax = 60;

const pods = resourceByName('', 'pods') as ResourceInfo;

type Work = Generator<void, DryRun[], void>;

/**
 * Where the pods of some files would go: they are applied to a copy of the cluster, which runs until all have been decided about. The session
 * knows nothing of it.
 *
 * @param isOver asked after each event; `true` ends the slice
 */
export function* dryRun(session: OpenSession, files: readonly ManifestFile[], isOver: () => boolean): Work {
  const { simulation } = session;
  const checked = checkManifests(simulation.engine, files);
  if (checked.problems.length > 0 && checked.applied.length === 0) {
    throw new Refusal('The API server would refuse it, so the scheduler would not see it.', checked.problems);
  }
  const wanted = (checked.objects as readonly KubeObject[]).filter((object) => podCount(object) > 0);
  if (wanted.length === 0) return [];
  const copy = new Simulation({
    seed: simulation.seed,
    world: simulation.world,
    marks: [{ checkpoint: simulation.engine.checkpoint(), done: 0 }],
  });
  const from = copy.now;
  copy.act({ action: 'apply', objects: checked.objects });
  const decided = new Decided(copy, from);
  const total = wanted.reduce((sum, object) => sum + podCount(object), 0);
  const limit = copy.engine.processed + eventsMax;
  const isDone = (): boolean => decided.look() >= total || copy.engine.processed >= limit;
  while (copy.run(from + spanMicros, () => isOver() || isDone()) === 'stopped' && !isDone()) yield;
  const hindsight = new Hindsight(copy);
  return wanted.map((object) => runOf(object, copy, hindsight, decided));
}

/** Replicas that an object asks for; 0 for what makes no pods by itself. */
function podCount(object: KubeObject): number {
  const spec = (object as { readonly spec?: { readonly replicas?: unknown; readonly parallelism?: unknown } }).spec;
  switch (object.kind) {
    case 'Pod':
    case 'DaemonSet':
      return 1;
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return typeof spec?.replicas === 'number' ? spec.replicas : 1;
    case 'Job':
      return typeof spec?.parallelism === 'number' ? spec.parallelism : 1;
    default:
      return 0;
  }
}

/** Pods that have been decided about since the copy was made, with the time of the first decision and the last node. */
class Decided {
  readonly byKey = new Map<string, { at: number; nodeName: string }>();
  readonly #copy: Simulation;
  #next: number;

  constructor(copy: Simulation, from: number) {
    this.#copy = copy;
    this.#next = copy.engine.trace.firstAt(from);
  }

  /** Reads what is new in the trace; returns how many pods there are now. */
  look(): number {
    const { trace } = this.#copy.engine;
    for (; this.#next < trace.count; this.#next++) {
      const row = trace.row(this.#next);
      if (row?.protocol !== 'note' || row.resource !== 'pods') continue;
      if (row.verb !== 'NodeChosen' && row.verb !== 'Unschedulable') continue;
      const nodeName = row.verb === 'NodeChosen' ? (/^chose (\S+?):? /.exec(row.text)?.[1] ?? '') : '';
      this.byKey.set(row.key, { at: this.byKey.get(row.key)?.at ?? row.at, nodeName });
    }
    return this.byKey.size;
  }
}

function runOf(object: KubeObject, copy: Simulation, hindsight: Hindsight, decided: Decided): DryRun {
  const { name = '', namespace = 'default' } = object.metadata ?? {};
  const title = `${object.kind ?? ''} ${name}`;
  const own = [...decided.byKey].filter(([key]) => isOf(copy, key, object.kind ?? '', `${namespace}/${name}`));
  const [first] = own;
  const count = podCount(object);
  if (first === undefined) {
    const problem =
      'Nothing new would ask the scheduler for a node: either it is there already, or no pod is made of it.';
    return { title, nodeNames: [], untried: 0, placement: null, problem };
  }
  const [key, { at }] = first;
  return {
    title,
    nodeNames: own.slice(0, podsMax).map(([, { nodeName }]) => nodeName),
    untried: Math.max(0, count - Math.min(own.length, podsMax)),
    placement: placementIn(copy, hindsight, key, at).placement,
    problem: '',
  };
}

/** Whether a pod is the object itself or was made for it. */
function isOf(copy: Simulation, podKey: string, kind: string, key: string): boolean {
  if (kind === 'Pod') return podKey === key;
  const namespace = podKey.slice(0, podKey.indexOf('/'));
  let object: KubeObject | undefined = getStored(copy.engine, pods.etcdPrefix, podKey)?.object;
  while (object !== undefined) {
    const owner = controllerOf(object);
    if (owner === undefined) return false;
    const ownerKey = `${namespace}/${owner.name}`;
    if (owner.kind === kind && ownerKey === key) return true;
    const info = resourceForKind(owner.apiVersion, owner.kind);
    object = info === undefined ? undefined : getStored(copy.engine, info.etcdPrefix, ownerKey)?.object;
  }
  return false;
}
