import { describe, expect, it } from 'vitest';
import type { Sim } from '../engine/engine.ts';
import { compact } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { requestHandlers, sendRequest } from '../client/request.ts';
import type { HttpWatchDelivery } from './http/http.ts';
import { handle } from './server.ts';
import { HttpWorld } from '../testing/http-world.ts';
import type { RequestOptions, WatchEvent } from './types.ts';
import { closeWatch } from './watch.ts';

const seen: string[] = [];
const events: (WatchEvent | null)[] = [];

function world(): HttpWorld {
  seen.length = 0;
  events.length = 0;
  const made = new HttpWorld({
    ...requestHandlers,
    'test.watched': (_: Sim, { event }: HttpWatchDelivery) => {
      events.push(event);
      seen.push(event === null ? 'end' : `${event.type} ${event.object.metadata?.name ?? ''}`.trim());
    },
    'test.opened': () => undefined,
  });
  for (const name of ['a', 'b']) create(made, name);
  return made;
}

function create(made: HttpWorld, name: string): void {
  made.engine.runAs('user', (sim) => {
    handle(sim, { verb: 'create', resource: 'configmaps', namespace: 'default', body: { metadata: { name } } });
  });
}

function watch(made: HttpWorld, options: RequestOptions): void {
  made.engine.runAs('user', (sim) => {
    const request = { verb: 'watch', resource: 'configmaps', namespace: 'default', options } as const;
    sendRequest(sim, request, { kind: 'test.opened', context: { watch: 'w', eventKind: 'test.watched' } });
  });
  made.engine.run(made.engine.now + 1_000_000);
}

function revision(made: HttpWorld): number {
  let current = 0;
  made.engine.runAs('user', (sim) => (current = currentRevision(sim)));
  return current;
}

describe('watches', () => {
  it('begin with what is there when they name no version, and go on with changes', () => {
    const made = world();
    watch(made, {});
    create(made, 'c');
    made.engine.run(made.engine.now + 1_000_000);
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
  });

  it('begin behind the version that they name', () => {
    const made = world();
    const since = revision(made);
    create(made, 'c');
    watch(made, { resourceVersion: String(since) });
    expect(seen).toEqual(['ADDED c']);
  });

  it('mark the end of initial events by a bookmark', () => {
    const made = world();
    watch(made, { sendInitialEvents: true, allowWatchBookmarks: true, resourceVersionMatch: 'NotOlderThan' });
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'BOOKMARK']);
    expect(events[2]?.object.metadata).toEqual({
      resourceVersion: String(revision(made)),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    });
  });

  it('send a bookmark every minute to those who want them', () => {
    const made = world();
    watch(made, { resourceVersion: String(revision(made)), allowWatchBookmarks: true });
    made.engine.run(made.engine.now + 125_000_000);
    expect(seen).toEqual(['BOOKMARK', 'BOOKMARK']);
  });

  it('end after their time', () => {
    const made = world();
    watch(made, { resourceVersion: String(revision(made)), timeoutSeconds: 5 });
    made.engine.run(made.engine.now + 6_000_000);
    create(made, 'c');
    made.engine.run(made.engine.now + 1_000_000);
    expect(seen).toEqual(['end']);
  });

  it('end when their client closes them', () => {
    const made = world();
    watch(made, { resourceVersion: String(revision(made)) });
    made.engine.runAs('user', (sim) => closeWatch(sim, { verb: 'watch', resource: 'configmaps' }, 'w'));
    made.engine.run(made.engine.now + 1_000_000);
    create(made, 'c');
    made.engine.run(made.engine.now + 1_000_000);
    expect(seen).toEqual([]);
  });

  it('from a compacted version are told so by an ERROR event', () => {
    const made = world();
    made.engine.runAs('user', (sim) => compact(sim, currentRevision(sim)));
    watch(made, { resourceVersion: '1' });
    expect(seen).toEqual(['ERROR', 'end']);
    expect(events[0]?.object).toMatchObject({
      kind: 'Status',
      code: 410,
      reason: 'Expired',
      message: `too old resource version: 1 (${revision(made)})`,
    });
  });
});
