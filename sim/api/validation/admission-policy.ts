/** Policies of admission and their bindings. Models: pkg/apis/admissionregistration/validation ValidateValidatingAdmissionPolicy (v1.37). */
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../types.ts';
import {
  admissionVariables,
  checkAdmissionRule,
  checkExpression,
  checkMatchConditions,
} from './admission-registration.ts';
import { checkDnsSubdomain, checkOneOf } from './common.ts';
import { duplicate, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;
type Match = NonNullable<Spec['matchConstraints']>;
type Variable = NonNullable<Spec['variables']>[number];

const actions = ['Audit', 'Deny', 'Warn'];
const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Names that the expressions of a policy may use. */
export const policyVariables: readonly string[] = [...admissionVariables, 'namespaceObject', 'params', 'variables'];

function checkMatch(match: Match, path: string, errors: FieldError[]): void {
  checkOneOf(match.matchPolicy, ['Equivalent', 'Exact'], `${path}.matchPolicy`, errors);
  if (match.namespaceSelector !== undefined)
    checkLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`, errors);
  if (match.objectSelector !== undefined) checkLabelSelector(match.objectSelector, `${path}.objectSelector`, errors);
  for (const field of ['resourceRules', 'excludeResourceRules'] as const) {
    (match[field] ?? []).forEach((rule, index) => {
      checkAdmissionRule(rule, `${path}.${field}[${index}]`, errors);
    });
  }
}

function checkVariables(variables: readonly Variable[], errors: FieldError[]): void {
  const names = new Set<string>();
  variables.forEach(({ name, expression }, index) => {
    const path = `spec.variables[${index}]`;
    if (((name as string | undefined) ?? '') === '') errors.push(required(`${path}.name`, 'name is not specified'));
    else if (!identifier.test(name)) errors.push(invalid(`${path}.name`, name, 'name is not a valid CEL identifier'));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    checkExpression(expression, policyVariables, `${path}.expression`, errors);
  });
}

/** A policy, already defaulted. */
export function checkValidatingAdmissionPolicy(policy: ValidatingAdmissionPolicy, errors: FieldError[]): void {
  const spec = policy.spec ?? {};
  if (spec.matchConstraints === undefined) errors.push(required('spec.matchConstraints'));
  else {
    checkMatch(spec.matchConstraints, 'spec.matchConstraints', errors);
    if ((spec.matchConstraints.resourceRules ?? []).length === 0)
      errors.push(required('spec.matchConstraints.resourceRules'));
  }
  checkOneOf(spec.failurePolicy, ['Fail', 'Ignore'], 'spec.failurePolicy', errors);
  if (spec.paramKind !== undefined) {
    if ((spec.paramKind.apiVersion ?? '') === '') errors.push(required('spec.paramKind.apiVersion'));
    if ((spec.paramKind.kind ?? '') === '') errors.push(required('spec.paramKind.kind'));
  }
  checkMatchConditions(spec.matchConditions ?? [], policyVariables, 'spec.matchConditions', errors);
  checkVariables(spec.variables ?? [], errors);
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length + auditAnnotations.length === 0) {
    const why = 'validations or auditAnnotations must contain at least one item';
    errors.push(required('spec.validations', why), required('spec.auditAnnotations', why));
  }
  validations.forEach(({ expression, messageExpression, reason }, index) => {
    const path = `spec.validations[${index}]`;
    checkExpression(expression, policyVariables, `${path}.expression`, errors);
    if (messageExpression !== undefined && messageExpression !== '') {
      checkExpression(messageExpression, policyVariables, `${path}.messageExpression`, errors);
    }
    if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, reasons));
  });
  auditAnnotations.forEach(({ key, valueExpression }, index) => {
    const path = `spec.auditAnnotations[${index}]`;
    if (((key as string | undefined) ?? '') === '') errors.push(required(`${path}.key`));
    checkExpression(valueExpression, policyVariables, `${path}.valueExpression`, errors);
  });
}

/** A binding, already defaulted. */
export function checkValidatingAdmissionPolicyBinding(
  binding: ValidatingAdmissionPolicyBinding,
  errors: FieldError[],
): void {
  const { policyName = '', validationActions = [], matchResources, paramRef } = binding.spec ?? {};
  if (policyName === '') errors.push(required('spec.policyName'));
  else checkDnsSubdomain(policyName, 'spec.policyName', errors);
  if (matchResources !== undefined) checkMatch(matchResources, 'spec.matchResources', errors);
  if (paramRef !== undefined && (paramRef.name === undefined) === (paramRef.selector === undefined)) {
    errors.push(required('spec.paramRef.name', 'one of name or selector must be specified'));
  }
  const path = 'spec.validationActions';
  if (validationActions.length === 0) errors.push(required(path, 'at least one validation action is required'));
  validationActions.forEach((action, index) => {
    if (!actions.includes(action)) errors.push(notSupported(`${path}[${index}]`, action, actions));
    if (validationActions.indexOf(action) !== index) errors.push(duplicate(`${path}[${index}]`, action));
  });
  if (validationActions.includes('Deny') && validationActions.includes('Warn')) {
    const why =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(invalid(path, validationActions, why));
  }
}
