/** Every example that comes with the app, run with frozen state until nothing is left to do or ten minutes have passed. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPodReady } from '../api/pod-status.ts';
import type { Event, Pod } from '../api/types.ts';
import { probeHash } from './hash-probe.ts';
import { UserWorld } from './user-world.ts';

const folder = new URL('../../assets/examples/', import.meta.url);

function runExample(file: string): UserWorld {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return new UserWorld().act({ action: 'applyText', text, fileName: file });
}

/** What became of the pods: how many are Ready, and why the others are not. */
function outcome(world: UserWorld): [ready: number, problems: string[]] {
  const pods = world.list<Pod>('pods', '', '').filter(({ metadata }) => metadata?.namespace !== 'kube-system');
  const waits = pods
    .filter((pod) => !isPodReady(pod))
    .map(({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason ?? status?.phase ?? '');
  return [pods.filter(isPodReady).length, waits];
}

const outcomes: Readonly<Record<string, ReturnType<typeof outcome>>> = {
  'crash-loop.yaml': [0, ['CrashLoopBackOff']],
  'guestbook.yaml': [6, []],
  'image-missing.yaml': [0, ['ImagePullBackOff', 'ImagePullBackOff']],
  'init-wait.yaml': [2, []],
  'logging-sidecar.yaml': [1, []],
  'probes.yaml': [3, []],
  'too-big.yaml': [0, ['Pending']],
  'web.yaml': [3, []],
};

describe('examples', () => {
  it('are all tried here', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.yaml'))).toEqual(Object.keys(outcomes));
  });

  it.each(Object.entries(outcomes))('%s comes to what it shows', (file, expected) => {
    const world = runExample(file);
    expect(world.results().filter((text) => !text.endsWith(' created'))).toEqual([]);
    expect(outcome(world)).toEqual(expected);
  });

  it('a pod too big for any node is told why, in the words of the scheduler', () => {
    const events = runExample('too-big.yaml').list<Event>('events');
    expect(events.find(({ reason }) => reason === 'FailedScheduling')?.message).toMatch(
      /^0\/4 nodes are available: 1 node\(s\) had untolerated taint\(s\), 3 Insufficient cpu, 3 Insufficient memory\./,
    );
  });
});

describe('the probe of JavaScript engines', () => {
  it('gives one hash', () => {
    expect(probeHash()).toMatch(/^[0-9a-f]{16}$/);
    expect(probeHash()).toBe(probeHash());
  });
});
