import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../api/types.ts';
import { observationMatches } from './compare.ts';
import type { ScenarioDriver } from './scenario-driver.ts';
import { backoffSeconds } from './scenario-history.ts';
import { fieldAt } from './scenario-query.ts';
import { scenarioCheck, scenarioNodes } from './scenario.ts';

/** A driver that plays a fixed film: at each second the pods are as listed. */
function filmDriver(film: readonly (readonly [number, readonly Pod[]])[], log: string[] = []): ScenarioDriver {
  let now = 0;
  let pods: readonly Pod[] = [];
  let position = 0;
  let changed: (kind: string) => void = () => undefined;
  return {
    runUntil: (seconds) => {
      for (let next = film[position]; next !== undefined && next[0] <= seconds; next = film[++position]) {
        [now, pods] = next;
        changed('Pod');
      }
      now = seconds;
    },
    nowSeconds: () => now,
    epochMs: () => 0,
    apply: (object) => log.push(`apply ${object.metadata?.name ?? ''} at ${now}`),
    patch: ({ kind, name }) => log.push(`patch ${kind} ${name} at ${now}`),
    delete: ({ kind, name }) => log.push(`delete ${kind} ${name} at ${now}`),
    nodeDown: (node) => log.push(`down ${node} at ${now}`),
    nodeUp: (node) => log.push(`up ${node} at ${now}`),
    evict: (targets) => targets.map(() => 200),
    load: () => undefined,
    list: (kind): readonly KubeObject[] => (kind === 'Pod' ? pods : []),
    onChange: (listener) => {
      changed = listener;
    },
  };
}

const pod = (name: string, extra: Partial<Pod['status']> = {}, deleted = false): Pod => ({
  metadata: {
    name,
    uid: name,
    namespace: 'default',
    labels: { app: 'web' },
    ...(deleted ? { deletionTimestamp: '1970-01-01T00:00:09Z' } : {}),
  },
  spec: { containers: [{ name: 'c', image: 'web:1' }] },
  status: { phase: 'Running', ...extra },
});
const count = { kind: 'Pod', measure: 'count', labels: { app: 'web' } };

function passes(film: Parameters<typeof filmDriver>[0], given: object, all: readonly object[]): boolean {
  const check = scenarioCheck(() => filmDriver(film));
  const expectation = { all };
  return observationMatches(check, expectation, check.observe({ until: 100, ...given }, expectation));
}

describe('scenario', () => {
  it('evaluates at and by at the named second', () => {
    const film = [
      [10, [pod('a')]],
      [20, [pod('a'), pod('b')]],
    ] as const;
    expect(
      passes(film, {}, [
        { at: 15, query: count, op: '==', value: 1 },
        { by: 20, query: count, op: '==', value: 2 },
      ]),
    ).toBe(true);
    expect(passes(film, {}, [{ by: 19, query: count, op: '==', value: 2 }])).toBe(false);
  });

  it('evaluates during at every change inside the window', () => {
    const film = [
      [10, [pod('a')]],
      [20, []],
      [20.5, [pod('a')]],
    ] as const;
    expect(passes(film, {}, [{ during: [10, 19], query: count, op: '>=', value: 1 }])).toBe(true);
    expect(passes(film, {}, [{ during: [10, 30], query: count, op: '>=', value: 1 }])).toBe(false);
  });

  it('tolerates a passed upper bound of a rollout for less than a second', () => {
    const steps = [{ at: 5, patch: { kind: 'Deployment', name: 'web', patch: {} } }];
    const short = [
      [10, [pod('a'), pod('b')]],
      [10.5, [pod('a')]],
    ] as const;
    const long = [
      [10, [pod('a'), pod('b')]],
      [11.5, [pod('a')]],
    ] as const;
    const bound = [{ during: [5, 50], query: count, op: '<=', value: 1 }];
    expect(passes(short, { steps }, bound)).toBe(true);
    expect(passes(long, { steps }, bound)).toBe(false);
    expect(passes(short, {}, bound)).toBe(false);
  });

  it('acts at the second of each step', () => {
    const log: string[] = [];
    const given = {
      until: 50,
      steps: [
        { at: 10, apply: { kind: 'Node', metadata: { name: 'n' } } },
        { at: 20, delete: { kind: 'Pod', labels: { app: 'web' }, count: 1 } },
        { at: 30, fault: { type: 'nodeDown', node: 'node-0' } },
      ],
    };
    scenarioCheck(() => filmDriver([[1, [pod('a'), pod('b')]]], log)).observe(given, {});
    expect(log).toEqual(['apply n at 10', 'delete Pod a at 20', 'down node-0 at 30']);
  });

  it('reads orders of events and the waits of a crash loop', () => {
    const waiting = (restartCount: number, wait: string): Pod =>
      pod('a', {
        containerStatuses: [
          {
            name: 'c',
            image: '',
            imageID: '',
            ready: false,
            restartCount,
            state: {
              waiting: { reason: 'CrashLoopBackOff', message: `back-off ${wait} restarting failed container=c pod=a` },
            },
          },
        ],
      });
    const film = [
      [1, [waiting(1, '10s')]],
      [2, [pod('a')]],
      [3, [waiting(2, '1m20s')]],
      [4, [pod('a'), pod('b')]],
      [9, [pod('a', {}, true), pod('b')]],
    ] as const;
    expect(
      passes(film, {}, [
        { at: 100, query: { measure: 'crashLoopWaits', kind: 'Pod', name: 'a', first: 2 }, op: '==', value: [10, 80] },
        {
          at: 100,
          query: { measure: 'order', event: 'created', kind: 'Pod', labels: { app: 'web' } },
          op: '==',
          value: ['a', 'b'],
        },
        { at: 100, query: { measure: 'order', event: 'deleted', kind: 'Pod' }, op: '==', value: ['a'] },
        { at: 100, query: { measure: 'createdAfterReady', kind: 'Pod', pairs: [['b', 'a']] }, op: '==', value: false },
      ]),
    ).toBe(true);
  });
});

describe('scenario parts', () => {
  it('reads dotted paths with list items and map entries', () => {
    const object = {
      metadata: { annotations: { 'a.b/c': '3' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
    expect(fieldAt(object, 'metadata.annotations[a.b/c]')).toBe('3');
    expect(fieldAt(object, 'status.conditions[type=Ready].status')).toBe('True');
    expect(fieldAt(object, 'status.conditions[type=Gone].status')).toBeNull();
  });

  it('reads the wait from the message of the kubelet', () => {
    expect(backoffSeconds('back-off 5m0s restarting failed container=c pod=p')).toBe(300);
    expect(backoffSeconds('something else')).toBeUndefined();
  });

  it('makes standard nodes of a number', () => {
    expect(scenarioNodes(2).map((node) => node.metadata?.name)).toEqual(['node-0', 'node-1']);
  });
});
