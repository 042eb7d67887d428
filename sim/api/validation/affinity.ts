/** Where pods may and would like to run. Models: pkg/apis/core/validation validateAffinity, ValidateTolerations, validateTopologySpreadConstraints (v1.37). */
import { validateDns1123Label, validateDns1123Subdomain, validateLabelValue } from '../names.ts';
import type { Affinity, LabelSelector, NodeSelector, NodeSelectorTerm, PodSpec, Toleration } from '../types.ts';
import { check, checkLabelName, checkOptionalOneOf } from './common.ts';
import { duplicate, forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';

type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];
type PodAffinity = NonNullable<Affinity['podAffinity']>;
type PodAffinityTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];
type SpreadConstraint = NonNullable<PodSpec['topologySpreadConstraints']>[number];

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const tolerationOperators = ['Equal', 'Exists'];
const unsatisfiableActions = ['DoNotSchedule', 'ScheduleAnyway'];
const inclusionPolicies = ['Ignore', 'Honor'];

function checkRequirementValues(requirement: Requirement, path: string, errors: FieldError[]): void {
  const count = requirement.values?.length ?? 0;
  switch (requirement.operator) {
    case 'In':
    case 'NotIn':
      if (count === 0) {
        errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (count > 0) {
        errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (count !== 1) {
        errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      }
      break;
    default:
      errors.push(invalid(`${path}.operator`, requirement.operator, 'not a valid selector operator'));
  }
}

function checkMatchField(requirement: Requirement, path: string, errors: FieldError[]): void {
  if (requirement.key !== 'metadata.name') {
    errors.push(invalid(`${path}.key`, requirement.key, 'not a valid field selector key'));
  }
  if (requirement.operator !== 'In' && requirement.operator !== 'NotIn') {
    errors.push(invalid(`${path}.operator`, requirement.operator, 'not a valid selector operator'));
  } else if (requirement.values?.length !== 1) {
    const why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(`${path}.values`, why));
  }
  if (requirement.key !== 'metadata.name') return;
  requirement.values?.forEach((value, index) => {
    check(validateDns1123Subdomain, value, `${path}.values[${index}]`, errors);
  });
}

function checkNodeSelectorTerm(term: NodeSelectorTerm, path: string, errors: FieldError[]): void {
  term.matchExpressions?.forEach((requirement, index) => {
    const at = `${path}.matchExpressions[${index}]`;
    checkRequirementValues(requirement, at, errors);
    checkLabelName(requirement.key, `${at}.key`, errors);
  });
  term.matchFields?.forEach((requirement, index) => {
    checkMatchField(requirement, `${path}.matchFields[${index}]`, errors);
  });
}

/** Terms of which one must fit a node. */
export function checkNodeSelector(selector: NodeSelector, path: string, errors: FieldError[]): void {
  const terms: readonly NodeSelectorTerm[] | undefined = selector.nodeSelectorTerms;
  if (terms === undefined || terms.length === 0) {
    errors.push(required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term'));
    return;
  }
  terms.forEach((term, index) => {
    checkNodeSelectorTerm(term, `${path}.nodeSelectorTerms[${index}]`, errors);
  });
}

function checkWeight(weight: number, path: string, errors: FieldError[]): void {
  if (weight < 1 || weight > 100) errors.push(invalid(`${path}.weight`, weight, 'must be in the range 1-100'));
}

function checkPodAffinityTerm(term: PodAffinityTerm, path: string, errors: FieldError[]): void {
  checkLabelSelector(term.labelSelector, `${path}.labelSelector`, errors);
  checkLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`, errors);
  for (const name of term.namespaces ?? []) check(validateDns1123Label, name, `${path}.namespace`, errors);
  const key: string | undefined = term.topologyKey;
  if (key === undefined || key === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  checkLabelName(key ?? '', `${path}.topologyKey`, errors);
  checkMatchKeysOfTerm(term, path, errors);
}

/** The keys of a term: a key may be asked to match or to mismatch, not both. */
function checkMatchKeysOfTerm(term: PodAffinityTerm, path: string, errors: FieldError[]): void {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term;
  for (const field of ['matchLabelKeys', 'mismatchLabelKeys'] as const) {
    if ((term[field] ?? []).length > 0 && labelSelector === undefined) {
      errors.push(forbidden(`${path}.${field}`, 'must not be specified when labelSelector is not set'));
    }
    (term[field] ?? []).forEach((key, index) => {
      checkLabelName(key, `${path}.${field}[${index}]`, errors);
    });
  }
  matchLabelKeys.forEach((key, index) => {
    if (mismatchLabelKeys.includes(key)) {
      const why = 'exists in both matchLabelKeys and mismatchLabelKeys';
      errors.push(invalid(`${path}.matchLabelKeys[${index}]`, key, why));
    }
  });
}

function checkPodAffinity(affinity: PodAffinity, path: string, errors: FieldError[]): void {
  affinity.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, index) => {
    checkPodAffinityTerm(term, `${path}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`, errors);
  });
  affinity.preferredDuringSchedulingIgnoredDuringExecution?.forEach((weighted, index) => {
    const at = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
    checkWeight(weighted.weight, at, errors);
    checkPodAffinityTerm(weighted.podAffinityTerm, `${at}.podAffinityTerm`, errors);
  });
}

/** Attraction to nodes and pods, and distance from pods. */
export function checkAffinity(affinity: Affinity, path: string, errors: FieldError[]): void {
  const node = affinity.nodeAffinity;
  if (node?.requiredDuringSchedulingIgnoredDuringExecution !== undefined) {
    const at = `${path}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`;
    checkNodeSelector(node.requiredDuringSchedulingIgnoredDuringExecution, at, errors);
  }
  node?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, index) => {
    const at = `${path}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
    checkWeight(term.weight, at, errors);
    checkNodeSelectorTerm(term.preference, `${at}.preference`, errors);
  });
  if (affinity.podAffinity !== undefined) checkPodAffinity(affinity.podAffinity, `${path}.podAffinity`, errors);
  if (affinity.podAntiAffinity !== undefined) {
    checkPodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`, errors);
  }
}

function checkTolerationOperator(toleration: Toleration, path: string, errors: FieldError[]): void {
  const value = toleration.value ?? '';
  switch (toleration.operator) {
    case undefined:
    case '':
    case 'Equal': {
      const complaints = validateLabelValue(value);
      if (complaints.length > 0) errors.push(invalid(`${path}.operator`, value, complaints.join(';')));
      break;
    }
    case 'Exists':
      if (value !== '') {
        errors.push(invalid(`${path}.operator`, toleration, "value must be empty when `operator` is 'Exists'"));
      }
      break;
    default:
      errors.push(notSupported(`${path}.operator`, toleration.operator, tolerationOperators));
  }
}

/** The taints that a pod stands. */
export function checkTolerations(tolerations: readonly Toleration[], path: string, errors: FieldError[]): void {
  tolerations.forEach((toleration, index) => {
    const at = `${path}[${index}]`;
    const key = toleration.key ?? '';
    const effect = toleration.effect ?? '';
    if (key !== '') checkLabelName(key, `${at}.key`, errors);
    else if (toleration.operator !== 'Exists') {
      const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(`${at}.operator`, toleration.operator ?? '', why));
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    checkTolerationOperator(toleration, at, errors);
    if (effect !== '' && !taintEffects.includes(effect)) {
      errors.push(notSupported(`${at}.effect`, effect, taintEffects));
    }
  });
}

function checkSpreadConstraint(constraint: SpreadConstraint, path: string, errors: FieldError[]): void {
  const maxSkew: number | undefined = constraint.maxSkew;
  if (maxSkew === undefined || maxSkew <= 0) {
    errors.push(invalid(`${path}.maxSkew`, maxSkew ?? 0, 'must be greater than zero'));
  }
  const key: string | undefined = constraint.topologyKey;
  if (key === undefined || key === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  else checkLabelName(key, `${path}.topologyKey`, errors);
  if (!unsatisfiableActions.includes(constraint.whenUnsatisfiable)) {
    errors.push(notSupported(`${path}.whenUnsatisfiable`, constraint.whenUnsatisfiable, unsatisfiableActions));
  }
  if (constraint.minDomains !== undefined) {
    if (constraint.minDomains <= 0) {
      errors.push(invalid(`${path}.minDomains`, constraint.minDomains, 'must be greater than zero'));
    }
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule') {
      const why = 'can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway';
      errors.push(invalid(`${path}.minDomains`, constraint.minDomains, why));
    }
  }
  checkOptionalOneOf(constraint.nodeAffinityPolicy, inclusionPolicies, `${path}.nodeAffinityPolicy`, errors);
  checkOptionalOneOf(constraint.nodeTaintsPolicy, inclusionPolicies, `${path}.nodeTaintsPolicy`, errors);
  checkLabelSelector(constraint.labelSelector, `${path}.labelSelector`, errors);
  checkMatchKeys(constraint.matchLabelKeys, constraint.labelSelector, `${path}.matchLabelKeys`, errors);
}

/** Keys whose values are taken from the pod itself: only beside a selector, and none that it names already. */
function checkMatchKeys(
  keys: readonly string[] | undefined,
  selector: LabelSelector | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (keys === undefined || keys.length === 0) return;
  if (selector === undefined) {
    errors.push(forbidden(path, 'must not be specified when labelSelector is not set'));
    return;
  }
  keys.forEach((key, index) => {
    checkLabelName(key, `${path}[${index}]`, errors);
    if (
      selector.matchLabels?.[key] !== undefined ||
      selector.matchExpressions?.some((one) => one.key === key) === true
    ) {
      errors.push(invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    }
  });
}

/** Even spreading over zones, nodes and other domains; one constraint a key and action. */
export function checkSpreadConstraints(
  constraints: readonly SpreadConstraint[],
  path: string,
  errors: FieldError[],
): void {
  const pairs = constraints.map((constraint) => `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`);
  constraints.forEach((constraint, index) => {
    const at = `${path}[${index}]`;
    checkSpreadConstraint(constraint, at, errors);
    const pair = pairs[index] ?? '';
    if (pairs.includes(pair, index + 1)) errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
  });
}
