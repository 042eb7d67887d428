import { describe, expect, it } from 'vitest';
import type { Sink } from './backend.ts';
import { RemoteBackend, type OutsideCall } from './remote-backend.ts';

function setUp() {
  const calls: OutsideCall[] = [];
  const heard: string[] = [];
  const sink: Sink = {
    lines: () => undefined,
    text: (text) => void heard.push(text),
    end: (outcome) => void heard.push(`end ${outcome?.status ?? ''}`.trim()),
  };
  const backend = new RemoteBackend((call) => void calls.push(call));
  return { calls, heard, sink, backend };
}

const http = { method: 'GET', target: '/api/v1/pods', headers: { accept: 'application/json' } };

describe('a backend behind messages', () => {
  it('passes requests on by number and gives each its own answer', async () => {
    const { backend, calls, sink } = setUp();
    const first = backend.request(http, sink);
    const second = backend.request({ ...http, body: '{}' }, sink);
    expect(calls).toEqual([
      { type: 'ask', id: 1, request: http },
      { type: 'ask', id: 2, request: { ...http, body: '{}' } },
    ]);
    const answer = { type: 'answered' as const, headers: {}, outcome: '', pieces: [] };
    backend.receive({ ...answer, id: 2, code: 201, body: 'two' });
    backend.receive({ ...answer, id: 1, code: 200, body: 'one', outcome: '{"status":"Success"}' });
    expect(await first).toEqual({ code: 200, headers: {}, body: 'one', outcome: { status: 'Success' } });
    expect(await second).toEqual({ code: 201, headers: {}, body: 'two' });
    expect(backend.count).toBe(0);
  });

  it('lets a stream run until its server ends it', async () => {
    const { backend, calls, heard, sink } = setUp();
    const opening = backend.request(http, sink);
    backend.receive({ type: 'opened', id: 1, contentType: 'text/plain' });
    expect(await opening).toMatchObject({ contentType: 'text/plain' });
    const stream = await opening;
    if ('close' in stream) stream.write?.('typed', false);
    expect(calls.at(-1)).toEqual({ type: 'input', id: 1, text: 'typed', isEnd: false });
    backend.receive({ type: 'text', id: 1, text: 'a line', stream: 1 });
    backend.receive({ type: 'ended', id: 1, outcome: '{"status":"Success"}' });
    backend.receive({ type: 'text', id: 1, text: 'too late', stream: 1 });
    expect(heard).toEqual(['a line', 'end Success']);
  });

  it('tells the worker once when a client leaves its stream', async () => {
    const { backend, calls, sink } = setUp();
    const opening = backend.request(http, sink);
    backend.receive({ type: 'opened', id: 1, contentType: 'application/json' });
    const stream = await opening;
    for (let turn = 0; turn < 2; turn++) if ('close' in stream) stream.close();
    expect(calls.slice(1)).toEqual([{ type: 'leave', id: 1 }]);
  });

  it('leaves nobody waiting when the worker is gone', async () => {
    const { backend, heard, sink } = setUp();
    const waiting = backend.request(http, sink);
    const opening = backend.request(http, sink);
    backend.receive({ type: 'opened', id: 2, contentType: 'application/json' });
    await opening;
    backend.fail('the window was closed');
    expect(await waiting).toMatchObject({ code: 503, body: { message: 'the window was closed' } });
    expect(heard).toEqual(['end']);
    expect(backend.count).toBe(0);
  });
});
