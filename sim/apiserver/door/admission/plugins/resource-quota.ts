import type { Sim } from '../../../../engine/engine.ts';
import { unstatedText } from '../../../../api/quota/pod-usage.ts';
import {
  addLists,
  exceedingNames,
  listText,
  maskList,
  namesOf,
  readList,
  subtractLists,
  writeList,
  type ResourceList,
} from '../../../../api/quota/resource-list.ts';
import { isInScopes, scopesOf, usageOf } from '../../../../api/quota/usage.ts';
import { forbidden } from '../../../../api/status.ts';
import { instantOf } from '../../../../api/time.ts';
import type { Pod, PodSpec, ResourceQuota } from '../../../../api/types.ts';
import { worldSettings } from '../../../../api/world.ts';
import { derived } from '../../../../etcd/derived.ts';
import { commit, getStored, rangeStored } from '../../../../etcd/etcd.ts';
import { dispatchWrites } from '../../../watch.ts';
import { denied, type AdmissionPlugin, type Attributes, type Target, type Verdict } from '../plugin.ts';

const quotasPrefix = '/registry/resourcequotas';

/**
 * Refuses what would take more than the quotas of a namespace allow, and charges them with what is let in.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go CheckRequest (v1.37).
 * Differs: the charge is written at once, not by a request of the API server to itself.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  handles: isCharged,
  validate: (sim, attributes) => {
    const quotas = quotasByNamespace(sim).get(attributes.namespace);
    return quotas === undefined ? null : checkRequest(sim, attributes, quotas);
  },
};

/** Kinds whose changes are charged, too. */
const chargedOnUpdate: ReadonlySet<string> = new Set(['Service', 'PersistentVolumeClaim']);

function isCharged({ info, subresource, operation }: Target): boolean {
  if (!info.namespaced || info.kind === 'Event') return false;
  if (operation === 'CREATE') return subresource === '';
  if (operation !== 'UPDATE') return false;
  return subresource === '' ? chargedOnUpdate.has(info.kind) : info.kind === 'Pod' && subresource === 'resize';
}

const quotasByNamespace = derived('quotas', (sim) => {
  const quotas = new Map<string, ResourceQuota[]>();
  for (const { object } of rangeStored(sim, quotasPrefix)) {
    const namespace = object.metadata?.namespace ?? '';
    const others = quotas.get(namespace);
    if (others === undefined) quotas.set(namespace, [object as ResourceQuota]);
    else others.push(object as ResourceQuota);
  }
  return quotas;
});

/** A quota with what it comes to when the request is let in. */
interface Charge {
  readonly quota: ResourceQuota;
  readonly used: ResourceList;
}

function checkRequest(sim: Sim, attributes: Attributes, quotas: readonly ResourceQuota[]): Verdict {
  const { info, object, old, name, isDryRun } = attributes;
  const now = instantOf(sim.now, worldSettings(sim).epochMs);
  const usage = usageOf(info, object, now);
  const delta = old === null ? usage : subtractLists(usage, usageOf(info, old, now));
  const charges: Charge[] = [];
  for (const quota of quotas) {
    const hard = readList(quota.status?.hard);
    const limited = maskList(usage, Object.keys(quota.spec?.hard ?? {}));
    if (limited.size === 0 || !isInScopes(info, object, scopesOf(quota))) continue;
    const why = unmetText(quota, attributes, limited, hard);
    if (why !== '') return denied(forbidden(info, name, why));
    const requested = withoutZeros(maskList(delta, limited.keys()));
    if (requested.size === 0) continue;
    const used = readList(quota.status?.used);
    const next = addLists(used, requested);
    const exceeded = exceedingNames(maskList(next, growing(requested)), hard);
    if (exceeded.length > 0) return denied(forbidden(info, name, exceededText(quota, exceeded, requested, used, hard)));
    charges.push({ quota, used: next });
  }
  if (!isDryRun) for (const charge of charges) write(sim, charge);
  return null;
}

function unmetText(
  quota: ResourceQuota,
  { info, object }: Attributes,
  limited: ResourceList,
  hard: ResourceList,
): string {
  const name = quota.metadata?.name ?? '';
  const used = quota.status?.used ?? {};
  const unknown = namesOf(limited).filter((resource) => used[resource] === undefined || !hard.has(resource));
  if (info.kind === 'Pod') {
    const unstated = unstatedText((object as Pod).spec as PodSpec, Object.keys(quota.spec?.hard ?? {}));
    if (unstated !== '') return `failed quota: ${name}: ${unstated}`;
  }
  return unknown.length === 0 ? '' : `status unknown for quota: ${name}, resources: ${unknown.join(',')}`;
}

function exceededText(
  quota: ResourceQuota,
  exceeded: readonly string[],
  requested: ResourceList,
  used: ResourceList,
  hard: ResourceList,
): string {
  const shown = (list: ResourceList): string => listText(maskList(list, exceeded));
  const name = quota.metadata?.name ?? '';
  return `exceeded quota: ${name}, requested: ${shown(requested)}, used: ${shown(used)}, limited: ${shown(hard)}`;
}

function withoutZeros(list: ResourceList): ResourceList {
  return new Map([...list].filter(([, amount]) => amount.nanos !== 0n));
}

/** Names of what is taken; what is given back never exceeds anything. */
function growing(list: ResourceList): string[] {
  return namesOf(list).filter((name) => (list.get(name)?.nanos ?? 0n) > 0n);
}

function write(sim: Sim, { quota, used }: Charge): void {
  const { namespace = '', name = '' } = quota.metadata ?? {};
  const key = `${namespace}/${name}`;
  const stored = getStored(sim, quotasPrefix, key);
  if (stored === undefined) return;
  const object = { ...quota, status: { ...quota.status, used: writeList(used) } };
  sim.note({
    verb: 'QuotaCharged',
    resource: 'resourcequotas',
    key,
    text: `Charged quota ${name}: ${listText(used)} of ${listText(readList(quota.status?.hard))}`,
  });
  const result = commit(sim, { op: 'put', prefix: quotasPrefix, key, object, expectedRevision: stored.modRevision });
  if (result.ok) dispatchWrites(sim, result.revision);
}
