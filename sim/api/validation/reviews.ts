/** Reviews of access. Models: pkg/apis/authorization/validation/validation.go (v1.37). */
import type { LocalSubjectAccessReview, SelfSubjectAccessReview, SubjectAccessReview } from '../types.ts';
import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type Spec = SubjectAccessReview['spec'];
type SelfSpec = SelfSubjectAccessReview['spec'];

function checkAttributes({ resourceAttributes, nonResourceAttributes }: SelfSpec, errors: FieldError[]): void {
  const both = resourceAttributes !== undefined && nonResourceAttributes !== undefined;
  if (both) {
    const why = 'cannot be specified in combination with resourceAttributes';
    errors.push(invalid('spec.nonResourceAttributes', nonResourceAttributes, why));
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(invalid('spec.resourceAttributes', null, why));
  }
}

function checkUser({ user = '', groups = [] }: Spec, errors: FieldError[]): void {
  if (user === '' && groups.length === 0) {
    errors.push(invalid('spec.user', user, 'at least one of user or group must be specified'));
  }
}

export function checkSubjectAccessReview(review: SubjectAccessReview, errors: FieldError[]): void {
  const spec = (review.spec as Spec | undefined) ?? {};
  checkAttributes(spec, errors);
  checkUser(spec, errors);
}

export function checkSelfSubjectAccessReview(review: SelfSubjectAccessReview, errors: FieldError[]): void {
  checkAttributes((review.spec as SelfSpec | undefined) ?? {}, errors);
}

export function checkLocalSubjectAccessReview(review: LocalSubjectAccessReview, errors: FieldError[]): void {
  const spec = (review.spec as Spec | undefined) ?? {};
  checkAttributes(spec, errors);
  checkUser(spec, errors);
  const { resourceAttributes, nonResourceAttributes } = spec;
  const namespace = review.metadata?.namespace ?? '';
  if (resourceAttributes !== undefined && (resourceAttributes.namespace ?? '') !== namespace) {
    errors.push(
      invalid('spec.resourceAttributes.namespace', resourceAttributes.namespace ?? '', 'must match metadata.namespace'),
    );
  }
  if (nonResourceAttributes !== undefined) {
    errors.push(invalid('spec.nonResourceAttributes', nonResourceAttributes, 'disallowed on this kind of request'));
  }
}
