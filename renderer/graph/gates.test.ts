import { describe, expect, test } from 'vitest';
import type { StageRequest } from '../../sim/protocol.ts';
import { GateLog } from './gates.ts';
import { Scene } from './scene.ts';
import { busyCluster } from './testing/clusters.ts';

const scene = new Scene();
scene.update(busyCluster().elements, 0);
const beam = scene.layout.beam;
const at = (id: number, stage: StageRequest['stage'], deniedBy = ''): StageRequest => ({
  id,
  stage,
  label: 'POST pods',
  tone: 'write',
  deniedBy,
});
const gate = (name: string): { x: number; w: number } => beam!.gates.find((each) => each.name === name)!;
const middle = (name: string): number => gate(name).x + gate(name).w / 2;

describe('requests inside the API server', () => {
  test('slide to the gate at which they are', () => {
    const log = new GateLog();
    log.set([at(1, 'authenticate')], beam, 0);
    expect(log.marks(0).marks[0]?.x).toBe(gate('authenticate').x);
    expect(log.marks(240).marks[0]?.x).toBeCloseTo(middle('authenticate'));
    log.set([at(1, 'admit')], beam, 300);
    expect(log.marks(300).isMoving).toBe(true);
    expect(log.marks(600)).toMatchObject({ isMoving: false });
    expect(log.marks(600).marks[0]?.x).toBeCloseTo(middle('admit'));
  });

  test('stand side by side at one gate', () => {
    const log = new GateLog();
    log.set([at(1, 'persist'), at(2, 'persist')], beam, 0);
    const [one, two] = log.marks(1000).marks.map((mark) => mark.x);
    expect(two! - one!).toBeGreaterThan(10);
    expect((one! + two!) / 2).toBeCloseTo(middle('persist'));
  });

  test('fade when they have left, the denied ones later', () => {
    const log = new GateLog();
    log.set([at(1, 'persist'), at(2, 'admit', 'quota exceeded')], beam, 0);
    log.set([], beam, 1000);
    expect(log.marks(1100).marks.map((mark) => mark.request.id)).toEqual([1, 2]);
    expect(log.marks(1400).marks).toMatchObject([{ request: { id: 2 }, isDenied: true }]);
    expect(log.marks(2000).marks).toEqual([]);
  });
});
