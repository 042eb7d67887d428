import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { newNode, nodeTable, readyStatusOf } from './node.machine.ts';
import type { NodeContext, NodeEvent } from './node.machine.ts';

function booted(): Driven<NodeContext, NodeEvent, string> {
  const node = new Driven(nodeTable, newNode(20_000_000, 30_000_000));
  node.send({ type: 'machine.poweredOn' });
  node.fire();
  return node;
}

describe('a node', () => {
  it('boots, registers, is not ready until its runtime is, then ready', () => {
    const node = booted();
    expect(node.send({ type: 'node.registered' })).toBe('on.connected.notReady');
    expect(readyStatusOf(node.state)).toBe('False');
    expect(node.send({ type: 'conditions.passed' })).toBe('on.connected.ready');
    expect(node.state.context.reason).toBe('KubeletReady');
    expect(node.takeActions()).toEqual(['startKubelet', 'registerNode', 'startPods', 'updateStatus', 'updateStatus']);
  });

  it('tries to register with a back-off of 200 ms, 400 ms … up to 7 s', () => {
    const node = booted();
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      node.send({ type: 'node.registerFailed' });
      waits.push(...node.timers.values());
      node.fire();
    }
    expect(waits.map((micros) => micros / 1000)).toEqual([200, 400, 800, 1600, 3200, 6400, 7000, 7000]);
  });

  it('is Unknown while it is cut off, and reports what it became meanwhile', () => {
    const node = booted();
    node.send({ type: 'node.registered' }, { type: 'conditions.passed' }, { type: 'network.lost' });
    expect(readyStatusOf(node.state)).toBe('Unknown');
    node.send({ type: 'conditions.failed', reason: 'KubeletNotReady', message: 'PLEG is not healthy' });
    expect(node.send({ type: 'network.restored' })).toBe('on.connected.notReady');
  });

  it('loses everything at once when its power goes, but not when it shuts down', () => {
    const cut = booted();
    cut.send({ type: 'node.registered' });
    cut.takeActions();
    expect(cut.send({ type: 'machine.poweredOff' })).toBe('off');
    expect(cut.takeActions()).toEqual(['haltMachine']);
    const graceful = booted();
    graceful.send({ type: 'node.registered' }, { type: 'conditions.passed' });
    graceful.takeActions();
    expect(graceful.send({ type: 'machine.shutdownRequested' })).toBe('on.shuttingDown');
    expect(graceful.send({ type: 'pods.terminated' })).toBe('off');
    expect(graceful.takeActions()).toEqual(['updateStatus', 'terminatePods', 'stopKubelet', 'haltMachine']);
  });
});
