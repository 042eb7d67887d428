import { describe, expect, it, test } from 'vitest';
import { isDns1123, validateDns1123Subdomain, validatePortName, validateQualifiedName } from './names.ts';

describe('complaints about names', () => {
  it('are those of the API server', () => {
    expect(validateDns1123Subdomain('Web_1')).toEqual([
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ]);
    expect(validateQualifiedName('/x')).toEqual(['prefix part must be non-empty']);
    expect(validatePortName('-a--b')).toEqual([
      'must not contain consecutive hyphens',
      'must not begin or end with a hyphen',
    ]);
  });

  it('do not take long over long texts', () => {
    expect(validateDns1123Subdomain('a'.repeat(1_000_000)).length).toBe(2);
  });
});

test('names read letter by letter are those of the expressions in the messages', () => {
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  const shapes = [new RegExp(`^${label}$`), new RegExp(`^${label}(\\.${label})*$`)] as const;
  const letters = ['a', 'z', '0', '9', '-', '.', 'A', '_', '`', '{', '/', ':', ''];
  const wrong: string[] = [];
  for (let n = 0; n < letters.length ** 4; n++) {
    let text = '';
    for (let rest = n, i = 0; i < 4; i++, rest = Math.floor(rest / letters.length)) {
      text += letters[rest % letters.length] ?? '';
    }
    if (isDns1123(text, false) !== shapes[0].test(text)) wrong.push(text);
    if (isDns1123(text, true) !== shapes[1].test(text)) wrong.push(text);
  }
  expect(wrong).toEqual([]);
});
