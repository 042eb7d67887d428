/** Selectors inside objects. Models: apimachinery pkg/apis/meta/v1/validation ValidateLabelSelector (v1.37). */
import { validateLabelValue } from '../names.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../types.ts';
import { check, checkLabelName, checkLabels } from './common.ts';
import { forbidden, invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

function checkRequirement(requirement: LabelSelectorRequirement, path: string, errors: FieldError[]): void {
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
      break;
    default:
      errors.push(invalid(`${path}.operator`, requirement.operator, 'not a valid selector operator'));
  }
  checkLabelName(requirement.key, `${path}.key`, errors);
  values.forEach((value, index) => {
    check(validateLabelValue, value, `${path}.values[${index}]`, errors);
  });
}

/** A selector of labels and requirements. */
export function checkLabelSelector(selector: LabelSelector | undefined, path: string, errors: FieldError[]): void {
  if (selector === undefined) return;
  checkLabels(selector.matchLabels, `${path}.matchLabels`, errors);
  selector.matchExpressions?.forEach((requirement, index) => {
    checkRequirement(requirement, `${path}.matchExpressions[${index}]`, errors);
  });
}

/** Selects everything: neither labels nor requirements. */
export function isEmptySelector(selector: LabelSelector): boolean {
  const labels = selector.matchLabels === undefined ? 0 : Object.keys(selector.matchLabels).length;
  return labels + (selector.matchExpressions?.length ?? 0) === 0;
}
