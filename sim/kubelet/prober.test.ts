import { describe, expect, it } from 'vitest';
import { NodeWorld } from '../testing/node-world.ts';
import type { Container } from '../api/types.ts';
import type { WorkloadModelSpec } from '../workload/model.ts';

const slow: WorkloadModelSpec = { name: 'slow', images: ['slow'], startMicros: 1_000_000, readyMicros: 25_000_000 };
const sick: WorkloadModelSpec = { name: 'sick', images: ['sick'], httpStatus: 500 };
const container = (image: string, probes: Partial<Container>): Container => ({
  name: 'c',
  image,
  ports: [{ name: 'web', containerPort: 80 }],
  ...probes,
});

function isReady(world: NodeWorld): boolean {
  return world.pod('web')?.status?.containerStatuses?.[0]?.ready === true;
}

function restarts(world: NodeWorld): number {
  return world.pod('web')?.status?.containerStatuses?.[0]?.restartCount ?? 0;
}

describe('readiness', () => {
  it('turns the pod Ready when it passes, and then rests', () => {
    const world = new NodeWorld();
    world.createPod('web', { containers: [container('nginx:1', { readinessProbe: { httpGet: { port: 'web' } } })] });
    world.runFor(8);
    expect(isReady(world)).toBe(true);
    world.runFor(12);
    expect(world.engine.isSettled).toBe(true);
  });

  it('fails each period until the program is ready, with an event each time', () => {
    const world = new NodeWorld({ models: [slow] });
    const readinessProbe = { httpGet: { port: 80, path: '/ready' }, periodSeconds: 5 };
    world.createPod('web', { containers: [container('slow:1', { readinessProbe })] });
    world.runFor(20);
    expect(isReady(world)).toBe(false);
    expect(
      world
        .events('web')
        .some((event) => event.startsWith('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503')),
    ).toBe(true);
    world.runFor(20);
    expect(isReady(world)).toBe(true);
    expect(restarts(world)).toBe(0);
  });

  it('never passes on a port that nobody listens on', () => {
    const world = new NodeWorld();
    world.createPod('web', { containers: [container('nginx:1', { readinessProbe: { tcpSocket: { port: 81 } } })] });
    world.runFor(60);
    expect(isReady(world)).toBe(false);
    expect(
      world.events('web').some((event) => event.includes('dial tcp 10.244.1.2:81: connect: connection refused')),
    ).toBe(true);
  });
});

describe('liveness', () => {
  it('kills the container after three failures in a row, and it starts again', () => {
    const world = new NodeWorld({ models: [sick] });
    const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 5, initialDelaySeconds: 3 };
    world.createPod('web', { containers: [container('sick:1', { livenessProbe })] });
    world.runFor(14);
    expect(restarts(world)).toBe(0);
    world.runFor(6);
    expect(restarts(world)).toBe(1);
    expect(world.events('web')).toContain('Killing: Container c failed liveness probe, will be restarted');
  });
});

describe('startup', () => {
  it('holds the others back until it passes', () => {
    const world = new NodeWorld({ models: [slow] });
    const startupProbe = { httpGet: { port: 80 }, periodSeconds: 5, failureThreshold: 30 };
    const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 };
    world.createPod('web', { containers: [container('slow:1', { startupProbe, livenessProbe })] });
    world.runFor(20);
    expect(world.pod('web')?.status?.containerStatuses?.[0]).toMatchObject({ started: false, ready: false });
    world.runFor(20);
    expect(world.pod('web')?.status?.containerStatuses?.[0]).toMatchObject({
      started: true,
      ready: true,
      restartCount: 0,
    });
  });

  it('kills the container when it fails for good', () => {
    const world = new NodeWorld({ models: [slow] });
    const startupProbe = { httpGet: { port: 80 }, periodSeconds: 2, failureThreshold: 3 };
    world.createPod('web', { containers: [container('slow:1', { startupProbe })] });
    world.runFor(20);
    expect(restarts(world)).toBeGreaterThanOrEqual(1);
    expect(
      world
        .events('web')
        .some((event) => event.startsWith('Killing: Container c failed startup probe, will be restarted')),
    ).toBe(true);
  });
});
