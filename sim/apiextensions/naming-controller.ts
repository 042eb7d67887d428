import type { Sim } from '../engine/engine.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { withCondition } from '../api/strategies/custom-resource-definition.ts';
import type { CustomResourceDefinition } from '../api/types.ts';
import { approvalAnnotation, approvalOf } from '../api/validation/custom-resource-definition.ts';
import { isSuccess } from '../apiserver/types.ts';
import { afterRequests, done, type ControllerDef } from '../client/controller.ts';
import {
  conditionNow,
  definitions,
  writeStatus,
  type DefinitionCondition,
  type DefinitionStatus,
} from './definitions.ts';
import { acceptNames } from './naming.ts';

/**
 * Accepts the names of definitions, and says whether a group of the Kubernetes project approves of its definition.
 *
 * Models: apiextensions-apiserver pkg/controller/status/naming_controller.go, pkg/controller/apiapproval (v1.37).
 */
export const namingController: ControllerDef = {
  name: 'crd-naming',
  workers: 1,
  sync: (sim, key) => {
    const definition = definitions.get(sim, key);
    if (definition === undefined) return done;
    const status = namedStatus(sim, definition);
    if (deepEqual(status, definition.status)) return done;
    return afterRequests([writeStatus(definition, status)], 'written', null);
  },
  steps: {
    written: (_sim, key, _data, responses) =>
      responses.every(isSuccess) ? done : { type: 'error', message: `${key}: its status could not be written` },
  },
};

function namedStatus(sim: Sim, definition: CustomResourceDefinition): DefinitionStatus {
  const others: CustomResourceDefinition[] = [];
  definitions.forEach(sim, (other) => {
    const isOther = other.metadata?.name !== definition.metadata?.name;
    if (isOther && other.spec.group === definition.spec.group) others.push(other);
  });
  const { names, reason, message } = acceptNames(definition, others);
  let conditions = definition.status?.conditions ?? [];
  for (const condition of conditionsOf(definition, reason, message)) {
    conditions = withCondition(conditions, conditionNow(sim, condition));
  }
  return { ...definition.status, acceptedNames: names, conditions };
}

type NewCondition = Omit<DefinitionCondition, 'lastTransitionTime'>;

function conditionsOf(definition: CustomResourceDefinition, reason: string, message: string): NewCondition[] {
  const isFree = reason === '';
  const accepted: NewCondition = {
    type: 'NamesAccepted',
    status: isFree ? 'True' : 'False',
    reason: isFree ? 'NoConflicts' : reason,
    message: isFree ? 'no conflicts found' : message,
  };
  return [...approvalConditions(definition), accepted, ...establishedConditions(definition, isFree)];
}

/** What is established stays so; the rest is the business of the establishing controller. */
function establishedConditions({ status }: CustomResourceDefinition, isFree: boolean): NewCondition[] {
  const known = status?.conditions?.find(({ type }) => type === 'Established');
  if (known?.status === 'True') return [];
  return isFree
    ? [{ type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' }]
    : [{ type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }];
}

function approvalConditions(definition: CustomResourceDefinition): NewCondition[] {
  const type = 'KubernetesAPIApprovalPolicyConformant';
  const annotation = definition.metadata?.annotations?.[approvalAnnotation] ?? '';
  const missing = `protected groups must have approval annotation "${approvalAnnotation}", see https://github.com/kubernetes/enhancements/pull/1111`;
  switch (approvalOf(definition)) {
    case null:
      return [];
    case 'approved':
      return [{ type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${annotation}` }];
    case 'bypassed':
      return [{ type, status: 'False', reason: 'UnapprovedAnnotation', message: `not approved: "${annotation}"` }];
    case 'missing':
      return [{ type, status: 'False', reason: 'MissingAnnotation', message: missing }];
    case 'invalid':
      return [{ type, status: 'False', reason: 'InvalidAnnotation', message: missing }];
  }
}
