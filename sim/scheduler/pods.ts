import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { Pod } from '../api/types.ts';
import { listerOf, type InformerDef } from '../client/informer.ts';

/** The scheduler's informer on pods, without what it does with changes. */
export const podsDef: InformerDef<Pod> = { name: 'scheduler.pods', resource: 'pods' };

const ownerName = numbered('scheduler/owner');

/** Notes which component runs the informers. */
export function setInformerOwner(sim: Sim): void {
  sim.store.cell<string>(ownerName).set(sim.self);
}

/** The component that runs the scheduler's informers, empty before one leads. */
export function informerOwner(sim: Sim): string {
  return sim.store.cell<string>(ownerName).get() ?? '';
}

const podLister = listerOf(podsDef);

/** A pod as the present component, the scheduler, has seen it. */
export function podByKey(sim: Sim, key: string): Pod | undefined {
  return podLister.get(sim, key);
}

/** A pod as the scheduler has seen it, for whoever looks at it from outside. */
export function seenPod(sim: Sim, key: string): Pod | undefined {
  const owner = informerOwner(sim);
  return listerOf(podsDef, () => owner).get(sim, key);
}

/** The pod with its kind, as events name it. */
export function podReference(pod: Pod): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata ?? {} };
}
