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

  it('follows several at once, and takes one of a workload’s', () => {
    says(
      `kubectl create deployment talk --image=busybox --replicas=2 -- sh -c 'while true; do sleep 10; echo hi; done'`,
    );
    says('kubectl rollout status deployment/talk');
    const job = world.begin('kubectl logs -f -l app=talk --prefix --tail=0');
    expect(world.wait(15).out).toMatch(/^(\[pod\/talk-\w+-\w+\/busybox\] hi\n){2}/);
    world.interrupt(job);
    expect(says('kubectl logs deployment/talk --tail=1')).toMatch(/^hi\nFound 2 pods, using pod\/talk-\w+-\w+\n$/);
    expect(says('kubectl logs deployment/talk --all-pods --tail=1 --prefix').trim().split('\n')).toHaveLength(2);
    expect(says('kubectl logs -f -l app=talk --max-log-requests=1')).toContain(
      'you are attempting to follow 2 log streams, but maximum allowed concurrency is 1',
    );
    says('kubectl delete deployment talk');
  });

  it('says why there is nothing', () => {
    expect(says('kubectl logs nope')).toBe(
      'error: error from server (NotFound): pods "nope" not found in namespace "default"\n',
    );
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

describe('commands of the network', () => {
  const inBox = (command: string) => world.type(`kubectl exec ticker -- ${command}`);
  const inWeb = (command: string) => world.type(`kubectl exec deploy/web -- ${command}`);

  it('reach pods by the name of their Service', () => {
    says('kubectl create deployment web --image=nginx --replicas=2');
    says('kubectl expose deployment web --port=80');
    says('kubectl rollout status deployment/web');
    world.wait(3);
    expect(inBox('wget -qO- web').out).toContain('<title>Welcome to nginx!</title>');
    expect(inBox("sh -c 'wget -qO- web | grep -c nginx'").out).toBe('4\n');
    expect(inWeb("curl -s -o /dev/null -w '%{http_code}\\n' web.default.svc.cluster.local")).toEqual({
      out: '200\n',
      err: '',
      code: 0,
    });
    expect(inWeb('curl -sI web/nope').out).toMatch(/^HTTP\/1.1 404 Not Found\r\nServer: nginx/);
    expect(inWeb('curl -sv web').err).toMatch(/^\* Host web:80 was resolved\.\n[^]*> GET \/ HTTP\/1\.1\n> Host: web\n/);
  });

  it('show what somebody has put into the server’s folder', () => {
    inWeb("sh -c 'echo hi > /usr/share/nginx/html/index.html'");
    expect(inWeb('curl -s localhost').out).toBe('hi\n');
  });

  it('fail in their own words, after the time that it takes', () => {
    const { err, code } = inWeb('curl -sS nope');
    expect(err).toBe('curl: (6) Could not resolve host: nope\ncommand terminated with exit code 6\n');
    expect(code).toBe(6);
    expect(inWeb('curl -sS localhost:81').err).toMatch(
      /^curl: \(7\) Failed to connect to localhost port 81 after \d+ ms: Could not connect to server\n/,
    );
    const before = world.simulation.now;
    expect(inWeb('curl -sS -m 2 10.96.77.7').err).toBe(
      'curl: (28) Connection timed out after 2000 milliseconds\ncommand terminated with exit code 28\n',
    );
    expect(world.simulation.now - before).toBeGreaterThan(2_000_000);
    expect(inBox('wget -T 1 -qO- 10.96.77.7').err).toContain('wget: download timed out\n');
    expect(inBox('wget -qO- nope').err).toContain("wget: bad address 'nope'\n");
    expect(inBox('curl web').err).toContain('exec: "curl": executable file not found in $PATH');
    expect(inBox('nc -zv web 80').err).toMatch(/^web \([\d.]+:80\) open\n$/);
  });

  it('look names up as the pod’s resolv.conf says', () => {
    expect(inBox('nslookup web').out).toMatch(
      /^Server:\t\t10\.96\.0\.10\nAddress:\t10\.96\.0\.10:53\n\nName:\tweb\.default\.svc\.cluster\.local\nAddress: [\d.]+\n\n/,
    );
    expect(inBox('nslookup nope.default')).toMatchObject({ code: 1 });
    expect(inBox('cat /etc/resolv.conf').out).toContain('nameserver 10.96.0.10\n');
  });

  it('ping pods, but no Service', () => {
    const { out: ip } = world.type("kubectl get pod -l app=web -o jsonpath='{.items[0].status.podIP}'");
    expect(inBox(`ping -c 2 ${ip}`).out).toMatch(
      /^PING [\d.]+ \([\d.]+\): 56 data bytes\n64 bytes from [\d.]+: seq=0 ttl=6[23] time=0\.\d+ ms\n64 bytes/,
    );
    expect(inBox('ping -c 1 -W 1 web').out).toContain('1 packets transmitted, 0 packets received, 100% packet loss\n');
    const job = world.begin(`kubectl exec -it ticker -- ping ${ip}`);
    expect(world.wait(4).out).toContain('seq=3');
    expect(world.input(job, '\u0003').out).toMatch(
      /\^C\n\n--- [\d.]+ ping statistics ---\n[45] packets transmitted, [45] packets received, 0% packet loss\n/,
    );
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

describe('debug', () => {
  it('adds a container with tools to a pod that has none', () => {
    const { out: pod } = world.type(
      "kubectl get pod -n kube-system -l k8s-app=kube-dns -o jsonpath='{.items[0].metadata.name}'",
    );
    const job = world.begin(`kubectl -n kube-system debug ${pod} -it --image=busybox -c tools -- sh`);
    const { err } = world.wait(8);
    expect(err).toBe("If you don't see a command prompt, try pressing enter.\n");
    expect(world.input(job, 'hostname\n').out).toBe(`hostname\n${pod}\n/ # `);
    world.input(job, 'exit\n');
    expect(says(`kubectl -n kube-system get pod ${pod} --no-headers`)).toContain('1/1');
    const path = '{.status.ephemeralContainerStatuses[0].state.terminated.exitCode}';
    expect(says(`kubectl -n kube-system get pod ${pod} -o jsonpath='${path}'`)).toBe('0');
  });

  it('says what it cannot do', () => {
    expect(says('kubectl debug nope --image=busybox')).toBe('Error from server (NotFound): pods "nope" not found\n');
    expect(says('kubectl debug node/worker-1 --image=busybox')).toContain('name a pod');
  });
});

describe('port-forward', () => {
  it('opens the panel for requests at the port behind a Service’s', () => {
    expect(says('kubectl port-forward svc/kubernetes 443')).toBe(
      "error: cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector\n",
    );
    says('kubectl expose deployment web --name=other --port=8000 --target-port=80');
    expect(says('kubectl port-forward svc/other 9000:8000')).toBe(
      'Forwarding from 127.0.0.1:9000 -> 80\nForwarding from [::1]:9000 -> 80\n',
    );
    expect(says('kubectl port-forward svc/other 81')).toBe('error: Service other does not have a service port 81\n');
  });
});

describe('wait --for=create', () => {
  it('waits for what is not there yet', () => {
    expect(says('kubectl wait --for=create configmap/late --timeout=1s')).toBe(
      'error: timed out waiting for the condition\n',
    );
    world.begin('kubectl wait --for=create configmap/late --timeout=20s');
    world.wait(2);
    world.begin('kubectl create configmap late');
    expect(world.wait(2).out).toContain('configmap/late condition met\n');
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
