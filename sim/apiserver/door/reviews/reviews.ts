/** Questions that are asked by creating an object which nobody keeps. */
import type { Sim } from '../../../engine/engine.ts';
import type { ResourceInfo } from '../../../api/resources.ts';
import type {
  KubeObject,
  LocalSubjectAccessReview,
  SelfSubjectAccessReview,
  SelfSubjectReview,
  SelfSubjectRulesReview,
  SubjectAccessReview,
  TokenReview,
} from '../../../api/types.ts';
import type { Prepared } from '../../prepared.ts';
import type { ApiRequest } from '../../types.ts';
import type { UserInfo } from '../user.ts';
import { reviewAccess } from './access-review.ts';
import { reviewSelf, reviewToken } from './identity-review.ts';
import { reviewRules } from './rules-review.ts';

const reviewKinds: ReadonlySet<string> = new Set([
  'LocalSubjectAccessReview',
  'SelfSubjectAccessReview',
  'SelfSubjectReview',
  'SelfSubjectRulesReview',
  'SubjectAccessReview',
  'TokenReview',
]);

/** Whether the kind is a question to the door. */
export function isReview(info: ResourceInfo): boolean {
  return !info.isStored && reviewKinds.has(info.kind);
}

/** Answers a review. @param request its body is the decoded review */
export function prepareReview(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const review = { ...(request.body as KubeObject), apiVersion: info.apiVersion, kind: info.kind };
  switch (info.kind) {
    case 'SelfSubjectReview':
      return reviewSelf(sim, review as SelfSubjectReview, user);
    case 'SelfSubjectRulesReview':
      return reviewRules(sim, review as SelfSubjectRulesReview, user);
    case 'TokenReview':
      return reviewToken(sim, review as TokenReview);
    default:
      return reviewAccess(
        sim,
        review as SelfSubjectAccessReview | SubjectAccessReview | LocalSubjectAccessReview,
        user,
        request.namespace ?? '',
      );
  }
}
