/** wget. Models: busybox 1.37 networking/wget.c. */
import type { EffectResult } from '../state.ts';
import { complain, type Command, type CommandResult, type Shell } from './command.ts';
import { readOptions, seconds, statusLine, urlParts, withScheme } from './options.ts';

const valued = [
  '-O',
  '-T',
  '-o',
  '-P',
  '-U',
  '-t',
  '-Y',
  '--timeout',
  '--tries',
  '--header',
  '--post-data',
  '--output-document',
];
const defaultMicros = 900_000_000;
/** Models: net.ipv4.tcp_syn_retries 6 of Linux. */
const connectMicros = 127_000_000;

interface Transfer {
  readonly url: string;
  readonly method: string;
  readonly timeoutMicros: number;
  readonly output: string;
  readonly isQuiet: boolean;
  readonly isSpider: boolean;
  readonly showsHeaders: boolean;
}

function transferOf(args: readonly string[]): Transfer {
  const { options, rest } = readOptions(args, valued);
  const url = withScheme(rest[0] ?? '');
  const { path } = urlParts(url);
  const fileName = path.replace(/\?.*$/, '').split('/').at(-1) ?? '';
  const isSpider = options.has('--spider');
  return {
    url,
    method: isSpider ? 'HEAD' : options.has('--post-data') ? 'POST' : 'GET',
    timeoutMicros: seconds(options.get('-T') ?? options.get('--timeout'), defaultMicros),
    output: options.get('-O') ?? options.get('--output-document') ?? (fileName === '' ? 'index.html' : fileName),
    isQuiet: options.has('-q') || options.has('--quiet'),
    isSpider,
    showsHeaders: options.has('-S') || options.has('--server-response'),
  };
}

function begin(shell: Shell, args: readonly string[]): CommandResult {
  const { url, method, timeoutMicros, output } = transferOf(args);
  if (urlParts(url).host === '') {
    shell.write('BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-T SEC] URL...\n', 2);
    return 1;
  }
  const isKept = output !== '-' && output !== '/dev/null' && method === 'GET';
  const isNamed = args.some((arg) => arg.startsWith('-O') || arg.startsWith('--output-document'));
  if (isKept && !isNamed && shell.readFile(output) !== undefined) {
    return complain(shell, 'wget', `can't open '${output}': File exists`);
  }
  const effect = { kind: 'http', method, url, timeoutMicros: Math.min(timeoutMicros, connectMicros) } as const;
  return {
    effect: { ...effect, ...(timeoutMicros < defaultMicros ? { deadlineMicros: timeoutMicros } : {}) },
    memo: '',
  };
}

function end(shell: Shell, args: readonly string[], _memo: string, given: EffectResult | undefined): number {
  const transfer = transferOf(args);
  const { host, port } = urlParts(transfer.url);
  if (given?.kind !== 'http') return complain(shell, 'wget', 'no answer');
  const { outcome, address = '', error, status, body, isLate } = given;
  if (outcome === 'nameNotFound' || outcome === 'nameUnresolved')
    return complain(shell, 'wget', `bad address '${host}'`);
  const isUnknown = outcome === undefined;
  if (!transfer.isQuiet && (address !== '' || isUnknown)) {
    shell.write(`Connecting to ${host} (${address === '' ? host : address}:${port})\n`, 2);
  }
  if (isLate === true) return complain(shell, 'wget', 'download timed out');
  if (error !== '') {
    const where = address === '' ? '' : ` (${address})`;
    if (outcome === 'closed') return complain(shell, 'wget', 'error getting response: Connection reset by peer');
    return complain(shell, 'wget', isUnknown ? error : `can't connect to remote host${where}: ${error}`);
  }
  if (transfer.showsHeaders) {
    for (const line of [statusLine(status), ...(given.headers ?? [])]) shell.write(`  ${line}\n`, 2);
  }
  if (status >= 400) return complain(shell, 'wget', `server returned error: ${statusLine(status)}`);
  if (transfer.isSpider) {
    if (!transfer.isQuiet) shell.write('remote file exists\n', 2);
    return 0;
  }
  store(shell, transfer, body);
  return 0;
}

function store(shell: Shell, { output, isQuiet }: Transfer, body: string): void {
  const isOut = output === '-';
  if (!isQuiet) shell.write(isOut ? 'writing to stdout\n' : `saving to '${output}'\n`, 2);
  if (isOut) shell.write(body);
  else shell.writeFile(output, body, false);
  if (isQuiet) return;
  const bar = `${'*'.repeat(32)}`;
  shell.write(`${output.slice(0, 20).padEnd(20)} 100% |${bar}| ${String(body.length).padStart(5)}  0:00:00 ETA\n`, 2);
  shell.write(isOut ? 'written to stdout\n' : `'${output}' saved\n`, 2);
}

export const wget: Command = { run: begin, resume: end };
