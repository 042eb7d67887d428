import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { upgradeRefusal } from './upgrade.ts';

const pod = '/api/v1/namespaces/default/pods/web';
const webSocket = { upgrade: 'websocket', 'sec-websocket-protocol': 'v5.channel.k8s.io' };

function refused(url: string, headers: Record<string, string>): number | undefined {
  return upgradeRefusal({ url, headers } as unknown as IncomingMessage)?.code;
}

describe('connections to upgrade', () => {
  it.each(['exec?command=ls&stdout=true', 'attach'])('become WebSockets for %s', (what) => {
    expect(refused(`${pod}/${what}`, webSocket)).toBeUndefined();
  });

  it('may offer protocols that are not spoken beside one that is', () => {
    const offered = { ...webSocket, 'sec-websocket-protocol': 'v5.channel.k8s.io,v4.channel.k8s.io,channel.k8s.io' };
    expect(refused(`${pod}/exec?command=ls`, offered)).toBeUndefined();
  });

  it.each([
    ['SPDY', `${pod}/exec?command=ls`, { upgrade: 'SPDY/3.1' }, 400],
    ['a protocol of old', `${pod}/exec`, { ...webSocket, 'sec-websocket-protocol': 'channel.k8s.io' }, 400],
    ['no protocol', `${pod}/exec`, { upgrade: 'websocket' }, 400],
    ['another path', '/api/v1/pods?watch=true', webSocket, 400],
    ['forwarding of ports', `${pod}/portforward`, { upgrade: 'SPDY/3.1' }, 501],
  ])('are refused for %s', (_, url, headers, code) => {
    expect(refused(url, headers as Record<string, string>)).toBe(code);
  });
});
