/** How a Job takes failures and success of its pods. Models: pkg/apis/batch/validation validatePodFailurePolicy, validateSuccessPolicy (v1.37). */
import type { Job } from '../types.ts';
import { checkLabelName, checkNonNegative } from './common.ts';
import { duplicate, invalid, invalidWhole, notSupported, quote, required, tooLong, tooMany } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type JobSpec = NonNullable<Job['spec']>;
type FailurePolicy = NonNullable<JobSpec['podFailurePolicy']>;
type FailureRule = FailurePolicy['rules'][number];
type OnExitCodes = NonNullable<FailureRule['onExitCodes']>;
type OnPodConditions = NonNullable<FailureRule['onPodConditions']>;

/** Rules of success: younger than the generated types. */
export interface SuccessPolicy {
  readonly rules?: readonly SuccessRule[];
}
interface SuccessRule {
  readonly succeededCount?: number;
  readonly succeededIndexes?: string;
}

const rulesMax = 20;
const patternsMax = 20;
const exitCodesMax = 255;
const indexesTextMax = 65_536;
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const conditionStatuses = ['False', 'True', 'Unknown'];

/** A text of a set; when it is missing the sentence lists the set as Go prints lists. */
function checkListed(
  value: string | undefined,
  supported: readonly string[],
  path: string,
  errors: FieldError[],
): void {
  if (value === undefined || value === '')
    errors.push(required(path, `valid values: [${supported.map(quote).join(' ')}]`));
  else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}

function checkExitCodes(
  onExitCodes: OnExitCodes,
  names: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  checkListed(onExitCodes.operator, operators, `${path}.operator`, errors);
  const container = onExitCodes.containerName;
  if (container !== undefined && !names.has(container)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(`${path}.containerName`, container, why));
  }
  const values: readonly number[] = onExitCodes.values ?? [];
  if (values.length === 0) errors.push(invalid(`${path}.values`, values, 'at least one value is required'));
  else if (values.length > exitCodesMax) errors.push(tooMany(`${path}.values`, values.length, exitCodesMax));
  values.forEach((value, index) => {
    const at = `${path}.values[${index}]`;
    if (onExitCodes.operator === 'In' && value === 0) {
      errors.push(invalid(at, value, 'must not be 0 for the In operator'));
    }
    if (values.indexOf(value) < index) errors.push(duplicate(at, value));
  });
  if (values.some((value, index) => index > 0 && (values[index - 1] ?? 0) > value)) {
    errors.push(invalid(`${path}.values`, values, 'must be ordered'));
  }
}

function checkConditions(patterns: OnPodConditions, path: string, errors: FieldError[]): void {
  if (patterns.length > patternsMax) errors.push(tooMany(path, patterns.length, patternsMax));
  patterns.forEach((pattern, index) => {
    checkLabelName(pattern.type, `${path}[${index}].type`, errors);
    checkListed(pattern.status, conditionStatuses, `${path}[${index}].status`, errors);
  });
}

function checkFailureRule(
  rule: FailureRule,
  spec: JobSpec,
  names: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  if (rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    errors.push(invalid(`${path}.action`, rule.action, 'requires the backoffLimitPerIndex to be set'));
  } else checkListed(rule.action, actions, `${path}.action`, errors);
  const conditions = rule.onPodConditions ?? [];
  if (rule.onExitCodes !== undefined) checkExitCodes(rule.onExitCodes, names, `${path}.onExitCodes`, errors);
  if (conditions.length > 0) checkConditions(conditions, `${path}.onPodConditions`, errors);
  if (rule.onExitCodes !== undefined && conditions.length > 0) {
    errors.push(invalidWhole(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (rule.onExitCodes === undefined && conditions.length === 0) {
    errors.push(invalidWhole(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  }
}

/** Which failures count, which end the Job, which are not held against it. */
export function checkPodFailurePolicy(spec: JobSpec, path: string, errors: FieldError[]): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > rulesMax) errors.push(tooMany(`${path}.rules`, rules.length, rulesMax));
  const { containers = [], initContainers = [] } = spec.template.spec ?? {};
  const names = new Set([...containers, ...initContainers].map((container) => container.name));
  rules.forEach((rule, index) => {
    checkFailureRule(rule, spec, names, `${path}.rules[${index}]`, errors);
  });
}

/** A text of indexes that is none. */
class IndexesError extends Error {}

function parseIndex(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) throw new IndexesError(`cannot convert string to integer for index: ${quote(text)}`);
  const index = Number(text);
  if (index >= completions) throw new IndexesError(`too large index: ${quote(text)}`);
  return index;
}

/** How many indexes `0,3-5` names; throws IndexesError for a text that names none. */
function countIndexes(text: string, completions: number): number {
  if (text === '') return 0;
  let total = 0;
  let last: number | undefined;
  for (const interval of text.split(',')) {
    const [low = '', high, ...others] = interval.split('-');
    if (others.length > 0) {
      throw new IndexesError(
        `the fragment ${quote(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`,
      );
    }
    const start = parseIndex(low, completions);
    const end = high === undefined ? start : parseIndex(high, completions);
    if (high !== undefined && start >= end) {
      throw new IndexesError(`non-increasing order, previous: ${start}, current: ${end}`);
    }
    if (last !== undefined && last >= start) {
      throw new IndexesError(`non-increasing order, previous: ${last}, current: ${start}`);
    }
    total += end - start + 1;
    last = end;
  }
  return total;
}

/** The indexes that a rule names, counted; what is wrong with them is reported. */
function checkIndexes(text: string, completions: number, path: string, errors: FieldError[]): number {
  if (text.length > indexesTextMax) errors.push(tooLong(path, indexesTextMax));
  try {
    return countIndexes(text, completions);
  } catch (error) {
    if (!(error instanceof IndexesError)) throw error;
    errors.push(invalid(path, text, `error parsing succeededIndexes: ${error.message}`));
    return 0;
  }
}

function checkSuccessRule(rule: SuccessRule, completions: number, path: string, errors: FieldError[]): void {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  if (count === undefined && indexes === undefined) {
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  }
  const total = indexes === undefined ? 0 : checkIndexes(indexes, completions, `${path}.succeededIndexes`, errors);
  if (count === undefined) return;
  const at = `${path}.succeededCount`;
  checkNonNegative(count, at, errors);
  if (count > completions) {
    const why = `must be less than or equal to ${completions} (the number of specified completions)`;
    errors.push(invalid(at, count, why));
  }
  if (indexes !== undefined && count > total) {
    const why = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(invalid(at, count, why));
  }
}

/** When an indexed Job has succeeded before all of its indexes have. */
export function checkSuccessPolicy(
  policy: SuccessPolicy,
  completions: number,
  path: string,
  errors: FieldError[],
): void {
  const rules = policy.rules ?? [];
  if (rules.length === 0) {
    errors.push(required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  }
  if (rules.length > rulesMax) errors.push(tooMany(`${path}.rules`, rules.length, rulesMax));
  rules.forEach((rule, index) => {
    checkSuccessRule(rule, completions, `${path}.rules[${index}]`, errors);
  });
}
