/** Who asks: what authentication found out, and what all later gates judge by. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Groups that authentication itself gives. Models: apiserver pkg/authentication/user/user.go (v1.37). */
export const allAuthenticated = 'system:authenticated';
export const allUnauthenticated = 'system:unauthenticated';
export const systemMasters = 'system:masters';

/** The API server towards itself: its loopback client, and whoever sets up a world. */
export const loopbackUser: UserInfo = { name: 'system:apiserver', groups: [systemMasters, allAuthenticated] };

/** Who comes without credentials. */
export const anonymousUser: UserInfo = { name: 'system:anonymous', groups: [allUnauthenticated] };
