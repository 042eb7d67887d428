/** Commands that speak to others. They wait for the answer of the network, which may fail on its way. */
import type { EffectResult } from '../state.ts';
import { durationMicros } from './basic.ts';
import { complain } from './command.ts';
import type { Command, CommandResult, Shell } from './command.ts';

const microsPerSecond = 1_000_000;
const wgetTimeoutMicros = 900 * microsPerSecond;
const curlTimeoutMicros = 300 * microsPerSecond;
const connectTimeoutMicros = 120 * microsPerSecond;

const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function statusText(status: number): string {
  return statusTexts[status] ?? 'Unknown';
}

/** What wget and curl were asked for. */
interface Transfer {
  readonly url: string;
  readonly method: string;
  readonly timeoutMicros: number;
  readonly output: string;
  readonly isQuiet: boolean;
  readonly failsOnStatus: boolean;
  readonly writeOut: string;
  readonly showsHeaders: boolean;
}

const wgetValued = ['-O', '-T', '-o', '-P', '-U', '-t', '--timeout', '--tries', '--header', '--post-data'];
const curlValued = [
  '-o',
  '-X',
  '-H',
  '-d',
  '-m',
  '-w',
  '-u',
  '-A',
  '--max-time',
  '--connect-timeout',
  '--output',
  '--request',
  '--header',
  '--data',
  '--write-out',
  '--retry',
  '--retry-delay',
];

/** Options with their values; `--a=b` counts as `--a b`, and `-T5` as `-T 5`. */
function readOptions(
  args: readonly string[],
  valued: readonly string[],
): { options: Map<string, string>; rest: string[] } {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const equals = arg.indexOf('=');
    const short = valued.find(
      (name) => name.length === 2 && arg.startsWith(name) && arg.length > 2 && !arg.startsWith('--'),
    );
    if (!arg.startsWith('-') || arg === '-') rest.push(arg);
    else if (valued.includes(arg)) options.set(arg, args[++i] ?? '');
    else if (arg.startsWith('--') && equals > 0) options.set(arg.slice(0, equals), arg.slice(equals + 1));
    else if (short !== undefined) options.set(short, arg.slice(2));
    else if (arg.startsWith('--')) options.set(arg, '');
    else readLetters(arg, valued, options, () => args[++i] ?? '');
  }
  return { options, rest };
}

function readLetters(arg: string, valued: readonly string[], options: Map<string, string>, next: () => string): void {
  for (let at = 1; at < arg.length; at++) {
    const name = `-${arg.charAt(at)}`;
    if (!valued.includes(name)) {
      options.set(name, '');
      continue;
    }
    options.set(name, at + 1 < arg.length ? arg.slice(at + 1) : next());
    return;
  }
}

function seconds(text: string | undefined, fallback: number): number {
  return text === undefined ? fallback : (durationMicros(text) ?? fallback);
}

function withScheme(url: string): string {
  return /^[a-z]+:\/\//.test(url) ? url : `http://${url}`;
}

function wgetTransfer(args: readonly string[]): Transfer {
  const { options, rest } = readOptions(args, wgetValued);
  const url = withScheme(rest[0] ?? '');
  const fileName =
    url
      .replace(/^[a-z]+:\/\/[^/]*\/?/, '')
      .split('/')
      .at(-1) ?? '';
  const isPosting = options.has('--post-data');
  return {
    url,
    method: options.has('--spider') ? 'HEAD' : isPosting ? 'POST' : 'GET',
    timeoutMicros: seconds(options.get('-T') ?? options.get('--timeout'), wgetTimeoutMicros),
    output: options.has('--spider') ? '/dev/null' : (options.get('-O') ?? (fileName === '' ? 'index.html' : fileName)),
    isQuiet: options.has('-q') || options.has('--quiet'),
    failsOnStatus: true,
    writeOut: '',
    showsHeaders: options.has('-S') || options.has('--server-response'),
  };
}

function curlTransfer(args: readonly string[]): Transfer {
  const { options, rest } = readOptions(args, curlValued);
  const hasBody = options.has('-d') || options.has('--data');
  return {
    url: withScheme(rest[0] ?? ''),
    method: options.get('-X') ?? options.get('--request') ?? (options.has('-I') ? 'HEAD' : hasBody ? 'POST' : 'GET'),
    timeoutMicros: seconds(
      options.get('-m') ?? options.get('--max-time') ?? options.get('--connect-timeout'),
      curlTimeoutMicros,
    ),
    output: options.get('-o') ?? options.get('--output') ?? '-',
    isQuiet: options.has('-s') && !options.has('-S'),
    failsOnStatus: options.has('-f') || options.has('--fail'),
    writeOut: options.get('-w') ?? options.get('--write-out') ?? '',
    showsHeaders: options.has('-I') || options.has('-i'),
  };
}

function ask({ method, url, timeoutMicros }: Transfer): CommandResult {
  return { effect: { kind: 'http', method, url, timeoutMicros }, memo: '' };
}

function store(shell: Shell, transfer: Transfer, body: string): void {
  if (transfer.output === '-' || transfer.output === '/dev/stdout') shell.write(body);
  else if (transfer.output !== '/dev/null') shell.writeFile(transfer.output, body, false);
}

