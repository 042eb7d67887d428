import { describe, expect, it, vi } from 'vitest';
import type { Command, Flight, FromWorker, OutsideNews, OutsideRequest, SessionState } from '../../sim/protocol.ts';
import { Driver } from './driver.ts';

vi.setConfig({ testTimeout: 60_000 });

type NewsOf<T extends OutsideNews['type']> = Extract<OutsideNews, { type: T }>;

/** A page and a gateway that real time passes for only when told to. */
class TestGateway {
  #nowMs = 0;
  #calls: { at: number; callback: () => void }[] = [];
  #replies = new Map<number, Extract<FromWorker, { type: 'reply' }>>();
  #nextId = 1;
  readonly news: OutsideNews[] = [];
  readonly flights: Flight[] = [];
  state: SessionState | null = null;
  readonly #driver: Driver;

  constructor() {
    this.#driver = new Driver({
      now: () => this.#nowMs,
      post: (message) => this.#take(message),
      after: (delayMs, callback) => this.#calls.push({ at: this.#nowMs + delayMs, callback }),
    });
  }

  do(command: Command): unknown {
    const id = this.#nextId++;
    this.#driver.receive({ type: 'request', id, command });
    for (let turn = 0; turn < 100_000; turn++) {
      const reply = this.#replies.get(id);
      if (reply?.ok === true) return reply.result;
      if (reply !== undefined) throw new Error(JSON.stringify(reply));
      this.pass(1);
    }
    throw new Error(`no reply to ${command.type}`);
  }

  serve(on: boolean): void {
    this.#driver.receive({ type: 'outside', call: { type: 'serve', on } });
    this.pass(20);
  }

  ask(request: Partial<OutsideRequest> & { target: string }): number {
    const id = this.#nextId++;
    const whole = { method: 'GET', headers: {}, ...request };
    this.#driver.receive({ type: 'outside', call: { type: 'ask', id, request: whole } });
    this.pass(20);
    return id;
  }

  type(id: number, text: string): void {
    this.#driver.receive({ type: 'outside', call: { type: 'input', id, text, isEnd: false } });
    this.pass(20);
  }

  leave(id: number): void {
    this.#driver.receive({ type: 'outside', call: { type: 'leave', id } });
    this.pass(20);
  }

  newsOf<T extends OutsideNews['type']>(id: number, type: T): NewsOf<T>[] {
    return this.news.filter((one): one is NewsOf<T> => one.id === id && one.type === type);
  }

  /** The answer of a request, after so much real time as it takes. */
  answer(id: number): NewsOf<'answered'> {
    for (let turn = 0; turn < 10_000; turn++) {
      const [answer] = this.newsOf(id, 'answered');
      if (answer !== undefined) return answer;
      this.pass(10);
    }
    throw new Error('no answer');
  }

  /** Lets so many real milliseconds pass. */
  pass(ms: number): void {
    const until = this.#nowMs + ms;
    for (;;) {
      const due = this.#calls.filter((call) => call.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#calls.splice(this.#calls.indexOf(due), 1);
      this.#nowMs = Math.max(this.#nowMs, due.at);
      due.callback();
    }
    this.#nowMs = until;
  }

  #take(message: FromWorker): void {
    if (message.type === 'reply') this.#replies.set(message.id, message);
    else if (message.type === 'outside') this.news.push(structuredClone(message.news));
    else if (message.type === 'frame') {
      this.flights.push(...message.frame.flights);
      if (message.frame.session !== null) this.state = message.frame.session;
      this.#driver.receive({ type: 'ack', seq: message.frame.seq });
    }
  }
}

function serving(): TestGateway {
  const gateway = new TestGateway();
  gateway.do({ type: 'new', name: 'outside', workers: 2, seed: 1 });
  gateway.do({ type: 'pace', pace: { mode: 'factor', factor: 100 } });
  gateway.serve(true);
  gateway.do({ type: 'play' });
  return gateway;
}

const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const configMaps = '/api/v1/namespaces/default/configmaps';

