import { compileExpression, type CelVariables } from '../../../../api/cel/expression.ts';
import { toCel } from '../../../../api/cel/values.ts';
import type { KubeObject, ValidatingAdmissionPolicy } from '../../../../api/types.ts';
import type { Attributes } from '../plugin.ts';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;

/** What a policy says against a write. */
export interface Objection {
  readonly message: string;
  /** Reason of the Status, such as `Invalid`. */
  readonly reason: string;
}

const variableNames = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables'];

/** What expressions see of a write. Models: apiserver pkg/admission/plugin/cel/condition.go (v1.37). Differs: no `authorizer`. */
export function variablesOf(attributes: Attributes, params: KubeObject | null, home: KubeObject | null): CelVariables {
  const { info, subresource, operation, namespace, name, user, object, old, isDryRun } = attributes;
  const { group, version, resource, kind } = info;
  return {
    object: operation === 'DELETE' ? null : toCel(object),
    oldObject: toCel(old),
    request: toCel({
      kind: { group, version, kind },
      resource: { group, version, resource },
      subResource: subresource,
      name,
      namespace,
      operation,
      userInfo: { username: user.name, uid: user.uid ?? '', groups: user.groups },
      dryRun: isDryRun,
    }),
    params: toCel(params),
    namespaceObject: toCel(home),
  };
}

type Answer = { readonly value: unknown } | { readonly error: string };

function evaluate(expression: string, variables: CelVariables): Answer {
  const compiled = compileExpression(expression, variableNames);
  return 'error' in compiled ? compiled : compiled.evaluate(variables);
}

/**
 * Evaluates a policy against a write.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go Validate (v1.37).
 * Differs: `variables` are computed before they are asked for; one that fails is missing.
 */
export function objectionsOf({ spec }: ValidatingAdmissionPolicy, given: CelVariables): Objection[] {
  const { validations = [], matchConditions = [], failurePolicy = 'Fail' } = spec ?? {};
  const variables = { ...given, variables: computed(spec, given) };
  const failed = (message: string): Objection[] => (failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid' }]);
  for (const { name, expression } of matchConditions) {
    const answer = evaluate(expression, variables);
    if ('error' in answer) return failed(`matchCondition '${name}' resulted in error: ${answer.error}`);
    if (answer.value !== true) return [];
  }
  return validations.flatMap((validation) => {
    const { expression } = validation;
    const answer = evaluate(expression, variables);
    if ('error' in answer) return failed(`expression '${expression}' resulted in error: ${answer.error}`);
    if (answer.value === true) return [];
    return [{ message: messageOf(validation, variables), reason: validation.reason ?? 'Invalid' }];
  });
}

function computed(spec: Spec | undefined, given: CelVariables): Record<string, unknown> {
  let known: Record<string, unknown> = {};
  for (const { name, expression } of spec?.variables ?? []) {
    const answer = evaluate(expression, { ...given, variables: known });
    if ('value' in answer) known = { ...known, [name]: answer.value };
  }
  return known;
}

function messageOf(validation: NonNullable<Spec['validations']>[number], variables: CelVariables): string {
  const { expression, message = '', messageExpression = '' } = validation;
  const answer = messageExpression === '' ? null : evaluate(messageExpression, variables);
  if (answer !== null && 'value' in answer && typeof answer.value === 'string' && answer.value.trim() !== '') {
    return answer.value.trim();
  }
  return message.trim() === '' ? `failed expression: ${expression.trim()}` : message.trim();
}
