import type { Sim } from '../engine/engine.ts';
import { newFactNumber } from '../engine/store.ts';
import { resourceByName } from '../api/resources.ts';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  KubeObject,
  Labels,
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
  StorageClass,
} from '../api/types.ts';
import { listerOf, startInformer, type Change, type InformerDef, type Lister } from '../client/informer.ts';
import { assumedClaim, assumedVolume } from './assumed-storage.ts';
import type { StorageChange } from './cluster-change.ts';
import type { ClusterObjects } from './cluster-view.ts';
import { podsDef } from './pods.ts';
import { hasNominatedPods, nominatedPodKeys } from './nominator.ts';

/** What is done when an object changes that plugins look up. */
export interface ObjectHandlers {
  readonly onNamespace: (sim: Sim, change: Change<Namespace>) => void;
  readonly onStorage: (what: StorageChange) => (sim: Sim, change: Change<KubeObject>) => void;
}

const namespaces: InformerDef<Namespace> = { name: 'scheduler.namespaces', resource: 'namespaces' };
const services: InformerDef<Service> = {
  name: 'scheduler.services',
  resource: 'services',
  indexes: { namespace: ({ metadata }) => [metadata?.namespace ?? ''] },
};
const replicaSets: InformerDef<ReplicaSet> = {
  name: 'scheduler.replicaSets',
  group: 'apps',
  resource: 'replicasets',
};
const statefulSets: InformerDef<StatefulSet> = {
  name: 'scheduler.statefulSets',
  group: 'apps',
  resource: 'statefulsets',
};
const replicationControllers: InformerDef<ReplicationController> = {
  name: 'scheduler.replicationControllers',
  resource: 'replicationcontrollers',
};
const claims: InformerDef<PersistentVolumeClaim> = { name: 'scheduler.claims', resource: 'persistentvolumeclaims' };
const volumes: InformerDef<PersistentVolume> = {
  name: 'scheduler.volumes',
  resource: 'persistentvolumes',
  indexes: { class: ({ spec }) => [spec?.storageClassName ?? ''] },
};
const storageGroup = 'storage.k8s.io';
const storageClasses: InformerDef<StorageClass> = {
  name: 'scheduler.storageClasses',
  group: storageGroup,
  resource: 'storageclasses',
};
const csiNodes: InformerDef<CSINode> = { name: 'scheduler.csiNodes', group: storageGroup, resource: 'csinodes' };
const csiDrivers: InformerDef<CSIDriver> = {
  name: 'scheduler.csiDrivers',
  group: storageGroup,
  resource: 'csidrivers',
};
const storageCapacities: InformerDef<CSIStorageCapacity> = {
  name: 'scheduler.storageCapacities',
  group: storageGroup,
  resource: 'csistoragecapacities',
  indexes: { class: ({ storageClassName }) => [storageClassName] },
};
const budgets: InformerDef<PodDisruptionBudget> = {
  name: 'scheduler.disruptionBudgets',
  group: 'policy',
  resource: 'poddisruptionbudgets',
};

/** Informers on everything besides pods and nodes. Models: pkg/scheduler/eventhandlers.go addAllEventHandlers (v1.37). */
export function objectInformers(handlers: ObjectHandlers): InformerDef[] {
  return [
    { ...namespaces, onChange: handlers.onNamespace },
    { ...services, onChange: forgetServices },
    replicaSets,
    statefulSets,
    replicationControllers,
    { ...claims, onChange: handlers.onStorage('claim') },
    { ...volumes, onChange: handlers.onStorage('volume') },
    { ...storageClasses, onChange: handlers.onStorage('storageClass') },
    { ...csiNodes, onChange: handlers.onStorage('csiNode') },
    ...capacityInformers(handlers),
    budgets,
  ] as readonly InformerDef<never>[] as InformerDef[];
}

/** Drivers matter only by the capacity that they report, so that both kinds are looked at or none. */
function capacityInformers({ onStorage }: ObjectHandlers): InformerDef<never>[] {
  if (resourceByName(storageGroup, storageCapacities.resource) === undefined) return [];
  const drivers = { ...csiDrivers, onChange: onStorage('csiDriver') };
  const capacities = { ...storageCapacities, onChange: onStorage('csiStorageCapacity') };
  return [drivers, capacities] as readonly InformerDef<never>[] as InformerDef<never>[];
}

