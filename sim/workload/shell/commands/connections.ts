/** nc and ping. Models: busybox 1.37 networking/nc.c, networking/ping.c. */
import type { EffectResult } from '../state.ts';
import { complain, type Command, type CommandResult, type Shell } from './command.ts';
import { isIpv4, readOptions, seconds } from './options.ts';

const connectMicros = 127_000_000;
const microsPerSecond = 1_000_000;

export const netcat: Command = {
  run: (shell, args) => {
    const { options, rest } = readOptions(args, ['-w', '-p']);
    if (options.has('-l')) return { effect: { kind: 'serve' }, memo: '' };
    const [host = '', port = ''] = rest;
    if (!/^\d+$/.test(port)) return complain(shell, 'nc', `bad port '${port}'`);
    const patience = options.get('-w');
    const timeoutMicros = seconds(patience, connectMicros);
    const deadline = patience === undefined ? {} : { deadlineMicros: timeoutMicros };
    return { effect: { kind: 'tcp', host, port: Number(port), timeoutMicros, ...deadline }, memo: `${host} ${port}` };
  },
  resume: (shell, args, memo, result) => {
    const [host = '', port = ''] = memo.split(' ');
    if (result?.kind !== 'tcp') return complain(shell, 'nc', `${host}: Connection refused`);
    const { address = '', outcome, error } = result;
    const where = `${host} (${address === '' ? host : address}:${port})`;
    if (result.isOpen) {
      if (args.some((arg) => /^-\w*v/.test(arg))) shell.write(`${where} open\n`, 2);
      return 0;
    }
    if (outcome === 'nameNotFound' || outcome === 'nameUnresolved')
      return complain(shell, 'nc', `bad address '${host}'`);
    if (outcome === 'timedOut' && args.some((arg) => /^-\w*w/.test(arg))) return complain(shell, 'nc', 'timed out');
    return complain(shell, 'nc', outcome === undefined ? `${host}: ${error}` : `${where}: ${error}`);
  },
};

/** What ping has seen so far. Times are micros. */
interface Pinging {
  readonly name: string;
  readonly address: string;
  readonly sent: number;
  readonly received: number;
  readonly least: number;
  readonly most: number;
  readonly sum: number;
  /** When the present packet left. */
  readonly at: number;
}

interface PingOptions {
  readonly count: number;
  readonly isQuiet: boolean;
  readonly lastWaitMicros: number;
  readonly intervalMicros: number;
}

const dataBytes = 56;
const lastWaitSeconds = 10;

function pingOptions(args: readonly string[]): PingOptions & { readonly name: string } {
  const { options, rest } = readOptions(args, ['-c', '-W', '-w', '-i', '-s', '-I', '-t', '-A']);
  return {
    name: rest[0] ?? '',
    count: Number(options.get('-c') ?? '0') || 0,
    isQuiet: options.has('-q'),
    lastWaitMicros: seconds(options.get('-W'), lastWaitSeconds * microsPerSecond),
    intervalMicros: seconds(options.get('-i'), microsPerSecond),
  };
}

function send(shell: Shell, state: Pinging, options: PingOptions): CommandResult {
  const isLast = options.count > 0 && state.sent + 1 >= options.count;
  const timeoutMicros = isLast ? options.lastWaitMicros : options.intervalMicros;
  const next: Pinging = { ...state, sent: state.sent + 1, at: shell.input.clockMicros };
  return { effect: { kind: 'ping', host: state.address, timeoutMicros }, memo: JSON.stringify(next) };
}

function statistics(shell: Shell, { name, sent, received, least, most, sum }: Pinging): number {
  const lost = sent === 0 ? 0 : Math.floor(((sent - received) * 100) / sent);
  const head = `\n--- ${name} ping statistics ---\n`;
  const counts = `${sent} packets transmitted, ${received} packets received, ${lost}% packet loss\n`;
  const times =
    received === 0
      ? ''
      : `round-trip min/avg/max = ${millis(least)}/${millis(Math.floor(sum / received))}/${millis(most)} ms\n`;
  shell.write(`${head}${counts}${times}`);
  return received === 0 ? 1 : 0;
}

function millis(micros: number): string {
  return (micros / 1000).toFixed(3);
}

function begin(shell: Shell, name: string, address: string, options: PingOptions): CommandResult {
  shell.write(`PING ${name} (${address}): ${dataBytes} data bytes\n`);
  const state: Pinging = { name, address, sent: 0, received: 0, least: 0, most: 0, sum: 0, at: 0 };
  return send(shell, state, options);
}

function answered(
  shell: Shell,
  state: Pinging,
  options: PingOptions,
  result: EffectResult & { kind: 'ping' },
): CommandResult {
  let next = state;
  const took = shell.input.clockMicros - state.at;
  const hasAnswer = result.outcome === 'answered';
  if (hasAnswer) {
    const { received, least, most, sum } = state;
    const isFirst = received === 0;
    next = {
      ...state,
      received: received + 1,
      least: isFirst ? took : Math.min(least, took),
      most: Math.max(most, took),
      sum: sum + took,
    };
    const line = `${dataBytes + 8} bytes from ${state.address}: seq=${state.sent - 1} ttl=${result.ttl} time=${millis(took)} ms\n`;
    if (!options.isQuiet) shell.write(line);
  }
  if (options.count > 0 && next.sent >= options.count) return statistics(shell, next);
  const rest = options.intervalMicros - took;
  if (rest <= 0) return send(shell, next, options);
  return { effect: { kind: 'sleep', delayMicros: rest }, memo: JSON.stringify(next) };
}

export const ping: Command = {
  run: (shell, args) => {
    const options = pingOptions(args);
    const { name } = options;
    if (name === '') return complain(shell, 'ping', 'missing host');
    if (isIpv4(name)) return begin(shell, name, name, options);
    return { effect: { kind: 'dns', name, usesHosts: true }, memo: '' };
  },
  resume: (shell, args, memo, result) => {
    const options = pingOptions(args);
    if (result?.kind === 'dns') {
      const [address] = result.addresses;
      if (address === undefined) return complain(shell, 'ping', `bad address '${options.name}'`);
      return begin(shell, options.name, address, options);
    }
    const state = JSON.parse(memo) as Pinging;
    return result?.kind === 'ping' ? answered(shell, state, options, result) : send(shell, state, options);
  },
  interrupted: (shell, _args, memo) => (memo === '' ? 1 : statistics(shell, JSON.parse(memo) as Pinging)),
};
