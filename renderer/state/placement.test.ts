import { describe, expect, it } from 'vitest';
import type { Placement, PlacementRow, SchedulingNode } from '../../sim/protocol.ts';
import {
  allShown,
  amountText,
  askedText,
  cpuBar,
  decisivePlugin,
  filterColumns,
  shortReason,
  showingMicros,
  shownAfter,
  verdictOf,
} from './placement.ts';

function row(nodeName: string, more: Partial<PlacementRow> = {}): PlacementRow {
  return {
    nodeName,
    outcome: 'feasible',
    refusedBy: '',
    verdicts: ['passed', 'passed', 'skipped'],
    reasons: {},
    raw: [],
    normalized: [],
    total: 0,
    ...more,
  };
}

function placement(rows: PlacementRow[]): Placement {
  return {
    elementId: 'pods/default/p',
    pod: 'default/p',
    at: 0,
    schedulerName: 'default-scheduler',
    priority: 0,
    asks: [],
    nodeName: '',
    message: '',
    refusal: '',
    filters: ['TaintToleration', 'NodeResourcesFit', 'NodePorts'],
    scorers: [
      { plugin: 'A', weight: 1 },
      { plugin: 'B', weight: 3 },
    ],
    rows,
    counts: { feasible: 0, refused: 0, unseen: 0, leftOut: 0 },
    search: { firstNode: '', examined: 0, total: 0, enough: 0 },
    ties: [],
    preemption: { message: '', candidates: [] },
  };
}

const room = (requested: number, allocatable: number) => ({ requested, allocatable, used: null });

function node(requested: number, allocatable: number, tenants: number[]): SchedulingNode {
  return {
    elementId: 'machine/n',
    name: 'n',
    note: '',
    cordoned: false,
    ready: 'True',
    cpu: room(requested, allocatable),
    memory: room(0, 1),
    pods: room(0, 110),
    extended: [],
    tenants: tenants.map((cpuMillicores, n) => ({
      elementId: `pods/default/${n}`,
      title: `${n}`,
      cpuMillicores,
      memoryBytes: 0,
      tone: 'Running',
    })),
    others: { count: 0, cpuMillicores: 0, memoryBytes: 0 },
    nominated: [],
  };
}

describe('amounts', () => {
  it('are as short as they can be read', () => {
    expect([amountText('cpu', 1_500), amountText('cpu', 40), amountText('memory', 2 * 1024 ** 3)]).toEqual([
      '1.5',
      '0.04',
      '2',
    ]);
    expect([askedText('cpu', 250), askedText('memory', 200 * 1024 ** 2), askedText('nvidia.com/gpu', 2)]).toEqual([
      '250m cpu',
      '200 MiB',
      '2 nvidia.com/gpu',
    ]);
  });
});

describe('a bar', () => {
  it('sets pods one after the other, and the ghost behind them', () => {
    const bar = cpuBar(node(3_000, 4_000, [2_000, 1_000]), 4_000, 2_000);
    expect(bar.tenants.map(({ from }) => from)).toEqual([0, expect.closeTo(bar.capacity / 2)]);
    expect(bar.ghost?.from).toBeCloseTo((bar.capacity * 3) / 4);
    expect(bar.ghost?.overFrom).toBeCloseTo(bar.capacity);
    expect((bar.ghost?.from ?? 0) + (bar.ghost?.width ?? 0)).toBeGreaterThan(bar.capacity);
  });

  it('never leaves its width, however much is asked', () => {
    const { ghost } = cpuBar(node(0, 4_000, []), 4_000, 640_000);
    expect((ghost?.from ?? 0) + (ghost?.width ?? 0)).toBeLessThanOrEqual(1);
  });

  it('keeps room behind what is there for the pods that it is being emptied for', () => {
    const [boss] = node(0, 4_000, [1_000]).tenants;
    const bar = cpuBar({ ...node(3_000, 4_000, [3_000]), nominated: boss === undefined ? [] : [boss] }, 4_000, null);
    expect(bar.nominated.map(({ from }) => from)).toEqual([expect.closeTo((bar.capacity * 3) / 4)]);
  });

  it('has no ghost of a pod that asks for nothing', () => {
    expect(cpuBar(node(0, 4_000, []), 4_000, 0).ghost).toBeNull();
  });
});

describe('the table of filters', () => {
  const refused = row('a', {
    outcome: 'refused',
    refusedBy: 'TaintToleration',
    verdicts: ['refused', 'refused', 'skipped'],
    reasons: { TaintToleration: 'node(s) had untolerated taint(s)', NodeResourcesFit: 'Insufficient cpu' },
  });

  it('sets apart the filters that let all nodes pass', () => {
    expect(filterColumns(placement([refused, row('b')]))).toEqual({
      refusing: ['TaintToleration', 'NodeResourcesFit'],
      passing: ['NodePorts'],
    });
  });

  it('stops at the first refusal, as kube-scheduler does', () => {
    const all = placement([refused]);
    expect(all.filters.map((plugin) => verdictOf(all, refused, plugin))).toEqual(['refused', 'later', 'later']);
    expect(verdictOf(all, row('b', { outcome: 'unseen' }), 'NodePorts')).toBe('unseen');
  });

  it('says reasons without the words that all begin with', () => {
    expect(shortReason('node(s) had untolerated taint(s)')).toBe('untolerated taint(s)');
    expect(shortReason("node(s) didn't match pod topology spread constraints")).toBe(
      'does not match pod topology spread constraints',
    );
    expect(shortReason('Insufficient cpu, Insufficient memory')).toBe('Insufficient cpu, Insufficient memory');
  });
});

describe('the plugin that made the difference', () => {
  it('is the one with the largest weighted lead over the next node', () => {
    const rows = [
      row('a', { outcome: 'chosen', raw: [1, 1], normalized: [90, 50], total: 240 }),
      row('b', { raw: [1, 1], normalized: [50, 40], total: 170 }),
    ];
    expect(decisivePlugin(placement(rows))).toBe('A');
    expect(decisivePlugin(placement(rows.slice(0, 1)))).toBeNull();
  });
});

describe('an attempt', () => {
  it('unfolds filters first, then scores, and is whole in the end', () => {
    const steps = [0, 0.2, 0.6, 1].map((part) => shownAfter(part * showingMicros, 10));
    expect(steps[0]).toMatchObject({ filtered: 0, score: 0, isDone: false });
    expect(steps[1]?.filtered).toBeGreaterThan(0);
    expect(steps[1]?.score).toBe(0);
    expect(steps[2]).toMatchObject({ filtered: 10, isDone: false });
    expect(steps[2]?.score).toBeGreaterThan(0);
    expect(steps[3]).toEqual({ ...allShown, filtered: 10 });
  });
});
