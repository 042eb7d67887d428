import type { Sim } from '../../../../engine/engine.ts';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../../api/types.ts';
import { derived } from '../../../../etcd/derived.ts';
import { rangeStored } from '../../../../etcd/etcd.ts';

/** A policy with one of its bindings: only what is bound is enforced. */
export interface BoundPolicy {
  readonly policy: ValidatingAdmissionPolicy;
  readonly binding: ValidatingAdmissionPolicyBinding;
}

/** All policies that are bound, by the names of policy and binding. */
export const boundPoliciesOf: (sim: Sim) => readonly BoundPolicy[] = derived('policies', (sim) => {
  const bindings = rangeStored(sim, '/registry/validatingadmissionpolicybindings');
  return rangeStored(sim, '/registry/validatingadmissionpolicies').flatMap(({ object }) => {
    const policy = object as ValidatingAdmissionPolicy;
    const own = bindings.map((stored) => stored.object as ValidatingAdmissionPolicyBinding);
    return own
      .filter(({ spec }) => spec?.policyName === policy.metadata?.name)
      .map((binding): BoundPolicy => ({ policy, binding }));
  });
});
