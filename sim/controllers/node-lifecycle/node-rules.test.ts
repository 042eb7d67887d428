import { describe, expect, it } from 'vitest';
import type { Node } from '../../api/types.ts';
import { checkNodeHealth, defaultHealthSettings } from './health.ts';
import { taintsAfterNoExecutePass, taintsAfterNoSchedulePass } from './taints.ts';

const second = 1_000_000;
const node = (ready: string, extra: object = {}): Node => ({
  metadata: { name: 'n', creationTimestamp: '1970-01-01T00:00:00Z' },
  spec: extra,
  status: { conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: '1970-01-01T00:00:00Z' }] },
});

describe('node health', () => {
  const first = checkNodeHealth(node('True'), '1970-01-01T00:00:00Z', undefined, defaultHealthSettings, 0);

  it('turns Unknown only after more than the grace of silence, and marks the pods once', () => {
    expect(
      checkNodeHealth(node('True'), '1970-01-01T00:00:00Z', first.health, defaultHealthSettings, 50 * second)
        .conditions,
    ).toBeUndefined();
    const late = checkNodeHealth(
      node('True'),
      '1970-01-01T00:00:00Z',
      first.health,
      defaultHealthSettings,
      50 * second + 1,
    );
    expect(late.podsMarkedNotReady).toBe(true);
    expect(late.currentReady).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown' });
    const written: Node = { ...node('True'), status: { conditions: [...(late.conditions ?? [])] } };
    const next = checkNodeHealth(written, '1970-01-01T00:00:00Z', late.health, defaultHealthSettings, 60 * second);
    expect(next).toMatchObject({ conditions: undefined, podsMarkedNotReady: false });
  });

  it('a renewed lease is a sign of life', () => {
    const renewed = checkNodeHealth(
      node('True'),
      '1970-01-01T00:00:40Z',
      first.health,
      defaultHealthSettings,
      45 * second,
    );
    expect(renewed.health.probedAt).toBe(45 * second);
    expect(
      checkNodeHealth(node('True'), '1970-01-01T00:00:40Z', renewed.health, defaultHealthSettings, 90 * second)
        .conditions,
    ).toBeUndefined();
  });
});

describe('taints', () => {
  it('are exchanged when the reason changes and keep what others put there', () => {
    const foreign = { key: 'own', effect: 'NoSchedule' };
    const tainted = node('Unknown', {
      taints: [foreign, { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
    });
    expect(taintsAfterNoSchedulePass(tainted, 0)).toEqual([
      foreign,
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule', timeAdded: '1970-01-01T00:00:00Z' },
    ]);
  });

  it('nothing is written when they are right', () => {
    const taints = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }];
    expect(taintsAfterNoExecutePass(node('Unknown', { taints }), 0)).toBeUndefined();
    expect(taintsAfterNoExecutePass(node('True', { taints }), 0)).toEqual([]);
  });
});
