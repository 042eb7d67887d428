import { describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.ts';
import { setWorldSettings } from '../api/world.ts';
import type { Event, KubeObject } from '../api/types.ts';
import { apiServerHandlers, handle } from '../apiserver/server.ts';
import { rangeStored } from '../etcd/etcd.ts';
import { defaultWorld, settingsOf } from '../scenario/formats/default-world.ts';
import { eventRecorderHandlers, recordEvent } from './event-recorder.ts';
import { requestHandlers } from './request.ts';

const minute = 60_000_000;
const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u-1', resourceVersion: '7' },
};

/** A cluster in which a kubelet says things about one pod. */
class Recording {
  readonly #engine = new Engine({
    seed: 1,
    handlers: { ...apiServerHandlers, ...requestHandlers, ...eventRecorderHandlers },
  });

  constructor() {
    this.#engine.runAs('world', (sim) => {
      setWorldSettings(sim, settingsOf(defaultWorld({ rateLimits: 'unlimited' })));
      for (const name of ['default', 'kube-system']) {
        handle(sim, { verb: 'create', resource: 'namespaces', body: { metadata: { name } } });
      }
    });
  }

  say(reason: string, message: string, fieldPath = ''): void {
    this.#engine.runAs('kubelet/worker-1', (sim) => recordEvent(sim, pod, 'Normal', reason, message, fieldPath));
    this.#engine.run(this.#engine.now + 1_000_000);
  }

  sayAtOnce(messages: readonly string[]): void {
    this.#engine.runAs('kubelet/worker-1', (sim) => {
      for (const message of messages) recordEvent(sim, pod, 'Warning', 'Failed', message);
    });
    this.wait(1_000_000);
  }

  /** What the API server has refused. */
  get denials(): string[] {
    const { trace } = this.#engine;
    const rows = Array.from({ length: trace.count }, (_, n) => trace.row(n));
    return rows.flatMap((row) => (row?.verb === 'Denied' ? [row.text] : []));
  }

  wait(micros: number): void {
    this.#engine.run(this.#engine.now + micros);
  }

  forget(): void {
    const names = this.events().map(({ metadata }) => metadata.name ?? '');
    this.#engine.runAs('world', (sim) => {
      for (const name of names) handle(sim, { verb: 'delete', resource: 'events', namespace: 'default', name });
    });
  }

  events(): Event[] {
    return rangeStored(this.#engine, '/registry/events').map(({ object }) => object as Event);
  }

  /** Messages with their counts, sorted. */
  get told(): string[] {
    return this.events()
      .map(({ message = '', count = 0 }) => `${message} x${count}`)
      .sort();
  }
}

describe('Events of a component about an object', () => {
  it('count up when they say the same again', () => {
    const recording = new Recording();
    for (let n = 0; n < 3; n++) recording.say('Pulled', 'image is there', 'spec.containers{a}');
    recording.say('Pulled', 'image is there', 'spec.containers{b}');
    expect(recording.told).toEqual(['image is there x1', 'image is there x3']);
  });

  it('are combined from the tenth different message on', () => {
    const recording = new Recording();
    for (let n = 1; n <= 12; n++) recording.say('Failed', `error ${n}`);
    recording.say('Failed', 'error 3');
    expect(recording.told).toContain('error 9 x1');
    expect(recording.told).toContain('error 3 x2');
    expect(recording.told).toContain('(combined from similar events): error 12 x3');
    expect(recording.told).toHaveLength(10);
  });

  it('are told apart again after a pause of ten minutes, and by type and reason', () => {
    const recording = new Recording();
    for (let n = 1; n <= 9; n++) recording.say('Failed', `error ${n}`);
    recording.say('BackOff', 'error 10');
    recording.wait(11 * minute);
    recording.say('Failed', 'error 11');
    recording.say('Failed', 'error 1');
    expect(recording.told).toContain('error 10 x1');
    expect(recording.told).toContain('error 11 x1');
    expect(recording.told).toContain('error 1 x2');
  });

  it('come seldom after a burst of 25', () => {
    const recording = new Recording();
    for (let n = 0; n < 30; n++) recording.say('Pulled', 'image is there');
    expect(recording.told).toEqual(['image is there x25']);
    recording.wait(5 * minute);
    recording.say('Pulled', 'image is there');
    expect(recording.told).toEqual(['image is there x26']);
  });

  it('are counted up after they were written, also when all is said at once', () => {
    const recording = new Recording();
    recording.sayAtOnce(Array.from({ length: 14 }, (_, n) => `error ${n + 1}`));
    expect(recording.told).toContain('(combined from similar events): error 14 x5');
    expect(recording.denials).toEqual([]);
  });

  it('are written anew when they are gone', () => {
    const recording = new Recording();
    recording.say('Pulled', 'image is there');
    recording.forget();
    recording.say('Pulled', 'image is there');
    expect(recording.told).toEqual([]);
    recording.say('Pulled', 'image is there');
    expect(recording.told).toEqual(['image is there x1']);
  });
});
