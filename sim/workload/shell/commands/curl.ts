/** curl. Models: curl 8.14, its messages and what it shows of a transfer. Differs: one URL; the options that are in common use. */
import type { EffectResult } from '../state.ts';
import type { Command, CommandResult, Shell } from './command.ts';
import { isIpv4, readOptions, seconds, statusLine, urlParts, withScheme } from './options.ts';

const valued = [
  '-o',
  '-X',
  '-H',
  '-d',
  '-m',
  '-w',
  '-u',
  '-A',
  '-b',
  '-e',
  '--max-time',
  '--connect-timeout',
  '--output',
  '--request',
  '--header',
  '--data',
  '--data-raw',
  '--write-out',
  '--retry',
  '--retry-delay',
  '--user',
  '--cacert',
  '--resolve',
];
/** Models: net.ipv4.tcp_syn_retries 6 of Linux: seven waits that double from one second. */
const connectMicros = 127_000_000;

const exitCodes = { url: 3, resolve: 6, connect: 7, failed: 22, timedOut: 28, reset: 56 } as const;

interface Transfer {
  readonly url: string;
  readonly method: string;
  readonly data: string;
  readonly headers: readonly string[];
  readonly timeoutMicros: number;
  readonly deadlineMicros: number | null;
  readonly output: string;
  readonly isSilent: boolean;
  readonly showsErrors: boolean;
  readonly isVerbose: boolean;
  readonly failsOnStatus: boolean;
  readonly writeOut: string;
  readonly heads: 'none' | 'with' | 'only';
}

function transferOf(args: readonly string[]): Transfer {
  const { options, rest } = readOptions(args, valued);
  const value = (...names: string[]): string | undefined =>
    names.map((name) => options.get(name)).find((text) => text !== undefined);
  const has = (...names: string[]): boolean => names.some((name) => options.has(name));
  const data = value('-d', '--data', '--data-raw');
  const isHead = has('-I', '--head');
  const url = withScheme(rest[0] ?? '');
  const maxTime = value('-m', '--max-time');
  const remoteName = urlParts(url).path.split('/').at(-1) ?? '';
  return {
    url,
    method: value('-X', '--request') ?? (isHead ? 'HEAD' : data === undefined ? 'GET' : 'POST'),
    data: data ?? '',
    headers: args.flatMap((arg, index) => (arg === '-H' || arg === '--header' ? [args[index + 1] ?? ''] : [])),
    timeoutMicros: seconds(value('--connect-timeout'), connectMicros),
    deadlineMicros: maxTime === undefined ? null : seconds(maxTime, connectMicros),
    output: value('-o', '--output') ?? (has('-O', '--remote-name') ? remoteName : '-'),
    isSilent: has('-s', '--silent'),
    showsErrors: !has('-s', '--silent') || has('-S', '--show-error'),
    isVerbose: has('-v', '--verbose'),
    failsOnStatus: has('-f', '--fail'),
    writeOut: value('-w', '--write-out') ?? '',
    heads: isHead ? 'only' : has('-i', '--include', '--show-headers') ? 'with' : 'none',
  };
}

function begin(shell: Shell, args: readonly string[]): CommandResult {
  const transfer = transferOf(args);
  const { method, url, timeoutMicros, deadlineMicros } = transfer;
  if (args.includes('--version') || args.includes('-V')) {
    shell.write('curl 8.14.1 (x86_64-pc-linux-gnu) libcurl/8.14.1\n');
    return 0;
  }
  if (urlParts(url).host === '') {
    shell.write("curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n", 2);
    return 2;
  }
  const deadline = deadlineMicros === null ? {} : { deadlineMicros };
  return { effect: { kind: 'http', method, url, timeoutMicros, ...deadline }, memo: String(shell.input.clockMicros) };
}

