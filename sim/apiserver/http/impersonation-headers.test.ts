import { describe, expect, it } from 'vitest';
import { impersonationOf } from './impersonation-headers.ts';

describe('headers of impersonation', () => {
  it('are nothing for who acts as itself', () => {
    expect(impersonationOf({ accept: '*/*' })).toBeUndefined();
  });

  it('say the user, its groups, its UID and extra values', () => {
    expect(
      impersonationOf({
        'impersonate-user': 'jane',
        'impersonate-group': 'dev, ops',
        'impersonate-uid': 'u-1',
        'impersonate-extra-scopes': 'view, edit',
        'impersonate-extra-acme.com%2fproject': 'web',
      }),
    ).toEqual({
      impersonateUser: 'jane',
      impersonateGroups: ['dev', 'ops'],
      impersonateUid: 'u-1',
      impersonateExtra: { scopes: ['view', 'edit'], 'acme.com/project': ['web'] },
    });
  });
});
