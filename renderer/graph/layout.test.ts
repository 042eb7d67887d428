import { describe, expect, test } from 'vitest';
import type { Element } from '../../sim/protocol.ts';
import { bottomOf, contains, intersects, rightOf } from './geometry.ts';
import { layoutStage, nothingGrown } from './layout.ts';
import type { LayoutInput, StageLayout } from './layout-types.ts';
import { busyCluster, largeCluster } from './testing/clusters.ts';

const room = { w: 1192, h: 760 };

function inputOf(elements: Iterable<Element>, over: Partial<LayoutInput> = {}): LayoutInput {
  const all = [...elements];
  return {
    outside: all.filter((element) => element.kind === 'outside'),
    machines: all.filter((element) => element.kind === 'machine'),
    processes: all.filter((element) => element.kind === 'process'),
    controllers: all.filter((element) => element.kind === 'controller'),
    tapes: all.filter((element) => element.kind === 'tape'),
    slotCounts: new Map(),
    room,
    grown: nothingGrown,
    ...over,
  };
}

const layoutOf = (machines: number, over: Partial<LayoutInput> = {}): StageLayout =>
  layoutStage(inputOf(largeCluster(machines, 0).elements.values(), over));

describe('the usual cluster of three workers', () => {
  const layout = layoutStage(inputOf(busyCluster().elements.values()));

  test('fills a stage of 1192 x 808 at scale 1, as designed', () => {
    expect(layout.bounds).toEqual({ x: 0, y: 48, w: 1192, h: 760 });
    expect(layout.glass).toEqual({ x: 170, y: 54, w: 1006, h: 740 });
    expect(layout.beam?.rect).toEqual({ x: 200, y: 230, w: 944, h: 64 });
    expect(layout.workers.map((card) => Math.round(card.rect.y))).toEqual([394, 394, 394]);
  });

  test('every gate of the API server has its place on the beam, in order', () => {
    const gates = layout.beam?.gates ?? [];
    expect(gates.map((gate) => gate.name)).toEqual(['authenticate', 'authorize', 'admit', 'validate', 'persist']);
    expect(gates.map((gate) => Math.round(gate.x))).toEqual([372, 478, 584, 690, 796]);
  });

  test('each worker has its four sockets in its lid, side by side', () => {
    for (const card of layout.workers) {
      const sockets = [...card.sockets.values()].map((socket) => socket.rect);
      expect([...card.sockets.keys()]).toEqual(['kubelet', 'containerd', 'cni', 'kube-proxy']);
      sockets.slice(1).forEach((socket, index) => expect(socket.x).toBeGreaterThan(rightOf(sockets[index]!)));
    }
  });

  test('controllers are cells inside their manager, the tape lies inside etcd', () => {
    const manager = layout.boxes.get('machine/cp-1/controller-manager')!;
    const deployment = layout.boxes.get('machine/cp-1/Deployment')!;
    expect(contains(manager, deployment.x, deployment.y)).toBe(true);
    const etcd = layout.boxes.get('machine/cp-1/etcd')!;
    const tape = layout.boxes.get('machine/cp-1/tape')!;
    expect(contains(etcd, rightOf(tape), bottomOf(tape))).toBe(true);
  });
});

describe('any number of workers', () => {
  test.each([1, 2, 3, 4, 6, 7, 12, 13, 40, 500])('%i cards do not overlap and stay behind the glass', (count) => {
    const layout = layoutOf(count);
    expect(layout.workers).toHaveLength(count);
    const { glass } = layout;
    layout.workers.slice(0, 60).forEach((card, index) => {
      expect(
        contains(glass, card.rect.x, card.rect.y) && contains(glass, rightOf(card.rect), bottomOf(card.rect)),
      ).toBe(true);
      for (const other of layout.workers.slice(index + 1, index + 60))
        expect(intersects(card.rect, other.rect)).toBe(false);
    });
  });

  test('up to six stand three a row', () => {
    expect(layoutOf(5).workers.map((card) => card.row)).toEqual([0, 0, 0, 1, 1]);
  });

  test('no row is left with a single card where rows can be even', () => {
    expect(layoutOf(8).workers.filter((card) => card.row === 1)).toHaveLength(4);
  });

  test('the control plane of a large cluster grows with it', () => {
    expect(layoutOf(3).frameScale).toBe(1);
    expect(layoutOf(500).frameScale).toBeGreaterThan(4);
  });

  test('a large cluster takes the proportion of the room', () => {
    const { bounds } = layoutOf(500);
    expect(bounds.w / bounds.h).toBeGreaterThan(1.2);
    expect(bounds.w / bounds.h).toBeLessThan(2);
  });

  test('a taller room makes taller cards, a wider room wider ones', () => {
    const usual = layoutOf(3).workers[0]!.rect;
    expect(layoutOf(3, { room: { w: 680, h: 520 } }).workers[0]!.rect.h).toBeGreaterThan(usual.h);
    expect(layoutOf(3, { room: { w: 1512, h: 840 } }).workers[0]!.rect.w).toBeGreaterThan(usual.w);
  });
});

describe('cards and their pods', () => {
  const counts = (slots: number): ReadonlyMap<string, number> => new Map([['machine/node-1', slots]]);

  test('hold three tiles a row, and grow by rows', () => {
    const small = layoutOf(3, { slotCounts: counts(9) });
    const tall = layoutOf(3, { slotCounts: counts(13) });
    expect(small.workers[0]!.grid.perRow).toBe(3);
    expect(tall.grown.rows[0]).toBe(5);
  });

  test('hold more a row before they become towers', () => {
    const layout = layoutOf(3, { slotCounts: counts(60) });
    expect(layout.workers[0]!.grid.perRow).toBeGreaterThan(3);
  });

  test('never shrink by themselves', () => {
    const grown = layoutOf(3, { slotCounts: counts(15) }).grown;
    expect(layoutOf(3, { slotCounts: counts(1), grown }).grown.rows).toEqual(grown.rows);
  });
});

test('the same elements give the same picture', () => {
  expect(layoutOf(7)).toEqual(layoutOf(7));
});
