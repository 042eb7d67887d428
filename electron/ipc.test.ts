import { describe, expect, it, vi } from 'vitest';
import type { RequestChannel } from './contract.ts';
import { registerHandlers } from './ipc.ts';
import type { Ipc, RequestHandlers, SenderFrame } from './ipc.ts';
import { payloadParsers } from './payloads.ts';

const channels = Object.keys(payloadParsers) as RequestChannel[];
const page: SenderFrame = { url: 'app://kubarium/index.html', parent: null };

function setUp() {
  const listeners = new Map<string, Parameters<Ipc['handle']>[1]>();
  const handlers = Object.fromEntries(channels.map((channel) => [channel, vi.fn(() => channel)]));
  registerHandlers(
    { handle: (channel, listener) => void listeners.set(channel, listener) },
    handlers as unknown as RequestHandlers,
  );
  const call = (channel: string, senderFrame: SenderFrame | null, ...args: unknown[]): unknown =>
    listeners.get(channel)?.({ senderFrame }, ...args);
  return { listeners, handlers, call };
}

describe('registerHandlers', () => {
  it('registers every channel once', () => {
    expect([...setUp().listeners.keys()].sort()).toEqual([...channels].sort());
  });

  it('carries out what the page asks for', () => {
    const { call, handlers } = setUp();
    expect(call('files.save', page, { fileId: 'a', text: '{}' })).toBe('files.save');
    expect(handlers['files.save']).toHaveBeenCalledWith({ fileId: 'a', text: '{}' });
    expect(call('app.ready', page)).toBe('app.ready');
  });

  it.each<[string, SenderFrame | null]>([
    ['another origin', { url: 'https://example.org/', parent: null }],
    ['a file', { url: 'file:///index.html', parent: null }],
    ['a frame inside the page', { url: 'app://kubarium/index.html', parent: page }],
    ['a frame that is gone', null],
  ])('refuses %s on every channel', (_who, frame) => {
    const { call, handlers } = setUp();
    for (const channel of channels) {
      expect(() => call(channel, frame)).toThrow('refused');
      expect(handlers[channel]).not.toHaveBeenCalled();
    }
  });

  it.each<[RequestChannel, unknown[], string]>([
    ['app.ready', [{}], 'expected no payload'],
    ['files.open', ['/etc/passwd'], 'expected no payload'],
    ['files.openRecent', [], 'expected an object with fileId'],
    ['files.openRecent', [{ fileId: 7 }], 'fileId: expected text'],
    ['files.openRecent', [{ fileId: 'a'.repeat(65) }], 'fileId: longer than 64'],
    ['files.openRecent', [{ fileId: 'a', path: '/etc/passwd' }], 'path: unknown field'],
    ['files.openRecent', [{ fileId: 'a' }, 1], 'expected one payload, got 2'],
    ['files.save', [[]], 'expected an object'],
    ['files.saveAs', [{ kind: 'image', suggestedName: 'a', text: '' }], 'kind: expected manifest or session'],
    [
      'files.saveAs',
      [{ kind: 'manifest', suggestedName: 'a', text: 'a'.repeat(10485761) }],
      'text: longer than 10485760',
    ],
    ['files.exportImage', [{ suggestedName: 'a', bytes: [1, 2] }], 'bytes: expected Uint8Array'],
    [
      'menu.update',
      [{ canUndo: true, canRedo: 1, hasSession: true, isPlaying: true }],
      'canRedo: expected true or false',
    ],
    ['window.setDocument', [{ name: 'a'.repeat(256), isEdited: true }], 'name: longer than 255'],
  ])('refuses %s with a payload that the contract does not know', (channel, args, message) => {
    const { call, handlers } = setUp();
    expect(() => call(channel, page, ...args)).toThrow(`${channel}: ${message}`);
    expect(handlers[channel]).not.toHaveBeenCalled();
  });
});
