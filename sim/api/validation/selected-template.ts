/** Pod templates whose labels a selector must find. Models: pkg/apis/apps/validation, pkg/apis/batch/validation (v1.37). */
import { compileLabelSelector, selects } from '../label-selector.ts';
import type { LabelSelector, PodTemplateSpec } from '../types.ts';
import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';
import { checkPodTemplate } from './pod-spec.ts';

/** A selector that is not legal is reported by the caller; here it selects as if it were not there. */
function isLegal(selector: LabelSelector): boolean {
  const errors: FieldError[] = [];
  checkLabelSelector(selector, '', errors);
  return errors.length === 0;
}

/** Reports labels of a template that its own controller would not find; no selector finds none. */
export function checkTemplateIsSelected(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (selector !== undefined && !isLegal(selector)) return;
  const labels = template?.metadata?.labels ?? {};
  if (selector !== undefined && selects(compileLabelSelector(selector), labels)) return;
  errors.push(invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'));
}

/** A template and its labels. */
export function checkSelectedTemplate(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  path: string,
  errors: FieldError[],
): void {
  checkTemplateIsSelected(selector, template, path, errors);
  checkPodTemplate(template ?? {}, path, errors);
}
