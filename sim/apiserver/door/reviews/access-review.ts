import type { Sim } from '../../../engine/engine.ts';
import { badRequest, toInvalidStatus } from '../../../api/status.ts';
import { invalid, type FieldError } from '../../../api/validation/field-error.ts';
import type { LocalSubjectAccessReview, SelfSubjectAccessReview, SubjectAccessReview } from '../../../api/types.ts';
import { answer, refused, type Prepared } from '../../prepared.ts';
import type { AccessAttributes } from '../authorization/attributes.ts';
import { authorize } from '../authorization/authorize.ts';
import type { UserInfo } from '../user.ts';

type AnyReview = SelfSubjectAccessReview | SubjectAccessReview | LocalSubjectAccessReview;
type Spec = NonNullable<SubjectAccessReview['spec']>;

/**
 * Answers whether a user may do something: the asker itself, or the one that the review names.
 *
 * Models: pkg/registry/authorization/{selfsubjectaccessreview,subjectaccessreview,localsubjectaccessreview}/rest.go Create (v1.37).
 */
export function reviewAccess(sim: Sim, review: AnyReview, asker: UserInfo, namespace: string): Prepared {
  const spec: Spec = (review as { spec?: Spec }).spec ?? {};
  const problem = problemOf(review.kind ?? '', spec);
  if (problem !== null) {
    const kind = { group: 'authorization.k8s.io', kind: review.kind ?? '' };
    return refused('validate', toInvalidStatus(kind, '', [problem]));
  }
  if (review.kind === 'LocalSubjectAccessReview') {
    const asked = spec.resourceAttributes?.namespace ?? '';
    if (asked !== namespace) {
      return refused('admit', badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`));
    }
  }
  const user = review.kind === 'SelfSubjectAccessReview' ? asker : subjectOf(spec);
  const { allowed, reason } = authorize(sim, user, attributesOf(spec));
  const status = reason === '' ? { allowed } : { allowed, reason };
  return answer(201, { ...review, metadata: review.metadata ?? {}, status } as AnyReview);
}

/** Models: pkg/apis/authorization/validation ValidateSubjectAccessReviewSpec (v1.37). */
function problemOf(kind: string, spec: Spec): FieldError | null {
  const { resourceAttributes, nonResourceAttributes, user = '', groups = [] } = spec;
  const exactlyOne = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    return invalid('spec.resourceAttributes', null, exactlyOne);
  }
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    return invalid(
      'spec.nonResourceAttributes',
      nonResourceAttributes,
      `cannot be specified in combination with resourceAttributes`,
    );
  }
  if (kind === 'SelfSubjectAccessReview' || user !== '' || groups.length > 0) return null;
  return invalid('spec.user', user, 'at least one of user or group must be specified');
}

function subjectOf({ user = '', uid, groups = [] }: Spec): UserInfo {
  return { name: user, ...(uid === undefined ? {} : { uid }), groups };
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: Spec): AccessAttributes {
  const {
    verb = '',
    group = '',
    resource = '',
    subresource = '',
    namespace = '',
    name = '',
  } = resourceAttributes ?? {};
  if (nonResourceAttributes === undefined) return { verb, group, resource, subresource, namespace, name, path: '' };
  const { path = '', verb: pathVerb = '' } = nonResourceAttributes;
  return { verb: pathVerb, group: '', resource: '', subresource: '', namespace: '', name: '', path };
}
