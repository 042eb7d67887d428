import type { Sim } from '../../../../engine/engine.ts';
import { compileLabelSelector, selects } from '../../../../api/label-selector.ts';
import { resourceForKind } from '../../../../api/resources.ts';
import { forbidden } from '../../../../api/status.ts';
import type { KubeObject, Status } from '../../../../api/types.ts';
import { getStored, rangeStored } from '../../../../etcd/etcd.ts';
import { customResourceForKind } from '../../../custom/custom-resources.ts';
import { storageKey } from '../../../storage-key.ts';
import { objectionsOf, variablesOf, type Objection } from '../policies/evaluate.ts';
import { isMeant, namespaceOf } from '../policies/match.ts';
import { boundPoliciesOf, type BoundPolicy } from '../policies/policy-set.ts';
import { denied, type AdmissionPlugin, type Attributes, type Calls, type Verdict } from '../plugin.ts';

/**
 * Holds writes to the policies that the cluster's administrators have written in CEL and bound.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/{plugin,dispatcher}.go (v1.37).
 * Differs: there is no audit log, so the action Audit does nothing.
 */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  handles: ({ info }) => info.group !== 'admissionregistration.k8s.io',
  isIdle: (sim) => boundPoliciesOf(sim).length === 0,
  validate: (sim, attributes) => {
    const warnings: string[] = [];
    for (const bound of boundPoliciesOf(sim)) {
      const { policy, binding } = bound;
      if (!isMeant(sim, policy.spec?.matchConstraints, attributes)) continue;
      if (!isMeant(sim, binding.spec?.matchResources, attributes)) continue;
      const verdict = judge(sim, bound, attributes);
      if (verdict?.type === 'denied') return verdict;
      if (verdict !== null) warnings.push(...verdict.warnings);
    }
    return warnings.length === 0 ? null : { type: 'warned', warnings };
  },
};

function judge(sim: Sim, bound: BoundPolicy, attributes: Attributes): Exclude<Verdict, Calls> {
  const { policy, binding } = bound;
  const home = namespaceOf(sim, attributes);
  const params = paramsOf(sim, bound, attributes.namespace);
  if (params === 'denied') {
    const message =
      'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';
    return denied(refusal(bound, attributes, { message, reason: 'Invalid' }));
  }
  const objections = params.flatMap((param) => objectionsOf(policy, variablesOf(attributes, param, home)));
  const [first] = objections;
  if (first === undefined) return null;
  const actions = binding.spec?.validationActions ?? [];
  if (actions.includes('Deny')) return denied(refusal(bound, attributes, first));
  if (!actions.includes('Warn')) return null;
  const head = `Validation failed for ${titleOf(bound)}`;
  return { type: 'warned', warnings: objections.map(({ message }) => `${head}: ${message}`) };
}

function titleOf({ policy, binding }: BoundPolicy): string {
  return `ValidatingAdmissionPolicy '${policy.metadata?.name ?? ''}' with binding '${binding.metadata?.name ?? ''}'`;
}

const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

function refusal(bound: BoundPolicy, { info, name }: Attributes, { message, reason }: Objection): Status {
  const why = `${titleOf(bound)} denied request: ${message}`;
  const status = forbidden(info, name, why);
  const details = { ...status.details, causes: [{ reason: '', message: why }] };
  return { ...status, reason, code: codes[reason] ?? 422, details };
}

/** The objects that a binding hands to its policy, `null` for none; `denied` when there should be one. */
function paramsOf(sim: Sim, { policy, binding }: BoundPolicy, namespace: string): (KubeObject | null)[] | 'denied' {
  const { paramKind } = policy.spec ?? {};
  const { paramRef } = binding.spec ?? {};
  if (paramKind === undefined || paramRef === undefined) return [null];
  const { apiVersion = '', kind = '' } = paramKind;
  const info = resourceForKind(apiVersion, kind) ?? customResourceForKind(sim, apiVersion, kind);
  const home = paramRef.namespace ?? namespace;
  const found: KubeObject[] = [];
  if (info !== undefined && paramRef.name !== undefined) {
    const stored = getStored(sim, info.etcdPrefix, storageKey(info, home, paramRef.name));
    if (stored !== undefined) found.push(stored.object);
  } else if (info !== undefined) {
    const selector = compileLabelSelector(paramRef.selector);
    for (const { object } of rangeStored(sim, info.etcdPrefix)) {
      const isHere = !info.namespaced || object.metadata?.namespace === home;
      if (isHere && selects(selector, object.metadata?.labels)) found.push(object);
    }
  }
  if (found.length > 0) return found;
  return paramRef.parameterNotFoundAction === 'Allow' ? [] : 'denied';
}
