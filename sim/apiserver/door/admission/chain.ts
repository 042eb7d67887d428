import type { Sim } from '../../../engine/engine.ts';
import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { refused, type Postponed, type Refused } from '../../prepared.ts';
import type { AdmissionPlugin, Attributes, Operation } from './plugin.ts';
import { admissionPlugins } from './plugins.ts';

/** The plugins that care for one kind of write, in the order in which they are asked. */
export interface Chain {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
}

/** Chains by resource, subresource and operation: computed once, since they depend on nothing else. */
const chains = new WeakMap<ResourceInfo, Map<string, Map<Operation, Chain>>>();

/** The plugins for a kind of write. */
export function chainOf(info: ResourceInfo, subresource: string, operation: Operation): Chain {
  let bySubresource = chains.get(info);
  if (bySubresource === undefined) chains.set(info, (bySubresource = new Map()));
  let byOperation = bySubresource.get(subresource);
  if (byOperation === undefined) bySubresource.set(subresource, (byOperation = new Map()));
  let chain = byOperation.get(operation);
  if (chain === undefined) {
    const caring = admissionPlugins.filter((plugin) => plugin.handles({ info, subresource, operation }));
    chain = {
      mutating: caring.filter((plugin) => plugin.admit !== undefined),
      validating: caring.filter((plugin) => plugin.validate !== undefined),
    };
    byOperation.set(operation, chain);
  }
  return chain;
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
export function mutate(sim: Sim, chain: Chain, attributes: Attributes): Mutated | Refused | Postponed {
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
        return refused('admit', mutation.status, plugin.name);
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
): Validated | Refused {
  if (chain.validating.length === 0) return silent;
  const attributes = { ...before, name, object };
  let warnings = noWarnings;
  for (const plugin of chain.validating) {
    const verdict = plugin.validate?.(sim, attributes) ?? null;
    if (verdict === null) continue;
    if (verdict.type === 'denied') return refused('validate', verdict.status, plugin.name);
    warnings = [...warnings, ...verdict.warnings];
  }
  return warnings.length === 0 ? silent : { type: 'validated', warnings };
}

const noWarnings: readonly string[] = [];
const silent: Validated = { type: 'validated', warnings: noWarnings };
