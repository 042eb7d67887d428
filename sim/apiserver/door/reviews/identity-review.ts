import type { Sim } from '../../../engine/engine.ts';
import { badRequest } from '../../../api/status.ts';
import type { SelfSubjectReview, TokenReview } from '../../../api/types.ts';
import { answer, refused, type Prepared } from '../../prepared.ts';
import { apiNow } from '../../metadata.ts';
import { readToken, tokenIssuer } from '../authentication/service-account-token.ts';
import type { UserInfo } from '../user.ts';

/** A user as reviews show it. */
function shown({ name, uid, groups, extra }: UserInfo): {
  username: string;
  uid?: string;
  groups: string[];
  extra?: Record<string, string[]>;
} {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    groups: [...groups],
    ...(extra === undefined
      ? {}
      : { extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]])) }),
  };
}

/** Tells the asker who it is. Models: pkg/registry/authentication/selfsubjectreview/rest.go Create (v1.37). */
export function reviewSelf(sim: Sim, review: SelfSubjectReview, user: UserInfo): Prepared {
  const metadata = { ...review.metadata, creationTimestamp: apiNow(sim) };
  return answer(201, { ...review, metadata, status: { userInfo: shown(user) } } as SelfSubjectReview);
}

/** Tells whose token something is. Models: pkg/registry/authentication/tokenreview/storage.go Create (v1.37). */
export function reviewToken(sim: Sim, review: TokenReview): Prepared {
  const { token = '', audiences = [] } = (review as Partial<TokenReview>).spec ?? {};
  if (token === '') return refused('admit', badRequest('token is required for TokenReview in authentication'));
  const proof = readToken(sim, token);
  const wanted = audiences.length === 0 ? [tokenIssuer] : audiences;
  const metadata = review.metadata ?? {};
  if ('error' in proof) {
    return answer(201, { ...review, metadata, status: { user: {}, error: `[${proof.error}]` } } as TokenReview);
  }
  const common = wanted.filter((audience) => proof.audiences.includes(audience));
  if (common.length === 0) {
    const error = `[token audiences ${JSON.stringify(proof.audiences)} is invalid for the target audiences ${JSON.stringify(wanted)}]`;
    return answer(201, { ...review, metadata, status: { user: {}, error } } as TokenReview);
  }
  const status = { authenticated: true, user: shown(proof.user), audiences: common };
  return answer(201, { ...review, metadata, status } as TokenReview);
}
