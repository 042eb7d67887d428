import { expect, it } from 'vitest';
import { goJsonProblem } from './go-json.ts';

it.each([
  ['', 'unexpected end of JSON input'],
  ['{', 'unexpected end of JSON input'],
  ['{"a":', 'unexpected end of JSON input'],
  ['"a', 'unexpected end of JSON input'],
  ['{bad json', `invalid character 'b' looking for beginning of object key string`],
  ['{"a":1,}', `invalid character '}' looking for beginning of object key string`],
  ['[1,]', `invalid character ']' looking for beginning of value`],
  ['{"a" 1}', `invalid character '1' after object key`],
  ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
  ['[1 2]', `invalid character '2' after array element`],
  ['{} x', `invalid character 'x' after top-level value`],
  ['nil', `invalid character 'i' in literal null (expecting 'u')`],
  ['-x', `invalid character 'x' in numeric literal`],
  ['01', `invalid character '1' after top-level value`],
  ['1.x', `invalid character 'x' after decimal point in numeric literal`],
  ['1e+', 'unexpected end of JSON input'],
  ['"\\q"', `invalid character 'q' in string escape code`],
  ['"\\u00g0"', `invalid character 'g' in \\u hexadecimal character escape`],
  ['"a\nb"', `invalid character '\\n' in string literal`],
  ["'a'", `invalid character '\\'' looking for beginning of value`],
  ['{"a":[true,{"b":null}],"c":-1.5e3} ', ''],
])('says of %j what Go says', (text, problem) => {
  expect(goJsonProblem(text)).toBe(problem);
});

it('finds no fault with what JSON.parse reads, and one with all else', () => {
  const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '1', '-2.5', 'true', 'null', ' ', 'x', '"'];
  let seed = 7;
  for (let round = 0; round < 20_000; round++) {
    let text = '';
    for (let n = 0; n < 1 + (round % 7); n++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      text += pieces[seed % pieces.length] ?? '';
    }
    let isRead = true;
    try {
      JSON.parse(text);
    } catch {
      isRead = false;
    }
    expect([text, goJsonProblem(text) === '']).toEqual([text, isRead]);
  }
});
