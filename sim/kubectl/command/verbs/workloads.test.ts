import { beforeAll, describe, expect, it } from 'vitest';
import { ConsoleWorld } from '../../../testing/console-world.ts';

const world = new ConsoleWorld(3);
const says = (line: string): string => {
  const { out, err } = world.type(line);
  return out + err;
};

describe('a deployment by hand', () => {
  beforeAll(() => {
    world.type('kubectl create deployment web --image=nginx:1.28 --replicas=2');
    world.type('kubectl rollout status deployment/web');
  });

  it('rolls to another image, and says how far it is', () => {
    expect(says('kubectl set image deploy/web nginx=nginx:1.29')).toBe('deployment.apps/web image updated\n');
    const status = says('kubectl rollout status deploy web');
    expect(status).toContain(
      'Waiting for deployment "web" rollout to finish: 1 out of 2 new replicas have been updated...\n',
    );
    expect(status.endsWith('deployment "web" successfully rolled out\n')).toBe(true);
    expect(says('kubectl rollout history deploy web')).toBe(
      'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n',
    );
  });

  it('goes back, and pauses, resumes and restarts', () => {
    expect(says('kubectl rollout undo deploy/web')).toBe('deployment.apps/web rolled back\n');
    expect(says("kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].image}'")).toBe('nginx:1.28');
    expect(says('kubectl rollout undo deploy/web --to-revision=9')).toBe(
      'error: unable to find specified revision 9 in history\n',
    );
    expect(says('kubectl rollout pause deploy/web')).toBe('deployment.apps/web paused\n');
    expect(says('kubectl rollout pause deploy/web')).toBe('error: deployments.apps "web" is already paused\n');
    expect(says('kubectl rollout restart deploy/web')).toBe(
      `error: deployments.apps "web" can't restart paused deployment (run rollout resume first)\n`,
    );
    expect(says('kubectl rollout resume deploy/web')).toBe('deployment.apps/web resumed\n');
    expect(says('kubectl rollout restart deploy/web')).toBe('deployment.apps/web restarted\n');
  });

  it('gets variables, resources, a service account, a Service and an autoscaler', () => {
    expect(says('kubectl set env deploy/web A=1 B=2')).toBe('deployment.apps/web env updated\n');
    expect(says('kubectl set env deploy/web B-')).toBe('deployment.apps/web env updated\n');
    says('kubectl create configmap conf --from-literal=log-level=debug --from-literal=mode=x');
    says('kubectl set env deploy/web --from=configmap/conf --keys=log-level --prefix=APP_');
    expect(says('kubectl set env deploy/web --list')).toContain('# APP_LOG_LEVEL from configmap conf, key log-level\n');
    expect(says('kubectl set env deploy/web A=2 NEW=3 --list')).toContain('A=2\n');
    expect(says('kubectl set env deploy/web A=2 --overwrite=false')).toBe(
      "error: deployments/web 'A' already has a value (1), and --overwrite is false\n",
    );
    expect(says('kubectl set env deploy/web A=1')).toBe('');
    expect(says('kubectl set env deploy/web APP_LOG_LEVEL=plain')).toBe('deployment.apps/web env updated\n');
    expect(says('kubectl set env deploy/web APP_LOG_LEVEL- --dry-run=client -o yaml')).not.toMatch(/APP_LOG|patch/);
    says('kubectl set env deploy/web APP_LOG_LEVEL-');
    expect(says('kubectl set env deploy/web --list')).toBe('# Deployment web, container nginx\nA=1\n');
    expect(says('kubectl set resources deploy/web --limits=cpu=200m')).toBe(
      'deployment.apps/web resource requirements updated\n',
    );
    expect(says('kubectl set serviceaccount deploy web robot')).toBe('deployment.apps/web serviceaccount updated\n');
    expect(says('kubectl set serviceaccount deploy web default')).toBe('deployment.apps/web serviceaccount updated\n');
    expect(says('kubectl set image deploy/web nope=nginx')).toBe('error: unable to find container named "nope"\n');
    expect(says('kubectl expose deploy web --port=80')).toBe('service/web exposed\n');
    expect(says('kubectl expose deploy web')).toBe("error: couldn't find port via --port flag or introspection\n");
    expect(says('kubectl autoscale deploy web --max=4 --cpu=50%')).toBe(
      'horizontalpodautoscaler.autoscaling/web autoscaled\n',
    );
  });

  it('waits for conditions, and no longer than it is told', () => {
    expect(says('kubectl wait --for=condition=Available deploy/web')).toBe('deployment.apps/web condition met\n');
    expect(says("kubectl wait --for=jsonpath='{.spec.replicas}'=2 deploy/web")).toBe(
      'deployment.apps/web condition met\n',
    );
    expect(says('kubectl wait --for=condition=Missing deploy/web --timeout=2s')).toBe(
      'error: timed out waiting for the condition on deployments/web\n',
    );
  });
});

describe('nodes', () => {
  it('are cordoned, tainted, drained and opened again', () => {
    expect(says('kubectl cordon worker-1')).toBe('node/worker-1 cordoned\n');
    expect(says('kubectl cordon worker-1')).toBe('node/worker-1 already cordoned\n');
    expect(says('kubectl uncordon worker-1')).toBe('node/worker-1 uncordoned\n');
    expect(says('kubectl taint node worker-1 a=b:NoSchedule')).toBe('node/worker-1 tainted\n');
    expect(says('kubectl taint node worker-1 a=c:NoSchedule')).toBe(
      'error: node worker-1 already has a taint(s) with same effect(s) and --overwrite is false\n',
    );
    expect(says('kubectl taint node worker-1 a-')).toBe('node/worker-1 untainted\n');
    expect(says('kubectl taint node worker-1 x-')).toBe('error: taint "x" not found\n');
    world.wait(10);
    const drained = says('kubectl drain worker-2 --ignore-daemonsets');
    expect(drained.startsWith('node/worker-2 cordoned\n')).toBe(true);
    expect(drained.endsWith('node/worker-2 drained\n')).toBe(true);
    expect(says('kubectl get pods -A --no-headers --field-selector spec.nodeName=worker-2')).toBe(
      'No resources found\n',
    );
  });

  it('keep pods that nobody would make again, unless forced', () => {
    says('kubectl uncordon worker-2');
    says('kubectl run alone --image=nginx');
    says('kubectl wait --for=condition=Ready pod/alone');
    const node = says("kubectl get pod alone -o jsonpath='{.spec.nodeName}'");
    expect(says(`kubectl drain ${node}`)).toContain(
      'cannot delete Pods that declare no controller (use --force to override): default/alone',
    );
    expect(says(`kubectl drain ${node} --force`)).toContain(
      'Warning: deleting Pods that declare no controller: default/alone\n',
    );
  });
});
