import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../../../scenario/formats/default-world.ts';
import { ConsoleWorld } from '../../../testing/console-world.ts';

describe('top', () => {
  const world = new ConsoleWorld(2);
  const says = (line: string): string => {
    const { out, err } = world.type(line);
    return out + err;
  };

  it('has nothing of pods that have not run for a whole window', () => {
    says('kubectl create deployment web --image=nginx --replicas=2');
    says('kubectl rollout status deployment/web');
    expect(says('kubectl top pods')).toBe('error: metrics not available yet\n');
    expect(says('kubectl top pods -l app=none')).toBe('No resources found in default namespace.\n');
  });

  it('shows what containers used in the last one', () => {
    world.wait(40);
    expect(says('kubectl top pods')).toMatch(
      /^NAME +CPU\(cores\) {3}MEMORY\(bytes\) *\n(web-\w+-\w+ {3}[123]m +1[12]Mi *\n){2}$/,
    );
    expect(says('kubectl top pod -A --containers')).toMatch(/^NAMESPACE +POD +NAME +CPU\(cores\) +MEMORY\(bytes\)/);
    expect(says('kubectl top pod -A --sort-by=memory --no-headers').split('\n')[0]).toContain('coredns');
    expect(says('kubectl top pod -A -l k8s-app=kube-dns --no-headers').trim().split('\n')).toHaveLength(2);
  });

  it('shows machines with what they have', () => {
    expect(says('kubectl top node worker-1')).toMatch(/^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\)/);
    expect(says('kubectl top nodes --no-headers').trim().split('\n')).toHaveLength(3);
    expect(says('kubectl top node nope')).toContain('"nope" not found');
  });

  it('gives the same for the whole window, and the objects to whoever asks', () => {
    expect(says('kubectl top pods')).toBe(says('kubectl top pods'));
    expect(says("kubectl get podmetrics -o jsonpath='{.items[0].window}'")).toBe('15s');
  });
});

describe('a world without metrics-server', () => {
  it('has no such API', () => {
    const world = new ConsoleWorld(1, defaultWorld({ addOns: { metricsServer: { enabled: false } } }));
    expect(world.type('kubectl top nodes').err).toBe('error: Metrics API not available\n');
    expect(world.type('kubectl get --raw /apis').out).not.toContain('metrics.k8s.io');
  });
});
