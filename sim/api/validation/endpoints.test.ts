import { describe, expect, it } from 'vitest';
import { created, type Fields } from './testing/complaints.ts';

function said(subset: Fields): string[] {
  return created('v1', 'Endpoints', { subsets: [subset] });
}

describe('endpoints', () => {
  it('have addresses that lead somewhere', () => {
    expect(said({ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] })).toEqual([]);
    expect(said({})).toEqual(['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`']);
    expect(said({ addresses: [{ ip: '127.0.0.1' }] })).toEqual([
      'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ]);
    expect(said({ notReadyAddresses: [{ ip: '10.0.0' }] })[0]).toContain('must be a valid IP address');
  });

  it('name their ports when there are several', () => {
    expect(said({ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80, name: 'a' }, { port: 0 }] })).toEqual([
      'subsets[0].ports[1].name: Required value',
      'subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ]);
  });
});
