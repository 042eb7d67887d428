/** How the commands of the network read their options. */
import { durationMicros } from './basic.ts';

/** Options with their values; `--a=b` counts as `--a b`, and `-T5` as `-T 5`. @param valued those that take a value */
export function readOptions(
  args: readonly string[],
  valued: readonly string[],
): { options: Map<string, string>; rest: string[] } {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const equals = arg.indexOf('=');
    if (!arg.startsWith('-') || arg === '-') rest.push(arg);
    else if (valued.includes(arg)) options.set(arg, args[++i] ?? '');
    else if (arg.startsWith('--') && equals > 0) options.set(arg.slice(0, equals), arg.slice(equals + 1));
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

/** A time in seconds as microseconds. */
export function seconds(text: string | undefined, fallback: number): number {
  return text === undefined ? fallback : (durationMicros(text) ?? fallback);
}

/** A URL with the scheme that curl and wget take for granted. */
export function withScheme(url: string): string {
  return /^[a-z]+:\/\//.test(url) ? url : `http://${url}`;
}

/** Host, port and path of a URL with a scheme. */
export function urlParts(url: string): { readonly host: string; readonly port: number; readonly path: string } {
  const [, scheme = 'http', authority = '', path = ''] = /^([a-z]+):\/\/([^/?#]*)(.*)$/.exec(url) ?? [];
  const [, host = authority, port = scheme === 'https' ? '443' : '80'] = /^(.*):(\d+)$/.exec(authority) ?? [];
  return { host, port: Number(port), path: path === '' || path.startsWith('/') ? path || '/' : `/${path}` };
}

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

/** The first line of an HTTP answer. */
export function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${statusTexts[status] ?? 'Unknown'}`;
}

export function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}
