import { describe, expect, it } from 'vitest';
import { Engine, type Sim } from '../engine/engine.ts';
import {
  isBeating,
  lastHeartbeat,
  observeHeartbeats,
  startHeartbeat,
  stopHeartbeat,
  type HeartbeatChange,
} from './heartbeat.ts';

const told: HeartbeatChange[] = [];
const handlers = {
  'test.changed': (_: Sim, change: HeartbeatChange): void => void told.push(change),
  'test.nothing': (): void => undefined,
};

function engineAt(): Engine {
  told.length = 0;
  return new Engine({ seed: 1, handlers, freeze: true });
}

const key = 'kube-node-lease/worker-1';

describe('a heartbeat', () => {
  it('has its last beat a whole number of periods after its start, without any event', () => {
    const engine = engineAt();
    engine.runAs('kubelet/worker-1', (sim) => startHeartbeat(sim, key, 10));
    expect(engine.isSettled).toBe(true);
    expect(lastHeartbeat(engine, key, 9)).toBe(0);
    expect(lastHeartbeat(engine, key, 35)).toBe(30);
    expect(lastHeartbeat(engine, 'kube-node-lease/other', 35)).toBeUndefined();
  });

  it('tells observers when it stops and when it goes on, with its last beat', () => {
    const engine = engineAt();
    engine.runAs('observer', (sim) => observeHeartbeats(sim, 'observer', 'test.changed'));
    engine.runAs('kubelet/worker-1', (sim) => startHeartbeat(sim, key, 10));
    engine.run(25);
    engine.runAs('user', (sim) => stopHeartbeat(sim, key));
    engine.run(70);
    expect(isBeating(engine, key)).toBe(false);
    expect(lastHeartbeat(engine, key, 70)).toBe(20);
    engine.runAs('kubelet/worker-1', (sim) => startHeartbeat(sim, key, 10));
    engine.run(71);
    expect(told).toEqual([
      { leaseKey: key, isBeating: true, lastRenewal: 0 },
      { leaseKey: key, isBeating: false, lastRenewal: 20 },
      { leaseKey: key, isBeating: true, lastRenewal: 70 },
    ]);
  });
});
