/** Commands that look names up. */
import type { EffectResult } from '../state.ts';
import { complain, type Command, type CommandResult, type Shell } from './command.ts';
import { isIpv4 } from './options.ts';

const clusterServer = '10.96.0.10';
/** Models: busybox networking/nslookup.c default_timeout. */
const patienceMicros = 5_000_000;

function serverOf(shell: Shell): string {
  const { nameServer = '' } = shell.input.surroundings ?? {};
  return nameServer === '' ? clusterServer : nameServer;
}

/** Busybox' own nslookup, which asks for each name by itself, or that of BIND, which other systems bring. */
function isBusybox({ input: { surroundings } }: Shell): boolean {
  return surroundings !== undefined && surroundings.toolbox !== 'debian' && surroundings.lacks.includes('dig');
}

function headOf(shell: Shell): string {
  const server = serverOf(shell);
  const isBind = shell.input.surroundings !== undefined && !isBusybox(shell);
  return `Server:\t\t${server}\nAddress:\t${server}${isBind ? '#' : ':'}53\n\n`;
}

/** One name that busybox asks for: what came of it. */
interface Asked {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly outcome: string;
}

/** Names to ask for: a plain one goes through the search list, one with a dot stands for itself. Models: nslookup.c add_query_with_search. */
function queriesFor(shell: Shell, name: string): string[] {
  const { searches = [] } = shell.input.surroundings ?? {};
  if (name.includes('.') || searches.length === 0) return [name];
  return searches.map((search) => `${name}.${search}`);
}

function askNext(shell: Shell, name: string, asked: readonly Asked[]): CommandResult {
  const queries = queriesFor(shell, name);
  const next = queries[asked.length];
  if (next === undefined) return tellAll(shell, asked);
  const deadlineMicros = patienceMicros;
  const effect = { kind: 'dns', name: next.endsWith('.') ? next : `${next}.`, deadlineMicros } as const;
  return { effect, memo: JSON.stringify({ name, asked }) };
}

/**
 * What busybox says of all its questions, for addresses of both kinds.
 * Models: nslookup.c main loop over the queries. Differs: AAAA is not sent, its answer follows from
 * that for A; one name that is found is enough for success.
 */
function tellAll(shell: Shell, asked: readonly Asked[]): number {
  for (const kind of ['A', 'AAAA']) {
    for (const { name, addresses } of asked) {
      if (addresses.length === 0) {
        shell.write(`** server can't find ${name}: NXDOMAIN\n\n`);
      } else if (kind === 'AAAA') shell.write('\n');
      else shell.write(`${addresses.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('')}\n`);
    }
  }
  return asked.some(({ addresses }) => addresses.length > 0) ? 0 : 1;
}

const noServer = ';; connection timed out; no servers could be reached\n\n';

const nslookup: Command = {
  run: (shell, args) => {
    const [name = ''] = args.filter((arg) => !arg.startsWith('-'));
    if (name === '') return complain(shell, 'nslookup', 'missing name');
    const isReverse = isIpv4(name);
    const head = headOf(shell);
    if (isReverse) {
      shell.write(`${head}** server can't find ${name.split('.').reverse().join('.')}.in-addr.arpa: NXDOMAIN\n\n`);
      return 1;
    }
    if (isBusybox(shell)) {
      return askNext(shell, name, []);
    }
    return { effect: { kind: 'dns', name, deadlineMicros: 2 * patienceMicros }, memo: name };
  },
  resume: (shell, _args, memo, result) => {
    const found = result?.kind === 'dns' ? result : nothing;
    const head = headOf(shell);
    const isLost = found.outcome === 'timedOut' || found.outcome === 'nameUnresolved';
    if (isLost) {
      shell.write(noServer);
      return 1;
    }
    if (!isBusybox(shell)) return tellOne(shell, head, memo, found);
    const { name, asked } = JSON.parse(memo) as { name: string; asked: Asked[] };
    const present = queriesFor(shell, name)[asked.length] ?? name;
    if (asked.length === 0) shell.write(head);
    const outcome = found.outcome ?? '';
    return askNext(shell, name, [...asked, { name: present, addresses: found.addresses, outcome }]);
  },
};

type DnsResult = Extract<EffectResult, { kind: 'dns' }>;
const nothing: DnsResult = { kind: 'dns', addresses: [], error: '' };

function tellOne(shell: Shell, head: string, name: string, { addresses, canonicalName }: DnsResult): number {
  shell.write(head);
  if (addresses.length === 0) {
    shell.write(`** server can't find ${name}: NXDOMAIN\n\n`);
    return 1;
  }
  for (const address of addresses) shell.write(`Name:\t${canonicalName ?? name}\nAddress: ${address}\n`);
  shell.write('\n');
  return 0;
}

/** `getent hosts NAME`, `dig +short NAME` and `host NAME`: an answer in one line each. */
function lookUp(
  line: (address: string, name: string) => string,
  missing: (shell: Shell, name: string) => number,
): Command {
  return {
    run: (_shell, args) => {
      const name = args.find((arg) => !/^[-+@]|^hosts$|^ahosts$|^(A|SRV|IN)$/.test(arg)) ?? '';
      const usesHosts = args[0] === 'hosts' || args[0] === 'ahosts';
      return { effect: { kind: 'dns', name, ...(usesHosts ? { usesHosts } : {}) }, memo: name };
    },
    resume: (shell, _args, name, result) => {
      const found = result?.kind === 'dns' ? result : nothing;
      const canonical = found.canonicalName ?? name;
      for (const address of found.addresses) shell.write(`${line(address, canonical === '' ? name : canonical)}\n`);
      return found.addresses.length > 0 ? 0 : missing(shell, name);
    },
  };
}

export const nameCommands: Readonly<Record<string, Command>> = {
  nslookup,
  getent: lookUp(
    (address, name) => `${address.padEnd(15)} ${name}`,
    () => 2,
  ),
  dig: lookUp(
    (address) => address,
    () => 0,
  ),
  host: lookUp(
    (address, name) => `${name} has address ${address}`,
    (shell, name) => {
      shell.write(`Host ${name} not found: 3(NXDOMAIN)\n`);
      return 1;
    },
  ),
};
