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
    expect(says('kubectl exec ticker -- nope')).toMatch(
      /^error: Internal error occurred: Internal error occurred: error executing command in container: .*: exec: "nope": executable file not found in \$PATH: unknown\n$/,
    );
    expect(says('kubectl exec ticker -- /bin/nope')).toContain(
      'exec: "/bin/nope": stat /bin/nope: no such file or directory',
    );
    expect(says('kubectl -n kube-system exec deploy/coredns -- sh')).toContain('exec: "sh": executable file not found');
    expect(says('kubectl exec ticker -c x -- ls')).toBe(
      'Error from server (BadRequest): container x is not valid for pod ticker\n',
    );
    expect(says('kubectl exec brief -- ls')).toBe(
      'error: cannot exec into a container in a completed pod; current phase is Failed\n',
    );
  });
});

describe('exec with input', () => {
  it('gives a pipe to the command, streams apart', () => {
    expect(world.type('echo hi | kubectl exec -i ticker -- cat')).toEqual({ out: 'hi\n', err: '', code: 0 });
    expect(world.type("kubectl exec ticker -- sh -c 'echo a; echo b >&2'")).toEqual({
      out: 'a\n',
      err: 'b\n',
      code: 0,
    });
    expect(says("echo 'cd /tmp; pwd' | kubectl exec -i ticker -- sh")).toBe('/tmp\n');
  });

  it('is a shell that is typed into, line by line', () => {
    const job = world.begin('kubectl exec -it ticker -- sh');
    expect(world.wait(1).out).toBe('/ # ');
    expect(world.input(job, 'cd /tmp; N=5\n').out).toBe('cd /tmp; N=5\n/tmp # ');
    expect(world.input(job, 'for i in 1 2; do\n').out).toBe('for i in 1 2; do\n> ');
    expect(world.input(job, 'echo $i$N; done\n').out).toBe('echo $i$N; done\n15\n25\n/tmp # ');
    expect(world.input(job, 'false\n').out).toBe('false\n/tmp # ');
    expect(world.input(job, 'echo $?; sleep 100\n').out).toBe('echo $?; sleep 100\n1\n');
    expect(world.input(job, '\u0003').out).toBe('^C\n/tmp # ');
    expect(world.input(job, 'echo $?; exit 4\n')).toEqual({
      out: 'echo $?; exit 4\n130\n',
      err: 'command terminated with exit code 4\n',
      code: 4,
    });
  });

  it('ends with Ctrl+D, and with its container', () => {
    const job = world.begin('kubectl exec -it ticker -- sh');
    world.wait(1);
    expect(world.input(job, '\u0004').code).toBe(0);
    says('kubectl run victim --image=busybox --restart=Never -- sleep 20');
    says('kubectl wait --for=condition=Ready pod/victim');
    world.begin('kubectl exec -it victim -- sh');
    expect(world.wait(40)).toMatchObject({ err: 'command terminated with exit code 137\n', code: 137 });
  });

  it('takes time, during which the cluster goes on', () => {
    world.begin("kubectl exec ticker -- sh -c 'echo a; sleep 3; echo b'");
    expect(world.wait(1)).toEqual({ out: 'a\n', err: '', code: null });
    expect(world.wait(3)).toEqual({ out: 'b\n', err: '', code: 0 });
  });
});

describe('run with a terminal', () => {
  it('attaches to the pod, and removes it in the end', () => {
    const job = world.begin('kubectl run -it --rm tmp --image=busybox --restart=Never -- sh');
    const begun = world.wait(8);
    expect(begun.err).toBe("If you don't see a command prompt, try pressing enter.\n");
    expect(world.input(job, 'hostname\n').out).toBe('hostname\ntmp\n/ # ');
    const left = world.input(job, 'exit\n');
    const gone = world.wait(10);
    expect(left.out + gone.out).toContain('pod "tmp" deleted from default namespace\n');
    expect(gone.code ?? left.code).toBe(0);
  });

  it('gives the exit code of what ran', () => {
    const { out, code } = world.type(
      'kubectl run once --rm -i --image=busybox --restart=Never -- sh -c "echo x; exit 7"',
    );
    expect(out).toContain('pod "once" deleted');
    expect(code).toBe(7);
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
