import type { Sim } from '../../../engine/engine.ts';
import { badRequest } from '../../../api/status.ts';
import type { SelfSubjectRulesReview } from '../../../api/types.ts';
import { answer, refused, type Prepared } from '../../prepared.ts';
import { rulesFor } from '../authorization/authorize.ts';
import { nodeNameOf } from '../authorization/node-authorizer.ts';
import type { UserInfo } from '../user.ts';

const nodeError = 'node authorizer does not support user rule resolution';

/**
 * Lists what the asker may do in a namespace.
 *
 * Models: pkg/registry/authorization/selfsubjectrulesreview/rest.go Create (v1.37).
 */
export function reviewRules(sim: Sim, review: SelfSubjectRulesReview, user: UserInfo): Prepared {
  const { namespace = '' } = (review as Partial<SelfSubjectRulesReview>).spec ?? {};
  if (namespace === '') return refused('admit', badRequest('no namespace on request'));
  const { rules, errors } = rulesFor(sim, user, namespace);
  const isNode = nodeNameOf(user) !== '';
  const problems = isNode ? [nodeError, ...errors] : errors;
  const resourceRules = rules.filter((rule) => (rule.resources ?? []).length > 0);
  const nonResourceRules = rules.filter((rule) => (rule.nonResourceURLs ?? []).length > 0);
  const status = {
    resourceRules: resourceRules.map(({ verbs, apiGroups = [], resources = [], resourceNames }) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames === undefined ? {} : { resourceNames }),
    })),
    nonResourceRules: nonResourceRules.map(({ verbs, nonResourceURLs = [] }) => ({ verbs, nonResourceURLs })),
    incomplete: problems.length > 0,
    ...(problems.length === 0 ? {} : { evaluationError: problems.join(', ') }),
  };
  return answer(201, { ...review, metadata: review.metadata ?? {}, status } as SelfSubjectRulesReview);
}
