/** What is wrong with FlowSchemas and PriorityLevelConfigurations. Models: pkg/apis/flowcontrol/validation/validation.go (v1.37). */
import type { FlowSchema, PriorityLevelConfiguration } from '../types.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from './field-error.ts';

type Rule = NonNullable<NonNullable<FlowSchema['spec']>['rules']>[number];

const precedenceMax = 10_000;

export function checkFlowSchema({ metadata, spec }: FlowSchema, errors: FieldError[]): void {
  if (spec === undefined) return;
  const { matchingPrecedence = 0, rules = [], distinguisherMethod } = spec;
  if (matchingPrecedence <= 0) {
    errors.push(invalid('spec.matchingPrecedence', matchingPrecedence, 'must be a positive value'));
  } else if (matchingPrecedence > precedenceMax) {
    const why = `must not be greater than ${precedenceMax}`;
    errors.push(invalid('spec.matchingPrecedence', matchingPrecedence, why));
  } else if (matchingPrecedence === 1 && metadata?.name !== 'exempt') {
    errors.push(invalid('spec.matchingPrecedence', 1, "only the schema named 'exempt' may have matchingPrecedence 1"));
  }
  const level = (spec.priorityLevelConfiguration as { name?: string } | undefined)?.name ?? '';
  if (level === '') errors.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'));
  const methods = ['ByNamespace', 'ByUser'];
  if (distinguisherMethod !== undefined && !methods.includes(distinguisherMethod.type)) {
    errors.push(notSupported('spec.distinguisherMethod', distinguisherMethod, methods));
  }
  rules.forEach((rule, index) => checkRule(rule, `spec.rules[${index}]`, errors));
}

function checkRule(
  { subjects, resourceRules = [], nonResourceRules = [] }: Rule,
  path: string,
  errors: FieldError[],
): void {
  if (((subjects as Rule['subjects'] | undefined) ?? []).length === 0) {
    errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'));
  } else subjects.forEach((subject, index) => checkSubject(subject, `${path}.subjects[${index}]`, errors));
  if (resourceRules.length + nonResourceRules.length === 0) {
    errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  }
  resourceRules.forEach((rule, index) => {
    const at = `${path}.resourceRules[${index}]`;
    if (((rule.verbs as string[] | undefined) ?? []).length === 0) {
      errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
    }
    if ((rule.namespaces ?? []).length === 0 && rule.clusterScope !== true) {
      errors.push(
        required(`${at}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace'),
      );
    }
  });
}

const subjectKinds = ['Group', 'ServiceAccount', 'User'];

function checkSubject(
  { kind, user, group, serviceAccount }: Rule['subjects'][number],
  path: string,
  errors: FieldError[],
): void {
  if (!subjectKinds.includes(kind)) {
    errors.push(notSupported(`${path}.kind`, kind, subjectKinds));
    return;
  }
  const given = { User: user, Group: group, ServiceAccount: serviceAccount };
  const names = { User: 'user', Group: 'group', ServiceAccount: 'serviceAccount' } as const;
  for (const one of ['User', 'Group', 'ServiceAccount'] as const) {
    if (one === kind && given[one] === undefined) {
      errors.push(required(`${path}.${names[one]}`, `${names[one]} is required when subject kind is '${one}'`));
    } else if (one !== kind && given[one] !== undefined) {
      errors.push(forbidden(`${path}.${names[one]}`, `${names[one]} is forbidden when subject kind is not '${one}'`));
    }
  }
}

const levelTypes = ['Exempt', 'Limited'];
const queuesMax = 10_000_000;

export function checkPriorityLevel({ spec }: PriorityLevelConfiguration, errors: FieldError[]): void {
  if (spec === undefined) return;
  const { type, limited, exempt } = spec;
  if (!levelTypes.includes(type)) {
    errors.push(notSupported('spec.type', type, levelTypes));
    return;
  }
  if (type === 'Exempt') {
    if (limited !== undefined) errors.push(forbidden('spec.limited', 'must be nil if the type is not Limited'));
    return;
  }
  if (exempt !== undefined) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
  if (limited === undefined) {
    errors.push(required('spec.limited', 'must not be empty when type is Limited'));
    return;
  }
  const { nominalConcurrencyShares = 0, lendablePercent = 0, borrowingLimitPercent = 0, limitResponse } = limited;
  if (nominalConcurrencyShares < 0) {
    const path = 'spec.limited.nominalConcurrencyShares';
    errors.push(invalid(path, nominalConcurrencyShares, 'must be a non-negative integer'));
  }
  if (lendablePercent < 0 || lendablePercent > 100) {
    errors.push(invalid('spec.limited.lendablePercent', lendablePercent, 'must be between 0 and 100, inclusive'));
  }
  if (borrowingLimitPercent < 0) {
    const path = 'spec.limited.borrowingLimitPercent';
    errors.push(invalid(path, borrowingLimitPercent, 'if specified, must be a non-negative integer'));
  }
  checkResponse(limitResponse, 'spec.limited.limitResponse', errors);
}

type Limited = NonNullable<NonNullable<PriorityLevelConfiguration['spec']>['limited']>;

function checkResponse(response: Limited['limitResponse'], path: string, errors: FieldError[]): void {
  const types = ['Queue', 'Reject'];
  if (response === undefined || !types.includes(response.type)) {
    errors.push(notSupported(`${path}.type`, response?.type ?? '', types));
    return;
  }
  const { queuing } = response;
  if (response.type === 'Reject') {
    if (queuing !== undefined)
      errors.push(forbidden(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
    return;
  }
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing ?? {};
  if (queueLengthLimit <= 0) {
    errors.push(invalid(`${path}.queuing.queueLengthLimit`, queueLengthLimit, 'must be positive'));
  }
  if (queues <= 0) errors.push(invalid(`${path}.queuing.queues`, queues, 'must be positive'));
  else if (queues > queuesMax) {
    errors.push(invalid(`${path}.queuing.queues`, queues, `must not be greater than ${queuesMax}`));
  }
  if (handSize <= 0) errors.push(invalid(`${path}.queuing.handSize`, handSize, 'must be positive'));
  else if (handSize > queues) {
    const why = `should not be greater than queues (${queues})`;
    errors.push(invalid(`${path}.queuing.handSize`, handSize, why));
  }
}
