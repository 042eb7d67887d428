/** What must hold in every cluster at every instant. */
import { podRequests, resourceAmounts } from '../api/pod-resources.ts';
import { isPodTerminal } from '../api/pod-status.ts';
import type { KubeObject, Node, Pod } from '../api/types.ts';
import type { Sim } from '../engine/engine.ts';
import { historyLog, rangeStored, type HistoryEntry } from '../etcd/etcd.ts';
import { nodeRecords } from '../kubelet/node-records.ts';
import { runtimePods } from '../runtime/state.ts';

const podsPrefix = '/registry/pods';
const nodesPrefix = '/registry/minions';

/** An invariant that does not hold. */
export class Broken extends Error {}

function demand(condition: boolean, message: () => string): void {
  if (!condition) throw new Broken(message());
}

type Loose = KubeObject & { readonly status?: { readonly observedGeneration?: number } };

function nameOf({ kind = '', metadata }: KubeObject): string {
  return `${kind} ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

/** Follows the writes to etcd and checks each against the one before. */
export class Invariants {
  readonly #sim: Sim;
  #seen = 0;
  #revision = 0;

  constructor(sim: Sim) {
    this.#sim = sim;
    this.#seen = historyLog(sim).first;
  }

  /** Checks what was written since the last call. Throws {@link Broken}. */
  checkWrites(): void {
    const log = historyLog(this.#sim);
    for (; this.#seen < log.length; this.#seen++) {
      const entry = log.at(this.#seen);
      if (entry !== undefined) this.#checkWrite(entry);
    }
  }

  #checkWrite({ object, previous, revision }: HistoryEntry): void {
    const name = nameOf(object);
    demand(revision > this.#revision, () => `${name}: expected a revision above ${this.#revision}, got ${revision}`);
    this.#revision = revision;
    const { resourceVersion, generation = 0, uid } = object.metadata ?? {};
    demand(
      resourceVersion === String(revision),
      () => `${name}: expected resourceVersion ${revision}, got ${resourceVersion ?? ''}`,
    );
    const observed = (object as Loose).status?.observedGeneration ?? 0;
    demand(observed <= generation, () => `${name}: observedGeneration ${observed} is above generation ${generation}`);
    if (previous === null) return;
    const before = previous.metadata ?? {};
    demand(uid === before.uid, () => `${name}: expected uid ${before.uid ?? ''} for life, got ${uid ?? ''}`);
    demand(generation >= (before.generation ?? 0), () => `${name}: generation fell to ${generation}`);
    const node = (previous as Pod).spec?.nodeName ?? '';
    const nodeNow = (object as Pod).spec?.nodeName ?? '';
    demand(
      object.kind !== 'Pod' || node === '' || node === nodeNow,
      () => `${name}: expected node ${node}, got ${nodeNow}`,
    );
  }

  /** Checks the cluster as it is now. Throws {@link Broken}. */
  checkState(): void {
    const pods = rangeStored(this.#sim, podsPrefix).map(({ object }) => object as Pod);
    this.#checkCapacity(pods);
    checkAddresses(pods);
    this.#checkMachines();
  }

  /** No node has promised more than it has. */
  #checkCapacity(pods: readonly Pod[]): void {
    const podsByNode = new Map<string, Pod[]>();
    for (const pod of pods) {
      if (isPodTerminal(pod)) continue;
      const node = pod.spec?.nodeName ?? '';
      const here = podsByNode.get(node);
      if (here === undefined) podsByNode.set(node, [pod]);
      else here.push(pod);
    }
    for (const { object } of rangeStored(this.#sim, nodesPrefix)) {
      const node = object as Node;
      const name = node.metadata?.name ?? '';
      const here = podsByNode.get(name) ?? [];
      const used = sumOfRequests(here);
      for (const [resource, amount] of Object.entries(resourceAmounts(node.status?.allocatable))) {
        const asked = resource === 'pods' ? here.length : (used[resource] ?? 0);
        demand(asked <= amount, () => `Node ${name}: pods ask for ${asked} of ${resource}, it has ${amount}`);
      }
    }
  }

  /** A pod lives on one machine. */
  #checkMachines(): void {
    const machineByUid = new Map<string, string>();
    for (const machine of nodeRecords(this.#sim).sortedKeys()) {
      for (const { uid } of runtimePods(this.#sim).sortedValues(machine)) {
        const other = machineByUid.get(uid);
        demand(other === undefined, () => `pod ${uid} lives on ${other ?? ''} and on ${machine}`);
        machineByUid.set(uid, machine);
      }
    }
  }
}

/** Sum of what pods ask for. */
export function sumOfRequests(pods: readonly Pod[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const pod of pods) {
    for (const [resource, amount] of Object.entries(podRequests(pod))) sum[resource] = (sum[resource] ?? 0) + amount;
  }
  return sum;
}

/** Running pods with a network of their own have addresses of their own. */
function checkAddresses(pods: readonly Pod[]): void {
  const podByAddress = new Map<string, string>();
  for (const pod of pods) {
    const { podIP, phase } = pod.status ?? {};
    if (podIP === undefined || phase !== 'Running' || pod.spec?.hostNetwork === true) continue;
    const other = podByAddress.get(podIP);
    demand(other === undefined, () => `${nameOf(pod)} and ${other ?? ''} both have ${podIP}`);
    podByAddress.set(podIP, nameOf(pod));
  }
}
