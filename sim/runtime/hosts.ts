/** Names that a container finds in its own /etc/hosts, before anybody is asked. */
import type { ConnectAnswer } from '../api/app-request.ts';
import type { NetworkEffect } from './network-effects.ts';

/** Scheme and host of a URL. */
const urlHost = /^((?:[a-z]+:\/\/)?)([^/:?#]*)/;

/** The name that an effect would look up; empty when it does not look into the file. */
export function hostOf(effect: NetworkEffect): string {
  switch (effect.kind) {
    case 'http':
      return urlHost.exec(effect.url)?.[2] ?? '';
    case 'tcp':
    case 'ping':
      return effect.host;
    case 'dns':
      return effect.usesHosts === true ? effect.name : '';
  }
}

/** The address of a name in the text of a hosts file. Addresses stand for themselves and are not looked for. */
export function hostsAddress(hosts: string, name: string): string | undefined {
  if (name === '') return undefined;
  for (const line of hosts.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').split(/\s+/);
    if (names.includes(name) && address.includes('.')) return address;
  }
  return undefined;
}

/** The effect with an address in place of its name. */
export function withHost<E extends Exclude<NetworkEffect, { kind: 'dns' }>>(effect: E, address: string): E {
  if (effect.kind !== 'http') return { ...effect, host: address };
  return { ...effect, url: effect.url.replace(urlHost, (_, scheme: string) => scheme + address) };
}

/** The answer for a name that stands in the file. */
export function foundInHosts(address: string, context: unknown): ConnectAnswer {
  return {
    ok: true,
    outcome: 'answered',
    destination: '',
    isLate: false,
    status: 0,
    body: '',
    ttl: 0,
    canonicalName: '',
    addresses: [address],
    error: '',
    context,
  };
}
