import { describe, expect, test } from 'vitest';
import type { Element, PodElement } from '../../sim/protocol.ts';
import { bottomOf } from './geometry.ts';
import type { Rect } from './geometry.ts';
import { machinesAt, packetAt, podAt } from './hit.ts';
import { planPackets } from './packets.ts';
import { Scene } from './scene.ts';
import { busyCluster, emptyCluster, flight, pod } from './testing/clusters.ts';

function withPods(...pods: PodElement[]): Map<string, Element> {
  const { elements } = emptyCluster();
  for (const each of pods) elements.set(each.id, each);
  return elements;
}

describe('what an update changes', () => {
  test('the first picture is all new', () => {
    expect(new Scene().update(busyCluster().elements, 0).dirty).toBe('all');
  });

  test('elements that are the same objects change nothing', () => {
    const scene = new Scene();
    const { elements } = busyCluster();
    scene.update(elements, 0);
    expect(scene.update(elements, 1).dirty).toEqual([]);
  });

  test('a changed pod dirties its own place only', () => {
    const scene = new Scene();
    const { elements } = busyCluster();
    scene.update(elements, 0);
    const old = elements.get('pod/web:z5dkw') as PodElement;
    elements.set(old.id, { ...old, restarts: 1 });
    const { dirty } = scene.update(elements, 1);
    const rect = scene.podRect(old.id)!;
    expect(dirty).not.toBe('all');
    for (const place of dirty as { w: number }[]) expect(place.w).toBeLessThan(rect.w + 12);
  });

  test('a machine dirties the place under its door too, where its ports are written', () => {
    const scene = new Scene();
    const { elements } = emptyCluster();
    scene.update(elements, 0);
    const machine = [...elements.values()].find((one) => one.kind === 'machine' && one.role === 'worker');
    if (machine?.kind !== 'machine') throw new Error('the cluster has no worker');
    elements.set(machine.id, { ...machine, nodePorts: [30_080] });
    const { dirty } = scene.update(elements, 1);
    const bottom = bottomOf(scene.layout.workers.find((card) => card.id === machine.id)!.rect);
    expect(Math.max(...(dirty as Rect[]).map(bottomOf))).toBeGreaterThan(bottom + 17);
  });

  test('a bound pod travels from the tray to its slot', () => {
    const scene = new Scene();
    const waiting = pod('web:a');
    scene.update(withPods(waiting), 0);
    const tray = scene.podRect(waiting.id)!;
    scene.update(withPods({ ...waiting, machineId: 'machine/worker-1' }), 100);
    const slot = scene.podRect(waiting.id)!;
    expect(slot).not.toEqual(tray);
    expect(scene.rectOf(waiting.id, 100)).toEqual(tray);
    expect(scene.rectOf(waiting.id, 100_000)).toEqual(slot);
    expect(scene.moves.finish(100_000)).toEqual([waiting.id]);
  });

  test('without motion it is there at once', () => {
    const scene = new Scene();
    scene.moves.durationMs = 0;
    scene.update(withPods(pod('web:a')), 0);
    scene.update(withPods(pod('web:a', { machineId: 'machine/worker-1' })), 1);
    expect(scene.moves.isEmpty).toBe(true);
  });

  test('a pod that is gone fades where it stood', () => {
    const scene = new Scene();
    const one = pod('web:a', { machineId: 'machine/worker-1' });
    scene.update(withPods(one), 0);
    const rect = scene.podRect(one.id);
    scene.update(withPods(), 100);
    expect(scene.moves.ghosts(100)).toMatchObject([{ ghost: { rect }, alpha: 1 }]);
    scene.moves.finish(1000);
    expect(scene.moves.isEmpty).toBe(true);
  });

  test('after a jump in time nothing moves', () => {
    const scene = new Scene();
    scene.update(withPods(pod('web:a')), 0);
    scene.update(withPods(pod('web:a', { machineId: 'machine/worker-1' }), pod('web:b')), 1, true);
    expect(scene.moves.isEmpty).toBe(true);
  });

  test('a card that has to hold a further row makes a new picture', () => {
    const scene = new Scene();
    const pods = Array.from({ length: 9 }, (_, index) => pod(`web:${index}`, { machineId: 'machine/worker-1' }));
    scene.update(withPods(...pods), 0);
    const tenth = pod('web:10', { machineId: 'machine/worker-1' });
    expect(scene.update(withPods(...pods, tenth), 1).dirty).toBe('all');
    expect(scene.layout.grown.rows[0]).toBe(4);
  });

  test('the tray shows the first three that wait', () => {
    const scene = new Scene();
    scene.update(withPods(...[1, 2, 3, 4].map((n) => pod(`web:${n}`))), 0);
    expect(scene.podRect('pod/web:3')).toBeDefined();
    expect(scene.podRect('pod/web:4')).toBeUndefined();
  });

  test('folded machines count their pods by phase', () => {
    const scene = new Scene();
    scene.update(
      withPods(
        pod('a:1', { machineId: 'machine/worker-1' }),
        pod('a:2', { machineId: 'machine/worker-1', tone: 'Failed' }),
      ),
      0,
    );
    expect(scene.tally('machine/worker-1')).toEqual({ pods: 2, byTone: { Running: 1, Failed: 1 } });
  });
});

describe('what is under the pointer', () => {
  const scene = new Scene();
  scene.update(busyCluster().elements, 0);

  test('a pod, where its tile is', () => {
    const rect = scene.podRect('pod/web:n4xvb')!;
    const at = { x: rect.x + 3, y: rect.y + 3 };
    expect(podAt(scene, machinesAt(scene, at), at, 0)).toBe('pod/web:n4xvb');
  });

  test('no pod in the gutter between tiles', () => {
    const rect = scene.podRect('pod/web:n4xvb')!;
    const at = { x: rect.x - 3, y: rect.y + 3 };
    expect(podAt(scene, machinesAt(scene, at), at, 0)).toBeNull();
  });

  test('the nearest packet within reach', () => {
    const one = flight(5, 'read', 'outside/user', 'machine/cp-1/kube-apiserver');
    const plan = planPackets({
      progress: [{ flight: one, t: 0.5, alpha: 1 }],
      route: (from, to) => scene.route(from, to),
      related: null,
      hoveredId: null,
      farWay: null,
    });
    const { place } = plan.packets[0]!;
    const camera = { zoom: 2, x: 10, y: 20 };
    expect(packetAt(plan, camera, { x: place.x * 2 + 14, y: place.y * 2 + 20 })).toBe(5);
    expect(packetAt(plan, camera, { x: place.x * 2 + 40, y: place.y * 2 + 20 })).toBeNull();
  });
});
