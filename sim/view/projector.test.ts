import { describe, expect, it } from 'vitest';
import type { TimelineSpan } from '../protocol.ts';
import { clusterWith, deployment, Picture, pod } from './testing/cluster.ts';

const seconds = 1_000_000;

describe('Projector', () => {
  it('comes by deltas to the same picture as by a fresh look', () => {
    const simulation = clusterWith([deployment('web', 4), pod('crash', { image: 'busybox', command: ['false'] })]);
    const picture = new Picture(simulation);
    for (let at = 0; at < 30 * seconds; at += 37_001) {
      simulation.run(at);
      picture.look();
    }
    const target = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' } as const;
    simulation.act({ action: 'delete', ...target });
    simulation.act({ action: 'nodePower', node: 'worker-1', on: false });
    for (let at = simulation.now; at < 120 * seconds; at += 1_000_003) {
      simulation.run(at);
      picture.look();
    }
    const fresh = new Picture(simulation);
    fresh.look();
    expect(Object.fromEntries(picture.elements)).toEqual(Object.fromEntries(fresh.elements));
    expect(picture.elements.has('deployments/default/web')).toBe(false);
  });

  it('says nothing when nothing has changed', () => {
    const simulation = clusterWith([deployment('web', 1)]);
    simulation.run(10 * seconds);
    const picture = new Picture(simulation);
    picture.look();
    const { upsert, remove, marks, spans } = picture.look();
    expect([upsert, remove, marks, spans]).toEqual([[], [], [], []]);
  });

  it('hands out a large picture in parcels', () => {
    const simulation = clusterWith([deployment('web', 6_000)], { topology: { workers: 3 }, rateLimits: 'unlimited' });
    simulation.run(5 * seconds);
    const picture = new Picture(simulation);
    const first = picture.look().upsert.length;
    expect(picture.projector.hasMore).toBe(true);
    while (picture.projector.hasMore) expect(picture.look().upsert.length).toBeLessThanOrEqual(first);
    const pods = [...picture.elements.keys()].filter((id) => id.startsWith('pods/default/'));
    expect(pods).toHaveLength(6_000);
  });

  it('shows requests and watch events on their way', () => {
    const simulation = clusterWith([deployment('web', 1)]);
    const picture = new Picture(simulation);
    simulation.run(500);
    expect(picture.look().flights).toMatchObject([
      { label: 'GET deployments/web', fromId: 'outside/user', toId: 'machine/cp-1/kube-apiserver', isAnswer: false },
    ]);
    simulation.run(2_000);
    expect(picture.look().stages).toMatchObject([{ stage: 'authorize', label: 'GET deployments/web' }]);
  });

  it('names the pod that the scheduler placed last, and where', () => {
    const simulation = clusterWith([deployment('web', 1)]);
    simulation.run(5 * seconds);
    const picture = new Picture(simulation);
    picture.look();
    const placed = [...picture.elements.values()].find((element) => element.id.startsWith('pods/default/web-'));
    if (placed?.kind !== 'pod') throw new Error('the pod is not on the picture');
    expect(picture.elements.get('machine/cp-1/scheduler')).toMatchObject({
      facts: [
        ['queue', 'empty'],
        ['last pod', placed.suffix],
        ['to', placed.machineId?.replace('machine/', '')],
      ],
    });
  });

  it('keeps the timeline over a journey back, and cuts it where another future begins', () => {
    const simulation = clusterWith([deployment('web', 2)]);
    const picture = new Picture(simulation);
    picture.look();
    simulation.run(10 * seconds);
    picture.look();
    simulation.seek(1 * seconds);
    picture.projector.reset();
    const kept = picture.look();
    expect(kept.isWhole).toBe(true);
    expect(kept.marks.some((mark) => mark.at > 1 * seconds)).toBe(true);
    const running = (spans: readonly TimelineSpan[]): number => spans.filter(isRunning).length;
    expect(running(kept.spans)).toBe(2);
    simulation.dropFuture();
    picture.projector.cut();
    const cut = picture.look();
    expect(cut.marks.every((mark) => mark.at <= 1 * seconds)).toBe(true);
    expect(running(cut.spans)).toBe(0);
    expect(cut.spans.filter((span) => span.elementId.includes('/web-') && span.until === null)).toHaveLength(2);
    simulation.run(10 * seconds);
    expect(running(picture.look().spans)).toBe(2);
  });
});

function isRunning(span: TimelineSpan): boolean {
  return span.tone === 'Running' && span.elementId.startsWith('pods/default/');
}