describe('the worker behind the gateway', () => {
  it('answers nobody before it is switched on, nor without a cluster', () => {
    const gateway = new TestGateway();
    expect(gateway.answer(gateway.ask({ target: '/version' })).code).toBe(503);
    gateway.serve(true);
    expect(gateway.answer(gateway.ask({ target: '/version' })).code).toBe(503);
  });

  it('answers reads at once, as text, and while time stands still', () => {
    const gateway = serving();
    gateway.do({ type: 'pause' });
    const { code, body, headers } = gateway.answer(gateway.ask({ target: '/api/v1/nodes' }));
    expect(code).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect((JSON.parse(body) as { items: object[] }).items).toHaveLength(3);
  });

  it('holds writes until time goes on, and says so', () => {
    const gateway = serving();
    gateway.do({ type: 'pause' });
    const id = gateway.ask({ method: 'POST', target: configMaps, body: configMap('held') });
    gateway.pass(1_000);
    expect(gateway.newsOf(id, 'answered')).toEqual([]);
    expect(gateway.state?.serving).toEqual({ waiting: 1, streams: 0, writes: 1 });
    gateway.do({ type: 'play' });
    expect(gateway.answer(id).code).toBe(201);
    expect(gateway.state?.canUndo).toBe(true);
  });

  it('lets time go on while it serves, though nothing is left to do', () => {
    const gateway = serving();
    gateway.pass(2_000);
    expect(gateway.state?.playing).toBe(true);
    gateway.serve(false);
    gateway.pass(100);
    expect(gateway.state?.playing).toBe(false);
    expect(gateway.state?.serving).toBeNull();
  });

  it('flies what is only read, and keeps it out of the session', () => {
    const gateway = serving();
    gateway.do({ type: 'pace', pace: { mode: 'study', secondsPerHop: 0.1 } });
    const before = gateway.do({ type: 'save' }) as { text: string };
    gateway.ask({ target: '/api/v1/namespaces/default/pods' });
    gateway.pass(1_000);
    const labels = new Set(gateway.flights.filter(({ id }) => id < 0).map(({ label }) => label));
    expect([...labels]).toEqual(['GET pods', '200 pods']);
    const visit = gateway.flights.find(({ id }) => id < 0)?.id ?? 0;
    expect(gateway.do({ type: 'message', id: visit })).toMatchObject({ path: '/api/v1/namespaces/default/pods' });
    const hashOf = ({ text }: { text: string }): string => (JSON.parse(text) as { traceHash: string }).traceHash;
    expect(hashOf(gateway.do({ type: 'save' }) as { text: string })).toBe(hashOf(before));
  });

  it('streams a watch until its client leaves', () => {
    const gateway = serving();
    const id = gateway.ask({ target: `${configMaps}?watch=true&resourceVersion=0` });
    expect(gateway.newsOf(id, 'opened')).toHaveLength(1);
    gateway.answer(gateway.ask({ method: 'POST', target: configMaps, body: configMap('seen') }));
    gateway.pass(100);
    const text = gateway
      .newsOf(id, 'text')
      .map((one) => one.text)
      .join('');
    const last = JSON.parse(text.trim().split('\n').at(-1) ?? '') as { type: string; object: { metadata: object } };
    expect(last).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'seen' } } });
    expect(gateway.state?.serving?.streams).toBe(1);
    gateway.leave(id);
    gateway.pass(100);
    expect(gateway.state?.serving?.streams).toBe(0);
  });

  it('ends watches of what has not happened any more with 410', () => {
    const gateway = serving();
    const id = gateway.ask({ target: `${configMaps}?watch=true` });
    gateway.answer(gateway.ask({ method: 'POST', target: configMaps, body: configMap('undone') }));
    gateway.pass(100);
    gateway.do({ type: 'undo' });
    const text = gateway.newsOf(id, 'text').at(-1)?.text ?? '';
    expect(JSON.parse(text.trim().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'ERROR',
      object: { code: 410, reason: 'Expired' },
    });
    expect(gateway.newsOf(id, 'ended')).toHaveLength(1);
  });

  it('runs commands that are typed into, with their streams and what came of them', () => {
    const gateway = serving();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'box' },
      spec: { containers: [{ name: 'c', image: 'busybox', command: ['sleep', '100000'] }] },
    };
    const pods = '/api/v1/namespaces/default/pods';
    gateway.answer(gateway.ask({ method: 'POST', target: pods, body: pod }));
    gateway.pass(500);
    const query = 'command=sh&container=c&stdin=true&stdout=true&stderr=true';
    const id = gateway.ask({ target: `${pods}/box/exec?${query}`, headers: { upgrade: 'websocket' } });
    gateway.pass(200);
    expect(gateway.newsOf(id, 'opened')).toHaveLength(1);
    gateway.type(id, 'echo out; echo err >&2\n');
    gateway.pass(200);
    gateway.type(id, 'exit 3\n');
    gateway.pass(200);
    const said = gateway.newsOf(id, 'text').map(({ text, stream }) => [text, stream]);
    expect(said).toContainEqual(['out\n', 1]);
    expect(said).toContainEqual(['err\n', 2]);
    expect(gateway.newsOf(id, 'ended')[0]?.outcome).toContain('exit code 3');
  });

  it('ends all streams when another cluster is opened', () => {
    const gateway = serving();
    const id = gateway.ask({ target: `${configMaps}?watch=true` });
    gateway.do({ type: 'new', name: 'other', workers: 1, seed: 2 });
    gateway.pass(100);
    expect(gateway.newsOf(id, 'ended')).toHaveLength(1);
    const { body } = gateway.answer(gateway.ask({ target: '/api/v1/nodes' }));
    expect((JSON.parse(body) as { items: object[] }).items).toHaveLength(2);
  });
});
