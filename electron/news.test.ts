import { expect, it } from 'vitest';
import { parseNews } from './news.ts';

const answered = {
  type: 'answered',
  id: 1,
  code: 200,
  headers: { warning: ['299 - "ä"'] },
  body: '{}',
  outcome: '',
  pieces: [],
};

it.each([
  [answered],
  [{ type: 'opened', id: 2, contentType: 'text/plain' }],
  [{ type: 'text', id: 3, text: 'a', stream: 2 }],
  [{ ...answered, outcome: '{"status":"Success"}', pieces: [{ stream: 1, text: 'x' }] }],
  [{ type: 'ended', id: 4, outcome: '' }],
])('takes what the contract says: %j', (news) => {
  expect(parseNews(news)).toEqual(news);
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['another type', { type: 'serve', on: true }],
  ['an unknown field', { ...answered, more: 1 }],
  ['a number that is none', { ...answered, id: 1.5 }],
  ['a code that is none', { ...answered, code: 99 }],
  ['a header that ends the line', { ...answered, headers: { a: 'x\r\nset-cookie: y' } }],
  ['a header without a name', { ...answered, headers: { 'a b': 'x' } }],
  ['a header that is no text', { ...answered, headers: { a: [1] } }],
  ['an outcome that is no object', { ...answered, outcome: '1' }],
  ['an outcome that is a list', { ...answered, outcome: '[]' }],
  ['a stream that is none', { type: 'text', id: 1, text: 'a', stream: 3 }],
  ['a body that is no text', { ...answered, body: {} }],
  ['a content type that nobody asked for', { type: 'opened', id: 1, contentType: 'text/html' }],
])('refuses %s', (_what, payload) => {
  expect(() => parseNews(payload)).toThrow(TypeError);
});
