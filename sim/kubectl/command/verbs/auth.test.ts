import { describe, expect, it } from 'vitest';
import { ConsoleWorld } from '../../../testing/console-world.ts';

describe('kubectl auth can-i', () => {
  const world = new ConsoleWorld(1);

  it('asks for oneself, and for whom one acts as', () => {
    expect(world.type('kubectl auth can-i create pods').out).toBe('yes\n');
    expect(world.type('kubectl auth can-i list pods --as jane')).toMatchObject({ out: 'no\n', code: 1 });
    world.type('kubectl create rolebinding jane --clusterrole view --user jane');
    expect(world.type('kubectl auth can-i list pods --as jane').out).toBe('yes\n');
    expect(world.type('kubectl auth can-i list pods -A --as jane').out).toBe('no\n');
    expect(world.type('kubectl auth can-i get secrets --as jane').out).toBe('no\n');
    expect(world.type('kubectl auth can-i delete nodes --as x --as-group system:masters').out).toContain('yes');
  });

  it('lists one resource and one path a line, in the order of kubectl', () => {
    const lines = world.type('kubectl auth can-i --list --as nobody --no-headers').out.trimEnd().split('\n');
    const columns = lines.map((line) => line.trim().split(/ {2,}/));
    expect(columns.slice(0, 3).map(([first]) => first)).toEqual([
      'selfsubjectreviews.authentication.k8s.io',
      'selfsubjectaccessreviews.authorization.k8s.io',
      'selfsubjectrulesreviews.authorization.k8s.io',
    ]);
    const paths = columns.slice(3).map(([path]) => path);
    expect(paths).toEqual([...paths].sort((a = '', b = '') => (a < b ? -1 : 1)));
    expect(paths.filter((path) => path === '[/healthz]')).toHaveLength(2);
    const own = world.type('kubectl auth can-i --list --as jane').out;
    expect(own).toMatch(/^deployments\.apps\/scale +\[\] +\[\] +\[get list watch\]$/m);
  });

  it('is told as whom one asks', () => {
    const { out } = world.type('kubectl auth whoami --as jane --as-group dev --as-uid u-1');
    expect(out.split('\n').slice(1, 4)).toEqual([
      'Username    jane',
      'UID         u-1',
      'Groups      [dev system:authenticated]',
    ]);
  });

  it('takes no group and no UID without a user', () => {
    const err = 'error: requesting uid, groups or user-extra for kubernetes-admin without impersonating a user\n';
    expect(world.type('kubectl get pods --as-group dev')).toMatchObject({ err, code: 1 });
    expect(world.type('kubectl auth whoami --as-uid u-1')).toMatchObject({ err, code: 1 });
  });

  it('needs the right to act as somebody else', () => {
    expect(world.type('kubectl get pods --as jane --as-group dev').code).toBe(0);
    const refused = world.type('kubectl auth can-i impersonate serviceaccounts --as jane');
    expect(refused.out).toBe('no\n');
  });
});
