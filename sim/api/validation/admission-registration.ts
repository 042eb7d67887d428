/** Webhooks of admission. Models: pkg/apis/admissionregistration/validation/validation.go (v1.37). */
import { validateDns1123Subdomain } from '../names.ts';
import { compileExpression } from '../cel/expression.ts';
import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../types.ts';
import { check, checkLabelName, checkOneOf, checkOptionalOneOf } from './common.ts';
import { duplicate, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';

type Webhook = NonNullable<ValidatingWebhookConfiguration['webhooks']>[number];
/** Fields that are missing from the generated types. */
type Rule = NonNullable<Webhook['rules']>[number] & {
  readonly resources?: readonly string[];
  readonly scope?: string;
};
type MatchCondition = NonNullable<Webhook['matchConditions']>[number];

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];
const reviewVersions = ['v1', 'v1beta1'];
const matchPolicies = ['Equivalent', 'Exact'];

/** Names of policies and conditions: three parts at least. Models: apimachinery IsFullyQualifiedName. */
function checkFullyQualifiedName(name: string, path: string, errors: FieldError[]): void {
  if (name === '') errors.push(required(path));
  else {
    check(validateDns1123Subdomain, name, path, errors);
    if (name.split('.').length < 3) {
      errors.push(invalid(path, name, 'should be a domain with at least three segments separated by dots'));
    }
  }
}

/** A rule that says which requests are meant: `*` stands alone. */
export function checkAdmissionRule(rule: Rule, path: string, errors: FieldError[]): void {
  const lists = {
    operations: rule.operations,
    apiGroups: rule.apiGroups,
    apiVersions: rule.apiVersions,
    resources: rule.resources,
  };
  for (const [name, list = []] of Object.entries(lists)) {
    const place = `${path}.${name}`;
    if (list.length === 0) errors.push(required(place));
    else if (name !== 'resources' && list.length > 1 && list.includes('*')) {
      errors.push(invalid(place, list, "if '*' is present, must not specify other " + namesOf(name)));
    }
    list.forEach((value, index) => {
      if (value === '' && name !== 'apiGroups') errors.push(required(`${place}[${index}]`));
    });
  }
  (rule.operations ?? []).forEach((operation, index) => {
    if (!operations.includes(operation))
      errors.push(notSupported(`${path}.operations[${index}]`, operation, operations));
  });
  checkOptionalOneOf(rule.scope, scopes, `${path}.scope`, errors);
}

function namesOf(field: string): string {
  return { operations: 'operations', apiGroups: 'API groups', apiVersions: 'API versions' }[field] ?? field;
}

/** Conditions in the expression language, under which something is called or asked. @param variables that they may use */
export function checkMatchConditions(
  conditions: readonly MatchCondition[],
  variables: readonly string[],
  path: string,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  conditions.forEach(({ name, expression }, index) => {
    const place = `${path}[${index}]`;
    checkExpression(expression, variables, `${place}.expression`, errors);
    if (((name as string | undefined) ?? '') === '') errors.push(required(`${place}.name`));
    else checkLabelName(name, `${place}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${place}.name`, name));
    names.add(name);
  });
}

/** An expression that can be read. */
export function checkExpression(
  expression: string | undefined,
  variables: readonly string[],
  path: string,
  errors: FieldError[],
): void {
  if (expression === undefined || expression.trim() === '') {
    errors.push(required(path));
    return;
  }
  const compiled = compileExpression(expression, variables);
  if ('error' in compiled) errors.push(invalid(path, expression, `compilation failed: ${compiled.error}`));
}

/** What expressions of admission may use. Models: apiserver pkg/admission/plugin/cel/compile.go (v1.37). */
export const admissionVariables = ['object', 'oldObject', 'request', 'authorizer'] as const;

function checkClientConfig(webhook: Webhook, path: string, errors: FieldError[]): void {
  const { url, service } = (webhook.clientConfig as Webhook['clientConfig'] | undefined) ?? {};
  if ((url === undefined) === (service === undefined)) {
    errors.push(required(path, 'exactly one of url or service is required'));
  } else if (url !== undefined) {
    if (!/^https:\/\/[^/\s]+/.test(url))
      errors.push(invalid(`${path}.url`, url, "'https' is the only allowed URL scheme"));
  } else if (service !== undefined) {
    if (((service.name as string | undefined) ?? '') === '')
      errors.push(required(`${path}.service.name`, 'service name is required'));
    if (((service.namespace as string | undefined) ?? '') === '') {
      errors.push(required(`${path}.service.namespace`, 'service namespace is required'));
    }
  }
}

function checkWebhook(webhook: Webhook, path: string, errors: FieldError[]): void {
  checkFullyQualifiedName((webhook.name as string | undefined) ?? '', `${path}.name`, errors);
  (webhook.rules ?? []).forEach((rule, index) => {
    checkAdmissionRule(rule, `${path}.rules[${index}]`, errors);
  });
  checkOptionalOneOf(webhook.failurePolicy, ['Fail', 'Ignore'], `${path}.failurePolicy`, errors);
  checkOptionalOneOf(webhook.matchPolicy, matchPolicies, `${path}.matchPolicy`, errors);
  checkOneOf(webhook.sideEffects, ['None', 'NoneOnDryRun'], `${path}.sideEffects`, errors);
  const { timeoutSeconds } = webhook;
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30)) {
    const why = 'the timeout value must be between 1 and 30 seconds';
    errors.push(invalid(`${path}.timeoutSeconds`, timeoutSeconds, why));
  }
  if (webhook.namespaceSelector !== undefined) {
    checkLabelSelector(webhook.namespaceSelector, `${path}.namespaceSelector`, errors);
  }
  if (webhook.objectSelector !== undefined)
    checkLabelSelector(webhook.objectSelector, `${path}.objectSelector`, errors);
  checkClientConfig(webhook, `${path}.clientConfig`, errors);
  const versions = (webhook.admissionReviewVersions as string[] | undefined) ?? [];
  const place = `${path}.admissionReviewVersions`;
  if (versions.length === 0) errors.push(required(place, `must specify one of ${reviewVersions.join(', ')}`));
  else if (!versions.some((version) => reviewVersions.includes(version))) {
    errors.push(invalid(place, versions, `must include at least one of ${reviewVersions.join(', ')}`));
  }
  checkMatchConditions(webhook.matchConditions ?? [], admissionVariables, `${path}.matchConditions`, errors);
}

function checkWebhooks(webhooks: readonly Webhook[], errors: FieldError[]): void {
  const names = new Set<string>();
  webhooks.forEach((webhook, index) => {
    const path = `webhooks[${index}]`;
    checkWebhook(webhook, path, errors);
    if (names.has(webhook.name)) errors.push(duplicate(`${path}.name`, webhook.name));
    names.add(webhook.name);
  });
}

export function checkValidatingWebhooks(object: ValidatingWebhookConfiguration, errors: FieldError[]): void {
  checkWebhooks(object.webhooks ?? [], errors);
}

export function checkMutatingWebhooks(object: MutatingWebhookConfiguration, errors: FieldError[]): void {
  const webhooks = object.webhooks ?? [];
  checkWebhooks(webhooks, errors);
  webhooks.forEach(({ reinvocationPolicy }, index) => {
    checkOptionalOneOf(reinvocationPolicy, ['IfNeeded', 'Never'], `webhooks[${index}].reinvocationPolicy`, errors);
  });
}
