import { describe, expect, test } from 'vitest';
import { bottomOf } from './geometry.ts';
import type { Point } from './geometry.ts';
import { Scene } from './scene.ts';
import { busyCluster, largeCluster } from './testing/clusters.ts';

const cp = 'machine/cp-1';
const server = `${cp}/kube-apiserver`;

function sceneOf(cluster = busyCluster()): Scene {
  const scene = new Scene();
  scene.update(cluster.elements, 0);
  return scene;
}

function routeOf(scene: Scene, from: string, to: string): readonly Point[] {
  const way = scene.route(from, to);
  expect(way, `${from} to ${to}`).not.toBeNull();
  return way?.points ?? [];
}

const isSquare = (points: readonly Point[]): boolean =>
  points.every((point, index) => {
    const last = points[index - 1];
    return !last || Math.abs(last.x - point.x) < 0.01 || Math.abs(last.y - point.y) < 0.01;
  });

describe('ways along the wires', () => {
  const scene = sceneOf();
  const { layout } = scene;
  const beam = layout.beam!.rect;

  test('a socket reaches the API server straight up', () => {
    const points = routeOf(scene, 'machine/worker-3/kubelet', server);
    expect(points).toHaveLength(2);
    expect(points[0]!.x).toBe(points[1]!.x);
    expect(points[1]!.y).toBe(bottomOf(beam));
  });

  test('the answer takes the same way back', () => {
    const there = routeOf(scene, 'machine/worker-1/kube-proxy', server);
    expect(routeOf(scene, server, 'machine/worker-1/kube-proxy')).toEqual(there.toReversed());
  });

  test('etcd and controllers hang above the beam', () => {
    expect(routeOf(scene, server, `${cp}/etcd`)[0]!.y).toBe(beam.y);
    const manager = layout.boxes.get(`${cp}/controller-manager`)!;
    expect(routeOf(scene, `${cp}/Deployment`, server)[0]!.y).toBe(bottomOf(manager));
  });

  test('kubectl goes in at the height of the gates', () => {
    const points = routeOf(scene, 'outside/user', server);
    expect(points.every((point) => point.y === layout.beam!.laneY)).toBe(true);
  });

  test('an image comes along the trunk in the corridor', () => {
    const points = routeOf(scene, 'outside/registry', 'machine/worker-2/containerd');
    expect(points[1]!.y).toBe(layout.rows[0]!.registryY);
    expect(points.at(-1)!.y).toBe(layout.workers[1]!.sockets.get('containerd')!.rect.y);
  });

  test('traffic comes from below, through the door', () => {
    const points = routeOf(scene, 'outside/internet', 'pod/web:x8k2p');
    const card = layout.workers[0]!.rect;
    expect(points.some((point) => point.y > bottomOf(card))).toBe(true);
    expect(points.at(-1)!.y).toBe(bottomOf(scene.podRect('pod/web:x8k2p')!));
  });

  test('calls between sockets of one machine go over its lid', () => {
    const points = routeOf(scene, 'machine/worker-1/kubelet', 'machine/worker-1/containerd');
    expect(Math.min(...points.map((point) => point.y))).toBeLessThan(layout.workers[0]!.rect.y);
  });

  test('every way is made of level and upright pieces', () => {
    const ends = [
      'outside/user',
      'outside/registry',
      'outside/internet',
      server,
      `${cp}/etcd`,
      `${cp}/scheduler`,
      `${cp}/Deployment`,
      'machine/worker-1/kubelet',
      'machine/worker-1/cni',
      'machine/worker-2/kube-proxy',
      'machine/worker-3/containerd',
      'pod/web:x8k2p',
      'pod/api:tz5wk',
      'pod/web:m4t7z',
      'pod/coredns:jl9rx',
    ];
    for (const from of ends)
      for (const to of ends) if (from !== to) expect(isSquare(routeOf(scene, from, to)), `${from} to ${to}`).toBe(true);
  });

  test('what has no place has no way', () => {
    expect(scene.route('nobody', server)).toBeNull();
  });
});

test('sockets of further rows climb through a gutter, past the cards above', () => {
  const scene = sceneOf(largeCluster(5, 0));
  const points = routeOf(scene, 'machine/node-5/kubelet', server);
  const above = scene.layout.workers.filter((card) => card.row === 0);
  points.slice(1).forEach((point, index) => {
    const from = points[index]!;
    if (from.x !== point.x) return;
    for (const { rect } of above)
      expect(point.x > rect.x && point.x < rect.x + rect.w && Math.min(from.y, point.y) < bottomOf(rect)).toBe(false);
  });
});
