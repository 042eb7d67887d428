import { describe, expect, it } from 'vitest';
import { refusalOf } from './guard.ts';

const options = { port: 6443, token: 'secret' };
const host = '127.0.0.1:6443';

describe('the guard', () => {
  it('lets programs of this machine pass', () => {
    expect(refusalOf({ host, authorization: 'Bearer secret' }, options)).toBeNull();
    expect(refusalOf({ host: 'localhost:6443', authorization: 'bearer other' }, options)).toBeNull();
    expect(refusalOf({ host }, { port: 6443, token: null })).toBeNull();
  });

  it.each([
    ['a web page', { host, origin: 'http://127.0.0.1:6443', authorization: 'Bearer secret' }, 403],
    ['what a browser fetches', { host, 'sec-fetch-mode': 'no-cors', authorization: 'Bearer secret' }, 403],
    ['a foreign name', { host: 'cluster.example:6443', authorization: 'Bearer secret' }, 403],
    ['another port', { host: '127.0.0.1:80', authorization: 'Bearer secret' }, 403],
    ['nobody', { host }, 401],
  ])('refuses %s', (_, headers, code) => {
    expect(refusalOf(headers, options)?.code).toBe(code);
  });
});