/** Goes on with the network's answer. @param memo the instant at which it began */
function end(shell: Shell, args: readonly string[], memo: string, given: EffectResult | undefined): number {
  const transfer = transferOf(args);
  const result = given?.kind === 'http' ? given : noAnswer;
  const took = shell.input.clockMicros - Number(memo);
  const failure = failureOf(transfer, result, took);
  if (transfer.isVerbose) tellConnection(shell, transfer, result, failure?.message ?? '');
  const shown = failure === null ? bodyOf(transfer, result) : '';
  if (showsMeter(shell, transfer)) shell.write(meter(shown.length, took, failure !== null), 2);
  if (failure === null) {
    if (transfer.heads !== 'none') store(shell, transfer, `${headText(result)}\r\n`);
    store(shell, transfer, transfer.heads === 'only' ? '' : shown, transfer.heads === 'with');
    if (transfer.isVerbose) shell.write(`* Connection #0 to host ${urlParts(transfer.url).host} left intact\n`, 2);
  }
  if (transfer.writeOut !== '') shell.write(writtenOut(transfer, result, took, shown.length, failure?.code ?? 0));
  if (failure === null) return 0;
  if (transfer.showsErrors) shell.write(`curl: (${failure.code}) ${failure.message}\n`, 2);
  return failure.code;
}

type HttpResult = Extract<EffectResult, { kind: 'http' }>;
const noAnswer: HttpResult = { kind: 'http', status: 0, body: '', error: 'no answer', outcome: 'refused' };

interface Failure {
  readonly code: number;
  readonly message: string;
}

/** What went wrong, in curl's words; null when nothing did. */
function failureOf(
  transfer: Transfer,
  { error, outcome, address, isLate, status }: HttpResult,
  took: number,
): Failure | null {
  const { host, port } = urlParts(transfer.url);
  const ms = Math.max(1, Math.round(took / 1000));
  const how = outcome ?? (error === '' ? 'answered' : outcomeOfText(error));
  const failed = `Failed to connect to ${host} port ${port} after ${ms} ms:`;
  switch (how) {
    case 'nameNotFound':
      return { code: exitCodes.resolve, message: `Could not resolve host: ${host}` };
    case 'nameUnresolved':
      return { code: exitCodes.resolve, message: `Could not resolve host: ${host}` };
    case 'refused':
      return { code: exitCodes.connect, message: `${failed} Could not connect to server` };
    case 'closed':
      return { code: exitCodes.reset, message: 'Recv failure: Connection reset by peer' };
    case 'timedOut': {
      if (isLate !== true) return { code: exitCodes.timedOut, message: `${failed} Could not connect to server` };
      const what = address === undefined || address === '' ? 'Resolving' : 'Connection';
      return { code: exitCodes.timedOut, message: `${what} timed out after ${ms} milliseconds` };
    }
    case 'answered': {
      const isRefused = transfer.failsOnStatus && status >= 400;
      return isRefused ? { code: exitCodes.failed, message: `The requested URL returned error: ${status}` } : null;
    }
  }
}

function outcomeOfText(error: string): NonNullable<HttpResult['outcome']> {
  if (/resol|bad address|no such host|not known/i.test(error)) return 'nameNotFound';
  return /time/i.test(error) ? 'timedOut' : 'refused';
}

function bodyOf({ heads }: Transfer, { body }: HttpResult): string {
  return heads === 'only' ? '' : body;
}

function headText({ status, headers = [] }: HttpResult): string {
  return [statusLine(status), ...headers].map((line) => `${line}\r\n`).join('');
}

function store(shell: Shell, { output }: Transfer, text: string, isAppended = false): void {
  if (output === '-' || output === '/dev/stdout') shell.write(text);
  else if (output !== '/dev/null') shell.writeFile(output, text, isAppended);
}

/** The meter is shown unless the body goes to a terminal. */
function showsMeter(shell: Shell, { isSilent, output }: Transfer): boolean {
  return !isSilent && (!shell.isTerminal || output !== '-');
}

const meterHead = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;
const meterStart = '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';

