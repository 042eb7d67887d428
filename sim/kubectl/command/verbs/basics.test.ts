import { describe, expect, it } from 'vitest';
import { ConsoleWorld } from '../../../testing/console-world.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx:1.29}]}
`;
const file = [{ name: 'web.yaml', text: web }];

function withWeb(): ConsoleWorld {
  const world = new ConsoleWorld();
  world.type('kubectl apply -f web.yaml', file);
  world.wait(10);
  return world;
}

describe('apply', () => {
  it('creates, finds unchanged, and configures', () => {
    const world = new ConsoleWorld();
    expect(world.type('kubectl apply -f web.yaml', file)).toEqual({
      out: 'deployment.apps/web created\n',
      err: '',
      code: 0,
    });
    expect(world.type('kubectl apply -f web.yaml').out).toBe('deployment.apps/web unchanged\n');
    const more = web.replace('replicas: 2', 'replicas: 3');
    expect(world.type(`kubectl apply -f - <<EOF\n${more}EOF`).out).toBe('deployment.apps/web configured\n');
    expect(world.type('kubectl get deploy web -o yaml | grep replicas:').out).toContain('  replicas: 3\n');
  });

  it('says what is wrong with a file that is not there, and with a kind that is unknown', () => {
    const world = new ConsoleWorld();
    expect(world.type('kubectl apply -f x.yaml')).toEqual({
      out: '',
      err: 'error: the path "x.yaml" does not exist\n',
      code: 1,
    });
    expect(world.type('kubectl apply').err).toBe('error: must specify one of -f and -k\n');
    const foo = [{ name: 'foo.yaml', text: 'apiVersion: v1\nkind: Foo\nmetadata: {name: a}\n' }];
    expect(world.type('kubectl apply -f foo.yaml', foo).err).toBe(
      'error: resource mapping not found for name: "a" namespace: "" from "foo.yaml": no matches for kind "Foo" in version "v1"\nensure CRDs are installed first\n',
    );
  });

  it('tells a dry run from the real thing', () => {
    const world = new ConsoleWorld();
    expect(world.type('kubectl apply -f web.yaml --dry-run=client', file).out).toBe(
      'deployment.apps/web created (dry run)\n',
    );
    expect(world.type('kubectl apply -f web.yaml --dry-run=server').out).toBe(
      'deployment.apps/web created (server dry run)\n',
    );
    expect(world.type('kubectl get deploy').err).toBe('No resources found in default namespace.\n');
  });
});

describe('get', () => {
  it('prints a table, and several with an empty line between', () => {
    const world = withWeb();
    expect(world.type('kubectl get deploy').out).toBe(
      'NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    2/2     2            2           10s\n',
    );
    const both = world.type('kubectl get deploy,svc').out;
    expect(both).toContain('deployment.apps/web   2/2');
    expect(both).toContain('\n\nNAME                 TYPE');
  });

  it('goes through pipes', () => {
    const world = withWeb();
    expect(world.type('k get pods --no-headers | grep Running | wc -l').out).toBe('2\n');
    expect(world.type('kubectl get nodes -o name | sort -r | head -1').out).toBe('node/worker-2\n');
    expect(world.type('kubectl get pods | grep nothing')).toEqual({ out: '', err: '', code: 1 });
  });

  it('shows what is there before it says what is not', () => {
    const result = withWeb().type('kubectl get deploy/web pod/x');
    expect(result.out).toContain('web    2/2');
    expect(result).toMatchObject({ err: 'Error from server (NotFound): pods "x" not found\n', code: 1 });
  });

  it('follows changes until it is interrupted', () => {
    const world = withWeb();
    const job = world.begin('kubectl get deploy web -w');
    expect(world.wait(1).out).toContain('web    2/2');
    world.type('kubectl scale deploy web --replicas=3');
    expect(world.wait(10).out).toContain('web    3/3');
    expect(world.interrupt(job)).toEqual({ out: '', err: '', code: 130 });
    world.type('kubectl scale deploy web --replicas=1');
    expect(world.wait(10)).toEqual({ out: '', err: '', code: null });
  });

  it.each([
    ['kubectl get foo', 'error: the server doesn\'t have a resource type "foo"\n'],
    ['kubectl get pods --foo', "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"],
    ['kubectl get pod x -A', 'error: a resource cannot be retrieved by name across all namespaces\n'],
    ['kubectl get pod x -l a=b', 'error: name cannot be provided when a selector is specified\n'],
    ['kubectl gte pods', 'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n\tset\n'],
    ['helm ls', 'bash: helm: command not found\n'],
  ])('%s fails in kubectl’s own words', (line, err) => {
    const result = new ConsoleWorld(1).type(line);
    expect(result.err.replace('\tset\n', '')).toBe(err.replace('\tset\n', ''));
    expect(result.code).not.toBe(0);
  });
});

describe('writes', () => {
  it('scale, label, annotate, patch and delete say what they did', () => {
    const world = withWeb();
    const says = (line: string): string => {
      const { out, err } = world.type(line);
      return out + err;
    };
    expect(says('kubectl scale deployment/web --replicas=3')).toBe('deployment.apps/web scaled\n');
    expect(says('kubectl scale deploy web --current-replicas=9 --replicas=1')).toBe(
      'error: Expected replicas to be 9, was 3\n',
    );
    expect(says('kubectl label deploy web tier=front')).toBe('deployment.apps/web labeled\n');
    expect(says('kubectl label deploy web tier=front')).toBe('deployment.apps/web not labeled\n');
    expect(says('kubectl label deploy web tier=back')).toBe(
      "error: 'tier' already has a value (front), and --overwrite is false\n",
    );
    expect(says('kubectl label deploy web tier-')).toBe('deployment.apps/web unlabeled\n');
    expect(says('kubectl annotate deploy web a=b')).toBe('deployment.apps/web annotated\n');
    expect(says(`kubectl patch deploy web -p '{"spec":{"replicas":1}}'`)).toBe('deployment.apps/web patched\n');
    expect(says('kubectl delete deploy')).toBe('error: resource(s) were provided, but no name was specified\n');
    expect(says('kubectl delete deploy web')).toBe('deployment.apps "web" deleted from default namespace\n');
    expect(says('kubectl delete deploy web')).toBe('Error from server (NotFound): deployments.apps "web" not found\n');
  });

  it('delete waits until the pods are gone', () => {
    const world = withWeb();
    const begun = world.simulation.now;
    world.type('kubectl delete pods -l app=web --wait=false');
    expect(world.simulation.now - begun).toBeLessThan(1_000_000);
    expect(world.type('kubectl get pods --no-headers | wc -l').out).not.toBe('0\n');
  });
});
