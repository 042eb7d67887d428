import { describe, expect, it } from 'vitest';
import { NodeWorld } from '../testing/node-world.ts';
import { containerLogs } from './logs.ts';
import type { Container, PodSpec } from '../api/types.ts';

const shell = (script: string, more: Partial<Container> = {}): Container => ({
  name: 'c',
  image: 'busybox:1.36',
  command: ['sh', '-c', script],
  ...more,
});

function started(spec: Partial<PodSpec> & Pick<PodSpec, 'containers'>, seconds = 8): NodeWorld {
  const world = new NodeWorld();
  world.createPod('p', spec);
  world.runFor(seconds);
  return world;
}

function logOf(world: NodeWorld, container = 'c', isPrevious = false): string[] {
  const uid = world.pod('p')?.metadata?.uid ?? '';
  return containerLogs(world.engine, uid, container, isPrevious).map(({ text }) => text);
}

describe('a program', () => {
  it('writes, sleeps and ends with its exit code', () => {
    const world = started({ restartPolicy: 'Never', containers: [shell('echo one; sleep 2; echo two; exit 3')] }, 12);
    expect(logOf(world)).toEqual(['one', 'two']);
    const status = world.pod('p')?.status;
    expect(status?.phase).toBe('Failed');
    expect(status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  it('that a bare busybox runs ends at once, and crash-loops', () => {
    const world = started({ containers: [shell('true')] }, 12);
    const [status] = world.pod('p')?.status?.containerStatuses ?? [];
    expect(status?.state?.waiting?.reason).toBe('CrashLoopBackOff');
    expect(status?.lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  it('has the variables and files of its container', () => {
    const world = new NodeWorld();
    world.create(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cfg' }, data: { 'a.txt': 'hello' } } as object,
      'configmaps',
    );
    const env = [
      { name: 'NAME', value: 'x' },
      { name: 'WHO', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'BOTH', value: '$(NAME)-$(WHO)' },
    ];
    const volumeMounts = [{ name: 'v', mountPath: '/etc/cfg' }];
    const container = shell('echo $BOTH; cat /etc/cfg/a.txt; sleep 3600', { env, volumeMounts });
    world.createPod('p', { volumes: [{ name: 'v', configMap: { name: 'cfg' } }], containers: [container] });
    world.runFor(8);
    expect(logOf(world)).toEqual(['x-p', 'hello']);
  });

  it('shares an emptyDir with the other containers of its pod', () => {
    const volumeMounts = [{ name: 'logs', mountPath: '/var/log' }];
    const writer = shell('echo written > /var/log/a; sleep 3600', { name: 'writer', volumeMounts });
    const reader = shell('sleep 3; cat /var/log/a; sleep 3600', { name: 'reader', volumeMounts });
    const world = started({ volumes: [{ name: 'logs', emptyDir: {} }], containers: [writer, reader] }, 14);
    expect(logOf(world, 'reader')).toEqual(['written']);
  });

  it('that turns unhealthy is found by its liveness probe', () => {
    const livenessProbe = { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 };
    const container = shell('touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600', { livenessProbe });
    const world = started({ terminationGracePeriodSeconds: 1, containers: [container] }, 30);
    expect(world.events('p').some((event) => event.startsWith('Unhealthy'))).toBe(false);
    world.runFor(28);
    expect(
      world.events('p').some((event) => event.startsWith("Unhealthy: Liveness probe failed: cat: can't open")),
    ).toBe(true);
    expect(world.pod('p')?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
  });

  it('that is process 1 and handles no SIGTERM is killed at the end of the grace', () => {
    const world = started({ terminationGracePeriodSeconds: 10, containers: [shell('while true; do sleep 1; done')] });
    world.deletePod('p');
    world.runFor(9);
    expect(world.pod('p')).toBeDefined();
    world.runFor(3);
    expect(world.pod('p')).toBeUndefined();
  });

  it('that traps SIGTERM ends by its handler', () => {
    const world = started({ containers: [shell('trap "echo bye; exit 0" TERM; while true; do sleep 1; done')] });
    world.deletePod('p');
    world.runFor(2);
    expect(world.pod('p')).toBeUndefined();
    const { trace } = world.engine;
    const texts = Array.from({ length: trace.count }, (_, n) => trace.row(n)?.text);
    expect(texts).toContain('container c ended with exit code 0');
  });

  it('that a small image does not have cannot be started', () => {
    const world = started({ containers: [{ name: 'c', image: 'busybox', command: ['serve-it'] }] }, 6);
    const [status] = world.pod('p')?.status?.containerStatuses ?? [];
    const waiting = status?.state?.waiting;
    expect(['RunContainerError', 'CrashLoopBackOff']).toContain(waiting?.reason);
    expect(status?.lastState?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' });
  });

  it('keeps the log of the container before', () => {
    const world = started({ containers: [shell('echo again; exit 1')] }, 12);
    expect(logOf(world)).toEqual(['again']);
    expect(logOf(world, 'c', true)).toEqual(['again']);
  });
});