function meter(size: number, took: number, hasFailed: boolean): string {
  const spent = Math.floor(took / 1_000_000);
  const start = `\r${spent === 0 ? meterStart : meterStart.replace('--:--:-- --:--:--', `--:--:-- ${clock(spent)}`)}`;
  if (hasFailed) return `${meterHead}${start}`;
  const speed = short(Math.round((size * 1_000_000) / Math.max(took, 1)));
  const bytes = short(size);
  const done = `100 ${bytes}  100 ${bytes}    0     0  ${speed}      0 --:--:-- --:--:-- --:--:-- ${speed}`;
  return `${meterHead}\r${meterStart}${size === 0 ? '' : `\r${done}`}\n`;
}

function clock(total: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return ` ${Math.floor(total / 3600)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
}

/** A number in five places. Models: curl lib/progress.c max5data. */
function short(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5);
  if (bytes < 10_000 * 1024) return `${String(Math.floor(bytes / 1024)).padStart(4)}k`;
  return `${String(Math.floor(bytes / 1_048_576)).padStart(4)}M`;
}

function tellConnection(shell: Shell, transfer: Transfer, result: HttpResult, problem: string): void {
  const { host, port, path } = urlParts(transfer.url);
  const { address = '', outcome = 'answered' } = result;
  const lines: string[] = [];
  if (address !== '') {
    if (!isIpv4(host)) lines.push(`* Host ${host}:${port} was resolved.`, '* IPv6: (none)', `* IPv4: ${address}`);
    lines.push(`*   Trying ${address}:${port}...`);
  }
  if (outcome !== 'answered') {
    if (outcome === 'refused') {
      lines.push(
        `* connect to ${address} port ${port} from ${shell.input.podIP} port 4${port} failed: Connection refused`,
      );
    }
    lines.push(`* ${problem}`, '* closing connection #0');
    shell.write(lines.map((line) => `${line}\n`).join(''), 2);
    return;
  }
  const asked = port === 80 || port === 443 ? host : `${host}:${port}`;
  const body =
    transfer.data === ''
      ? []
      : [`> Content-Length: ${transfer.data.length}`, '> Content-Type: application/x-www-form-urlencoded'];
  lines.push(
    `* Connected to ${host} (${address}) port ${port}`,
    '* using HTTP/1.x',
    `> ${transfer.method} ${path} HTTP/1.1`,
    `> Host: ${asked}`,
    '> User-Agent: curl/8.14.1',
    '> Accept: */*',
    ...transfer.headers.map((header) => `> ${header}`),
    ...body,
    '> ',
    transfer.data === ''
      ? '* Request completely sent off'
      : `* upload completely sent off: ${transfer.data.length} bytes`,
    ...[statusLine(result.status), ...(result.headers ?? [])].map((line) => `< ${line}`),
    '< ',
  );
  shell.write(lines.map((line) => `${line}\n`).join(''), 2);
}

function writtenOut(transfer: Transfer, result: HttpResult, took: number, size: number, code: number): string {
  const { host, port } = urlParts(transfer.url);
  const inSeconds = (took / 1_000_000).toFixed(6);
  const isNamed = !isIpv4(host);
  const values: Readonly<Record<string, string>> = {
    http_code: String(result.status).padStart(3, '0'),
    response_code: String(result.status).padStart(3, '0'),
    time_total: inSeconds,
    time_namelookup: isNamed ? (took / 3_000_000).toFixed(6) : '0.000000',
    time_connect: (took / 2_000_000).toFixed(6),
    time_starttransfer: inSeconds,
    remote_ip: result.address ?? '',
    remote_port: String(port),
    size_download: String(size),
    num_connects: result.status === 0 ? '0' : '1',
    url_effective: /^[a-z]+:\/\/[^/]*$/.test(transfer.url) ? `${transfer.url}/` : transfer.url,
    url: transfer.url,
    method: transfer.method,
    exitcode: String(code),
    http_version: result.status === 0 ? '0' : '1.1',
    content_type: result.headers?.find((line) => line.startsWith('Content-Type: '))?.slice(14) ?? '',
  };
  return transfer.writeOut
    .replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replaceAll('%%', '%')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
    .replaceAll('\\r', '\r');
}

export const curl: Command = { run: begin, resume: end };