function hostOf(url: string): string {
  return url.replace(/^[a-z]+:\/\//, '').split('/')[0] ?? '';
}

function httpResult(result: EffectResult | undefined): { status: number; body: string; error: string } {
  return result?.kind === 'http' ? result : { status: 0, body: '', error: 'no answer' };
}

const wget: Command = {
  run: (shell, args) => {
    const transfer = wgetTransfer(args);
    if (hostOf(transfer.url) === '') return complain(shell, 'wget', 'missing URL');
    if (!transfer.isQuiet) shell.write(`Connecting to ${hostOf(transfer.url)}\n`, 2);
    return ask(transfer);
  },
  resume: (shell, args, _memo, result) => {
    const transfer = wgetTransfer(args);
    const { status, body, error } = httpResult(result);
    if (error !== '') return complain(shell, 'wget', error);
    if (transfer.showsHeaders) shell.write(`  HTTP/1.1 ${status} ${statusText(status)}\n`, 2);
    if (status >= 400)
      return complain(shell, 'wget', `server returned error: HTTP/1.1 ${status} ${statusText(status)}`);
    store(shell, transfer, body);
    return 0;
  },
};

/** Exit codes of curl: 6 no such host, 7 refused, 22 status of 400 or more with -f, 28 timed out. */
function curlFailure(error: string): number {
  if (/resolve|bad address|no such host/i.test(error)) return 6;
  return /time/i.test(error) ? 28 : 7;
}

const curl: Command = {
  run: (shell, args) => {
    const transfer = curlTransfer(args);
    return hostOf(transfer.url) === ''
      ? complain(shell, 'curl', '(3) URL using bad/illegal format or missing URL', 3)
      : ask(transfer);
  },
  resume: (shell, args, _memo, result) => {
    const transfer = curlTransfer(args);
    const { status, body, error } = httpResult(result);
    const out = transfer.writeOut
      .replaceAll('\\n', '\n')
      .replace(/%\{http_code\}|%\{response_code\}/g, String(status).padStart(3, '0'));
    if (error !== '') {
      if (out !== '') shell.write(out);
      const code = curlFailure(error);
      return transfer.isQuiet ? code : complain(shell, 'curl', `(${code}) ${error}`, code);
    }
    if (transfer.failsOnStatus && status >= 400) {
      if (out !== '') shell.write(out);
      return transfer.isQuiet ? 22 : complain(shell, 'curl', `(22) The requested URL returned error: ${status}`, 22);
    }
    if (transfer.showsHeaders) shell.write(`HTTP/1.1 ${status} ${statusText(status)}\n\n`);
    store(shell, transfer, body);
    if (out !== '') shell.write(out);
    return 0;
  },
};

const nslookup: Command = {
  run: (shell, args) => {
    const name = args.find((arg) => !arg.startsWith('-')) ?? '';
    if (name === '') return complain(shell, 'nslookup', 'missing name');
    return { effect: { kind: 'dns', name }, memo: name };
  },
  resume: (shell, _args, name, result) => {
    const addresses = result?.kind === 'dns' ? result.addresses : [];
    shell.write('Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n');
    if (addresses.length === 0) {
      shell.write(
        `** server can't find ${name}: ${result?.kind === 'dns' && result.error !== '' ? result.error : 'NXDOMAIN'}\n\n`,
      );
      return 1;
    }
    for (const address of addresses) shell.write(`Name:\t${name}\nAddress: ${address}\n`);
    shell.write('\n');
    return 0;
  },
};

/** `getent hosts NAME` and `dig +short NAME`: just the addresses. */
const lookUp: Command = {
  run: (_shell, args) => {
    const name = args.find((arg) => !/^[-+@]|^hosts$|^ahosts$/.test(arg)) ?? '';
    return { effect: { kind: 'dns', name }, memo: name };
  },
  resume: (shell, args, name, result) => {
    const addresses = result?.kind === 'dns' ? result.addresses : [];
    for (const address of addresses) shell.write(args.includes('hosts') ? `${address}  ${name}\n` : `${address}\n`);
    return addresses.length > 0 ? 0 : 2;
  },
};

const netcat: Command = {
  run: (shell, args) => {
    const { options, rest } = readOptions(args, ['-w', '-p']);
    if (options.has('-l')) return { effect: { kind: 'serve' }, memo: '' };
    const [host = '', port = ''] = rest;
    if (!/^\d+$/.test(port)) return complain(shell, 'nc', 'bad port');
    const timeoutMicros = seconds(options.get('-w'), connectTimeoutMicros);
    return { effect: { kind: 'tcp', host, port: Number(port), timeoutMicros }, memo: `${host} (${host}:${port})` };
  },
  resume: (shell, args, where, result) => {
    if (result?.kind === 'tcp' && result.isOpen) {
      if (args.some((arg) => /^-\w*v/.test(arg))) shell.write(`${where} open\n`, 2);
      return 0;
    }
    return complain(
      shell,
      'nc',
      `${where.split(' ')[0] ?? ''}: ${result?.kind === 'tcp' ? result.error : 'Connection refused'}`,
    );
  },
};

const ping: Command = {
  run: (_shell, args) => {
    const { rest } = readOptions(args, ['-c', '-W', '-w', '-i']);
    return { effect: { kind: 'dns', name: rest[0] ?? '' }, memo: rest[0] ?? '' };
  },
  resume: (shell, args, name, result) => {
    const [address] = result?.kind === 'dns' ? result.addresses : [];
    if (address === undefined) return complain(shell, 'ping', `bad address '${name}'`);
    const count = Math.min(Number(readOptions(args, ['-c', '-W', '-w', '-i']).options.get('-c') ?? '1') || 1, 100);
    shell.write(`PING ${name} (${address}): 56 data bytes\n`);
    for (let i = 0; i < count; i++) shell.write(`64 bytes from ${address}: seq=${i} ttl=62\n`);
    return 0;
  },
};

export const networkCommands: Readonly<Record<string, Command>> = {
  wget,
  curl,
  nslookup,
  getent: lookUp,
  dig: lookUp,
  host: nslookup,
  nc: netcat,
  netcat,
  ping,
};
