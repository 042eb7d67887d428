import { beforeAll, describe, expect, it } from 'vitest';
import { ConsoleWorld } from '../../../testing/console-world.ts';

const world = new ConsoleWorld(2);
const says = (line: string): string => {
  const { out, err } = world.type(line);
  return out + err;
};

beforeAll(() => {
  says(`kubectl run ticker --image=busybox -- sh -c 'echo start; while true; do sleep 10; echo tick; done'`);
  says(`kubectl run brief --image=busybox --restart=Never -- sh -c 'echo one; sleep 30; echo two; exit 3'`);
  says('kubectl wait --for=condition=Ready pod/ticker pod/brief');
});

describe('logs', () => {
  it('shows what a container wrote, all of it or the end', () => {
    world.wait(12);
    expect(says('kubectl logs ticker')).toBe('start\ntick\n');
    expect(says('kubectl logs pod/ticker --tail=1')).toBe('tick\n');
    expect(says('kubectl logs ticker --tail=1 --timestamps')).toMatch(/^2026-01-01T00:00:\d\dZ tick\n$/);
    expect(says('kubectl logs ticker --prefix --tail=1')).toBe('[pod/ticker/ticker] tick\n');
  });

  it('follows line by line, until the container ends or somebody stops it', () => {
    const job = world.begin('kubectl logs -f --tail=0 ticker');
    expect(world.wait(25).out).toBe('tick\ntick\n');
    expect(world.interrupt(job).code).toBe(130);
    expect(world.wait(25)).toEqual({ out: '', err: '', code: null });
    expect(says('kubectl logs -f brief')).toBe('one\ntwo\n');
  });

  it('says why there is nothing', () => {
    expect(says('kubectl logs nope')).toBe('Error from server (NotFound): pods "nope" not found\n');
    expect(says('kubectl logs ticker -c x')).toBe('error: container x is not valid for pod ticker\n');
    expect(says('kubectl logs ticker --previous')).toBe(
      'Error from server (BadRequest): previous terminated container "ticker" in pod "ticker" not found\n',
    );
    says(`kubectl apply -f - <<EOF
apiVersion: v1
kind: Pod
metadata: {name: homeless}
spec: {nodeSelector: {a: b}, containers: [{name: c, image: nginx}]}
EOF`);
    expect(says('kubectl logs homeless')).toBe(
      'Error from server (BadRequest): pod homeless does not have a host assigned\n',
    );
  });
});

describe('exec', () => {
  it('runs a command in the container, with its exit code', () => {
    expect(says('kubectl exec ticker -- hostname')).toBe('ticker\n');
    expect(says("kubectl exec ticker -- sh -c 'echo a > /f; cat /f'")).toBe('a\n');
    expect(says('kubectl exec ticker -- cat /f')).toBe('a\n');
    expect(world.type("kubectl exec ticker -- sh -c 'exit 3'")).toEqual({
      out: '',
      err: 'command terminated with exit code 3\n',
      code: 3,
    });
  });

  it('says what it cannot do', () => {
    expect(says('kubectl exec ticker ls')).toContain('error: exec [POD] [COMMAND] is not supported anymore.');
    expect(says('kubectl exec -it ticker -- sh')).toContain('error: a shell needs a terminal');
    expect(says('kubectl exec brief -- ls')).toBe(
      'error: cannot exec into a container in a completed pod; current phase is Failed\n',
    );
  });
});

describe('explain and can-i', () => {
  it('come from the server', () => {
    expect(says('kubectl explain pods.spec.nodeName')).toMatch(
      /^KIND: {7}Pod\nVERSION: {4}v1\n\nFIELD: nodeName <string>\n/,
    );
    expect(says('kubectl explain foo')).toBe('error: the server doesn\'t have a resource type "foo"\n');
    expect(says('kubectl auth can-i create pods')).toBe('yes\n');
    expect(says('kubectl auth whoami')).toContain('kubernetes-admin');
  });
});
