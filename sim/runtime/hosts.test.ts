import { describe, expect, it } from 'vitest';
import { hostOf, hostsAddress, withHost } from './hosts.ts';

const http = (url: string) => ({ kind: 'http', method: 'GET', url, timeoutMicros: 1 }) as const;

describe('names in /etc/hosts', () => {
  it('are found by every name of a line, and not in comments', () => {
    const text = '127.0.0.1\tlocalhost\n# 10.0.0.9 gone\n10.0.0.5 a b # c\n';
    expect(['b', 'gone', 'c', ''].map((name) => hostsAddress(text, name))).toEqual([
      '10.0.0.5',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are replaced in the host of a URL alone', () => {
    expect(hostOf(http('http://http:8080/http'))).toBe('http');
    expect(withHost(http('http://http:8080/http'), '10.0.0.5').url).toBe('http://10.0.0.5:8080/http');
    expect(withHost(http('h/h'), '10.0.0.5').url).toBe('10.0.0.5/h');
  });
});
