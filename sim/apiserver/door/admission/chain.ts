import type { Sim } from '../../../engine/engine.ts';
import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { refused, type Calling, type Postponed, type Refused } from '../../prepared.ts';
import type { AdmissionPlugin, Attributes, Operation } from './plugin.ts';
import { admissionPlugins } from './plugins.ts';

/** The plugins that care for one kind of write, in the order in which they are asked. */
export interface Chain {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
}

/** The chain with all plugins, and the one without those that may be idle. */
interface Chains {
  readonly whole: Chain;
  readonly busy: Chain;
}

/** Chains by resource: computed once, since they depend on nothing else. The last one is the one that is asked for next. */
const chains = new WeakMap<ResourceInfo, KnownChains[]>();
let lastInfo: ResourceInfo | null = null;
let lastChains: KnownChains[] = [];

interface KnownChains extends Chains {
  readonly subresource: string;
  readonly operation: Operation;
}

const sometimesIdle = admissionPlugins.filter((plugin) => plugin.isIdle !== undefined);

/** The plugins for a kind of write. */
export function chainOf(sim: Sim, info: ResourceInfo, subresource: string, operation: Operation): Chain {
  const { whole, busy } = chainsOf(info, subresource, operation);
  for (const plugin of sometimesIdle) if (plugin.isIdle?.(sim) !== true) return whole;
  return busy;
}

function chainsOf(info: ResourceInfo, subresource: string, operation: Operation): Chains {
  if (info !== lastInfo) {
    lastInfo = info;
    lastChains = chains.get(info) ?? [];
    if (lastChains.length === 0) chains.set(info, lastChains);
  }
  for (const known of lastChains) {
    if (known.subresource === subresource && known.operation === operation) return known;
  }
  const caring = admissionPlugins.filter((plugin) => plugin.handles({ info, subresource, operation }));
  const busy = chainFrom(caring.filter((plugin) => plugin.isIdle === undefined));
  const known = { subresource, operation, whole: chainFrom(caring), busy };
  lastChains.push(known);
  return known;
}

function chainFrom(plugins: readonly AdmissionPlugin[]): Chain {
  return {
    mutating: plugins.filter((plugin) => plugin.admit !== undefined),
    validating: plugins.filter((plugin) => plugin.validate !== undefined),
  };
}

/** An object that all mutating plugins have let pass. */
export interface Mutated {
  readonly type: 'mutated';
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/**
 * Takes an object through the mutating plugins; the first that refuses ends it.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/chain.go Admit (v1.37).
 */
export function mutate(sim: Sim, chain: Chain, attributes: Attributes): Mutated | Refused | Postponed | Calling {
  let { object } = attributes;
  let warnings = noWarnings;
  for (const plugin of chain.mutating) {
    const mutation = plugin.admit?.(sim, object === attributes.object ? attributes : { ...attributes, object });
    switch (mutation?.type) {
      case undefined:
        break;
      case 'admitted':
        object = mutation.object;
        if (mutation.warnings !== undefined) warnings = [...warnings, ...mutation.warnings];
        break;
      case 'denied':
        return refused('admit', mutation.status, mutation.rule ?? plugin.name);
      case 'call':
        return { type: 'calling', gate: 'admit', calls: mutation.calls };
      case 'wait': {
        const { afterMicros, looksMax, status } = mutation;
        return { type: 'postponed', afterMicros, looksMax, refusal: refused('admit', status, plugin.name) };
      }
    }
  }
  return { type: 'mutated', object, warnings };
}

/** What the validating plugins said besides yes. */
export interface Validated {
  readonly type: 'validated';
  readonly warnings: readonly string[];
}

/**
 * Asks the validating plugins; the first that refuses ends it.
 *
 * @param name the name that the object has by now
 * @param object the object as it is going to be stored
 * Models: staging/src/k8s.io/apiserver/pkg/admission/chain.go Validate (v1.37).
 */
export function validate(
  sim: Sim,
  chain: Chain,
  before: Attributes,
  name: string,
  object: KubeObject,
): Validated | Refused | Calling {
  if (chain.validating.length === 0) return silent;
  const isSame = before.name === name && before.object === object;
  const attributes = isSame ? before : { ...before, name, object };
  let warnings = noWarnings;
  for (const plugin of chain.validating) {
    const verdict = plugin.validate?.(sim, attributes) ?? null;
    if (verdict === null) continue;
    if (verdict.type === 'denied') return refused('validate', verdict.status, verdict.rule ?? plugin.name);
    if (verdict.type === 'call') return { type: 'calling', gate: 'validate', calls: verdict.calls };
    warnings = [...warnings, ...verdict.warnings];
  }
  return warnings.length === 0 ? silent : { type: 'validated', warnings };
}

const noWarnings: readonly string[] = [];
const silent: Validated = { type: 'validated', warnings: noWarnings };
