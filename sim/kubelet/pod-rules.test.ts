import { describe, expect, it } from 'vitest';
import type { Pod, PodStatus } from '../api/types.ts';
import { effectiveGraceSeconds, probeKillGraceSeconds, terminationOrder } from './grace-period.ts';
import { computePodActions } from './pod-actions.ts';
import type { ContainerFacts, PodFacts } from './pod-actions.ts';
import { datedConditions, generatePodConditions } from './pod-conditions.ts';
import { containerShouldRestart } from './restart-policy.ts';
import { statusPatch } from './status-patch.ts';

const pod = (spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
});
const facts = (containers: Readonly<Record<string, ContainerFacts>>, liveness?: 'failure'): PodFacts => ({
  sandboxes: [{ attempt: 0, state: 'ready', ip: '10.0.0.1' }],
  containerOf: (name) => containers[name],
  probesOf: () => (liveness === undefined ? {} : { liveness }),
  hasContainers: Object.keys(containers).length > 0,
});

describe('one sync of a pod', () => {
  it('says in the event whether a killed container comes back', () => {
    const running = { c: { state: 'running', exitCode: 0 } } as const;
    expect(computePodActions(pod(), facts(running, 'failure')).containersToKill).toEqual([
      { name: 'c', message: 'Container c failed liveness probe, will be restarted', reason: 'LivenessProbe' },
    ]);
    const never = computePodActions(pod({ restartPolicy: 'Never' }), facts(running, 'failure'));
    expect(never).toMatchObject({ killPod: true, containersToStart: [] });
  });

  it('a container of its own policy is started again in a pod that never restarts', () => {
    const containers = [{ name: 'c', image: 'i', restartPolicy: 'Always' }];
    const ended = { c: { state: 'exited', exitCode: 1 } } as const;
    expect(computePodActions(pod({ containers, restartPolicy: 'Never' }), facts(ended)).containersToStart).toEqual([
      'c',
    ]);
  });

  it('rules on exit codes come before policies', () => {
    const rules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];
    const container = { name: 'c', restartPolicy: 'Never', restartPolicyRules: rules };
    expect(containerShouldRestart(container, pod().spec as NonNullable<Pod['spec']>, 42)).toBe(true);
    expect(containerShouldRestart(container, pod().spec as NonNullable<Pod['spec']>, 1)).toBe(false);
  });
});

describe('conditions', () => {
  it('keep the time while the status stays, and leave those of others alone', () => {
    const generated = generatePodConditions(pod(), [], 'Pending', []);
    const stored = [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: 'before' },
      { type: 'Ready', status: 'True', lastTransitionTime: 'before' },
      { type: 'example.com/gate', status: 'True' },
    ];
    const conditions = datedConditions(stored, generated, 'now', undefined);
    const timeOf = (type: string): string | undefined =>
      conditions.find((condition) => condition.type === type)?.lastTransitionTime;
    expect([timeOf('PodScheduled'), timeOf('Ready'), timeOf('Initialized')]).toEqual(['before', 'now', 'now']);
    const before: PodStatus = { conditions: stored };
    expect(statusPatch({ ...pod(), status: before }, before, { conditions })?.status).toEqual({
      conditions: [stored[2], ...conditions],
    });
  });
});

describe('the end of a pod', () => {
  it('takes the grace of the deletion before that of the spec, and that of a probe for its own kills', () => {
    const going: Pod = { ...pod(), metadata: { name: 'p', deletionGracePeriodSeconds: 0 } };
    expect(effectiveGraceSeconds(going, undefined)).toBe(1);
    expect(effectiveGraceSeconds(pod(), undefined)).toBe(30);
    const container = { name: 'c', livenessProbe: { terminationGracePeriodSeconds: 3 } };
    expect(probeKillGraceSeconds(pod(), container, 'LivenessProbe')).toBe(3);
    expect(probeKillGraceSeconds(pod(), container, 'StartupProbe')).toBe(30);
  });

  it('signals sidecars after the others, last one first', () => {
    const initContainers = [
      { name: 's1', restartPolicy: 'Always' },
      { name: 'i' },
      { name: 's2', restartPolicy: 'Always' },
    ];
    expect(terminationOrder(pod({ initContainers })).map(({ name, after }) => [name, ...after])).toEqual([
      ['i'],
      ['c'],
      ['s2', 'c'],
      ['s1', 'c', 's2'],
    ]);
  });
});
