/**
 * Facts derived from stored objects that change seldom, such as who may do what: computed again only when one of the objects was written.
 *
 * Every write of such a kind leaves its revision as a stamp. Within one line of time stamps only grow, so epoch and stamp together say
 * whether a fact still holds.
 */
import type { Sim } from '../engine/engine.ts';
import { newFactNumber, numbered, type NumberedName } from '../engine/store.ts';

/** Kinds that facts are derived from, by what the facts are about. */
export type Subject = 'rbac' | 'podPolicy' | 'quotas' | 'policies' | 'webhooks' | 'flowControl' | 'storage' | 'ingress';

const subjectByPrefix: ReadonlyMap<string, Subject> = new Map<string, Subject>([
  ['/registry/clusterroles', 'rbac'],
  ['/registry/clusterrolebindings', 'rbac'],
  ['/registry/roles', 'rbac'],
  ['/registry/rolebindings', 'rbac'],
  ['/registry/limitranges', 'podPolicy'],
  ['/registry/priorityclasses', 'podPolicy'],
  ['/registry/serviceaccounts', 'podPolicy'],
  ['/registry/runtimeclasses', 'podPolicy'],
  ['/registry/resourcequotas', 'quotas'],
  ['/registry/validatingadmissionpolicies', 'policies'],
  ['/registry/validatingadmissionpolicybindings', 'policies'],
  ['/registry/mutatingwebhookconfigurations', 'webhooks'],
  ['/registry/validatingwebhookconfigurations', 'webhooks'],
  ['/registry/flowschemas', 'flowControl'],
  ['/registry/prioritylevelconfigurations', 'flowControl'],
  ['/registry/storageclasses', 'storage'],
  ['/registry/ingressclasses', 'ingress'],
]);

const stampNames: Readonly<Record<Subject, NumberedName>> = {
  rbac: numbered('etcd/stamp/rbac'),
  podPolicy: numbered('etcd/stamp/podPolicy'),
  quotas: numbered('etcd/stamp/quotas'),
  policies: numbered('etcd/stamp/policies'),
  webhooks: numbered('etcd/stamp/webhooks'),
  flowControl: numbered('etcd/stamp/flowControl'),
  storage: numbered('etcd/stamp/storage'),
  ingress: numbered('etcd/stamp/ingress'),
};

/** Leaves the stamp of a write, if facts depend on its kind. */
export function stampWrite(sim: Sim, prefix: string, revision: number): void {
  const subject = subjectByPrefix.get(prefix);
  if (subject !== undefined) sim.store.cell<number>(stampNames[subject]).set(revision);
}

/** Revision of the last write that concerns a subject, 0 for none. */
export function stampOf(sim: Sim, subject: Subject): number {
  return sim.store.cell<number>(stampNames[subject]).get() ?? 0;
}

interface Known<T> {
  readonly stamp: number;
  readonly value: T;
}

/**
 * A fact about all objects of a subject.
 *
 * @param compute gives it from the store; called again only after a write of the subject's kinds
 * @returns the reader
 */
export function derived<T>(subject: Subject, compute: (sim: Sim) => T): (sim: Sim) => T {
  const number = newFactNumber();
  return (sim) => {
    const stamp = stampOf(sim, subject);
    const last = sim.store.fact(number) as Known<T> | undefined;
    if (last !== undefined && last.stamp === stamp) return last.value;
    const value = compute(sim);
    const known: Known<T> = { stamp, value };
    sim.store.keepFact(number, known);
    return value;
  };
}