/** Starts the informers whose resources the API server serves. */
export function startObjectInformers(sim: Sim, defs: readonly InformerDef[]): void {
  for (const def of defs) if (resourceByName(def.group ?? '', def.resource) !== undefined) startInformer(sim, def);
}

/** A claim as the present component's informer has seen it. */
export function claimByKey(sim: Sim, key: string): PersistentVolumeClaim | undefined {
  return listerOf(claims).get(sim, key);
}

/** A volume as the present component's informer has seen it. */
export function volumeByName(sim: Sim, name: string): PersistentVolume | undefined {
  return listerOf(volumes).get(sim, name);
}

const noLabels: Labels = {};

const servicesFact = newFactNumber();

/** The Services of the namespaces that were asked for since one changed. */
function knownServices(sim: Sim): Map<string, readonly Service[]> {
  let known = sim.store.fact(servicesFact) as Map<string, readonly Service[]> | undefined;
  if (known === undefined) sim.store.keepFact(servicesFact, (known = new Map()));
  return known;
}

/** Called when a Service changes, or another component's informers are asked from now on. */
export function forgetServices(sim: Sim): void {
  sim.store.keepFact(servicesFact, undefined);
}

/** The objects that the informers of a scheduler have seen. @param owner the component that runs them */
export function informedObjects(sim: Sim, owner: string): ClusterObjects {
  const of = <T extends KubeObject>(def: InformerDef<T>): Lister<T> => listerOf(def, () => owner);
  const pods = of(podsDef);
  const [namespaceLister, serviceLister, volumeLister] = [of(namespaces), of(services), of(volumes)];
  const [replicaSetLister, statefulSetLister, controllerLister] = [
    of(replicaSets),
    of(statefulSets),
    of(replicationControllers),
  ];
  const [claimLister, classLister, csiNodeLister, budgetLister] = [
    of(claims),
    of(storageClasses),
    of(csiNodes),
    of(budgets),
  ];
  const [driverLister, capacityLister] = [of(csiDrivers), of(storageCapacities)];
  return {
    namespaceLabels: (name) => namespaceLister.get(sim, name)?.metadata?.labels ?? noLabels,
    services: (namespace) => {
      const known = knownServices(sim);
      let found = known.get(namespace);
      if (found === undefined) {
        found = sorted(serviceLister.byIndex(sim, 'namespace', namespace));
        known.set(namespace, found);
      }
      return found;
    },
    replicaSet: (key) => replicaSetLister.get(sim, key),
    statefulSet: (key) => statefulSetLister.get(sim, key),
    replicationController: (key) => controllerLister.get(sim, key),
    claim: (key) => {
      const claim = claimLister.get(sim, key);
      return claim === undefined ? undefined : assumedClaim(sim, claim);
    },
    volume: (name) => {
      const volume = volumeLister.get(sim, name);
      return volume === undefined ? undefined : assumedVolume(sim, volume);
    },
    volumesOfClass: (className) =>
      sorted(volumeLister.byIndex(sim, 'class', className)).map((volume) => assumedVolume(sim, volume)),
    storageClass: (name) => classLister.get(sim, name),
    csiNode: (name) => csiNodeLister.get(sim, name),
    csiDriver: (name) => driverLister.get(sim, name),
    storageCapacities: (className) => sorted(capacityLister.byIndex(sim, 'class', className)),
    disruptionBudgets: () => {
      const all: PodDisruptionBudget[] = [];
      budgetLister.forEach(sim, (budget) => all.push(budget));
      return sorted(all);
    },
    nominatedPods: (nodeName) =>
      nominatedPodKeys(sim, nodeName).flatMap((key) => {
        const pod = pods.get(sim, key);
        return pod === undefined ? [] : [pod];
      }),
    hasNominatedPods: () => hasNominatedPods(sim),
  };
}

function sorted<T extends KubeObject>(objects: T[]): T[] {
  const keyed = objects.map((object) => ({
    key: `${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`,
    object,
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ object }) => object);
}
