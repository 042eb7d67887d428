import { describe, expect, it } from 'vitest';
import { firstPodStatus } from './pod.ts';

describe('the status of new pods', () => {
  it('says that closed gates block scheduling', () => {
    expect(firstPodStatus({ containers: [] }, 'BestEffort')).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(firstPodStatus({ containers: [], schedulingGates: [{ name: 'a' }] }, 'Burstable').conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' },
    ]);
  });
});
