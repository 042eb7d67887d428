import { describe, expect, it } from 'vitest';
import { validateDns1123Subdomain, validatePortName, validateQualifiedName } from './names.ts';

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
