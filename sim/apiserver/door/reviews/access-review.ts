import type { Sim } from '../../../engine/engine.ts';
import { badRequest } from '../../../api/status.ts';
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
  const spec: Spec = review.spec;
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
