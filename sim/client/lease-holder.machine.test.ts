import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { leaseHolderTable, newLeaseHolder } from './lease-holder.machine.ts';
import { newNodeLease, nodeLeaseTable } from './node-lease.machine.ts';

describe('leader election', () => {
  it('follows while another holds the lease and leads when it gets it', () => {
    const holder = new Driven(leaseHolderTable, newLeaseHolder('me'));
    holder.send({ type: 'process.started' });
    expect(holder.send({ type: 'lease.held', by: 'other' })).toBe('follower');
    expect(holder.fire()).toBe('candidate');
    expect(holder.send({ type: 'lease.acquired' })).toBe('leader.holding');
    expect(holder.state.context.leader).toBe('me');
    expect(holder.takeActions()).toEqual(['tryAcquireOrRenew', 'tryAcquireOrRenew', 'reportLeader', 'startLeading']);
  });

  it('stops leading when a renewal has not succeeded within its deadline', () => {
    const holder = new Driven(leaseHolderTable, newLeaseHolder('me'));
    holder.send({ type: 'process.started' }, { type: 'lease.acquired' });
    expect(holder.fire()).toBe('leader.renewing.asking');
    expect([...holder.timers.values()]).toEqual([10_000_000]);
    expect(holder.send({ type: 'lease.failed' })).toBe('leader.renewing.waiting');
    expect([...holder.timers.values()].sort((a, b) => a - b)).toEqual([2_000_000, 10_000_000]);
    const retry = [...holder.timers.keys()].find((timer) => timer.includes('.retry.'))!;
    holder.timers.delete(retry);
    holder.send({ type: retry } as never);
    holder.takeActions();
    expect(holder.fire()).toBe('stopped');
    expect(holder.takeActions()).toEqual(['stopLeading']);
  });
});

describe("a node's lease", () => {
  it('is renewed every 10 s, and after a failure at 200 ms doubling to 7 s', () => {
    const lease = new Driven(nodeLeaseTable, newNodeLease());
    lease.send({ type: 'kubelet.started' }, { type: 'lease.renewed' });
    expect([...lease.timers.values()]).toEqual([10_000_000]);
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      lease.fire();
      lease.send({ type: 'lease.failed' });
      waits.push(...lease.timers.values());
    }
    expect(waits.map((micros) => micros / 1000)).toEqual([200, 400, 800, 1600, 3200, 6400, 7000, 7000]);
  });
});
