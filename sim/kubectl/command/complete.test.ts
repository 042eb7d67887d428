import { describe, expect, it } from 'vitest';
import { ConsoleWorld } from '../../testing/console-world.ts';
import { runAtOnce } from './at-once.ts';
import { completeLine } from './complete.ts';

const world = new ConsoleWorld(2);
world.type('kubectl create deployment web --image=nginx');
const { engine } = world.simulation;
const fits = (line: string): readonly string[] => completeLine(engine, line, line.length).candidates;

describe('completeLine', () => {
  it('knows commands, and what stands below them', () => {
    expect(fits('kubec')).toEqual(['kubectl ']);
    expect(fits('kubectl desc')).toEqual(['describe ']);
    expect(fits('k rollout re')).toEqual(['restart ', 'resume ']);
    expect(fits('kubectl create secret ')).toEqual(['docker-registry ', 'generic ', 'tls ']);
    expect(fits('kubectl get pods | gr')).toEqual(['grep ']);
  });

  it('knows flags and their values', () => {
    expect(fits('kubectl get pods --all-n')).toEqual(['--all-namespaces ']);
    expect(fits('kubectl get pods -n kube-s')).toEqual(['kube-system ']);
    expect(fits('kubectl get pods -o y')).toEqual(['yaml ']);
    expect(fits('kubectl run x --dry-run=c')).toEqual(['--dry-run=client ']);
  });

  it('knows kinds and names', () => {
    expect(fits('kubectl get deployme')).toEqual(['deployments ']);
    expect(fits('kubectl get deploy w')).toEqual(['web ']);
    expect(fits('kubectl get deploy/w')).toEqual(['deploy/web ']);
    expect(fits('kubectl drain worker-')).toEqual(['worker-1 ', 'worker-2 ']);
    expect(fits('kubectl get pods -n kube-system core')[0]).toMatch(/^coredns-/);
    expect(fits('kubectl get pods,serv')).toEqual(['pods,serviceaccounts ', 'pods,services ']);
  });

  it('completes at the cursor, not at the end', () => {
    const { from, candidates } = completeLine(engine, 'kubectl ge pods', 'kubectl ge'.length);
    expect([from, candidates]).toEqual([8, ['get ']]);
  });
});

describe('runAtOnce', () => {
  const run = (line: string, reads: boolean): string | null => {
    const answer = runAtOnce(engine, line, [], reads);
    return answer === null ? null : answer.printed.map(({ text }) => text).join('');
  };

  it('answers what only reads, and leaves all else', () => {
    expect(run('kubectl get deploy -o name', true)).toBe('deployment.apps/web\n');
    expect(run('kubectl get deploy -o name', false)).toBeNull();
    expect(run('kubectl get deploy -w', true)).toBeNull();
    expect(run('kubectl delete deploy web', true)).toBeNull();
    expect(run('kubectl config set-context --current --namespace=x', true)).toBeNull();
    expect(run('kubectl api-versions | grep ^v1', false)).toBe('v1\n');
    expect(run('kubectl foo', false)).toContain('error: unknown command "foo" for "kubectl"');
  });
});
