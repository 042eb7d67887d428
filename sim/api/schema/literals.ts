/** Texts that Kubernetes' own types read from JSON strings: quantities, times, base64. */

const quantityPattern = /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/;
const numberPattern = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)/;
const suffixPattern = /^([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/;

/**
 * Says why a text is no quantity, or undefined when it is one.
 * Models: apimachinery pkg/api/resource/quantity.go ParseQuantity, its three error values (v1.37).
 */
export function quantityTextError(text: string): string | undefined {
  if (text.length === 0 || !quantityPattern.test(text)) {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
  const digits = numberPattern.exec(text)?.[0];
  if (digits === undefined) return 'unable to parse numeric part of quantity';
  if (!suffixPattern.test(text.slice(digits.length))) return "unable to parse quantity's suffix";
  return undefined;
}

interface LayoutPart {
  readonly layout: string;
  readonly pattern: RegExp;
}

const timeParts: readonly LayoutPart[] = [
  { layout: '2006', pattern: /^\d{4}/ },
  { layout: '-', pattern: /^-/ },
  { layout: '01', pattern: /^\d{2}/ },
  { layout: '-', pattern: /^-/ },
  { layout: '02', pattern: /^\d{2}/ },
  { layout: 'T', pattern: /^T/ },
  { layout: '15', pattern: /^\d{2}/ },
  { layout: ':', pattern: /^:/ },
  { layout: '04', pattern: /^\d{2}/ },
  { layout: ':', pattern: /^:/ },
  { layout: '05', pattern: /^\d{2}(\.\d+)?/ },
];

const fractionPart: LayoutPart = { layout: '.000000', pattern: /^\.\d{6}/ };
const zonePart: LayoutPart = { layout: 'Z07:00', pattern: /^(Z|[+-]\d{2}:\d{2})/ };

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function outOfRange(text: string): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D+/).map(Number);
  if (month < 1 || month > 12) return 'month out of range';
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : (daysOfMonth[month - 1] ?? 0);
  if (hour > 23) return 'hour out of range';
  if (minute > 59) return 'minute out of range';
  if (second > 59) return 'second out of range';
  return day < 1 || day > days ? 'day out of range' : undefined;
}

/**
 * Says why a text is no RFC 3339 time, or undefined when it is one.
 * Models: Go's time.Parse as metav1.Time and metav1.MicroTime use it; `micro` asks for six decimals (v1.37).
 */
export function timeTextError(text: string, micro: boolean): string | undefined {
  const seconds: LayoutPart = { layout: '05', pattern: /^\d{2}/ };
  const parts = micro ? [...timeParts.slice(0, -1), seconds, fractionPart, zonePart] : [...timeParts, zonePart];
  const layout = parts.map((part) => part.layout).join('');
  let rest = text;
  for (const part of parts) {
    const match = part.pattern.exec(rest);
    if (match === null) return `parsing time "${text}" as "${layout}": cannot parse "${rest}" as "${part.layout}"`;
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') return `parsing time "${text}": extra text: "${rest}"`;
  const range = outOfRange(text);
  return range === undefined ? undefined : `parsing time "${text}": ${range}`;
}

/**
 * Says why a text is no base64, or undefined when it is.
 * Models: Go's encoding/base64 StdEncoding, which skips line ends and reports the offset of the first bad byte.
 */
export function base64TextError(text: string): string | undefined {
  const clean = text.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(clean);
  if (bad !== null) return `illegal base64 data at input byte ${bad.index}`;
  const padding = clean.indexOf('=');
  const digits = padding < 0 ? clean.length : padding;
  const missing = (4 - (digits % 4)) % 4;
  const given = clean.length - digits;
  if (missing === 3 || given !== missing || !/^=*$/.test(clean.slice(digits))) {
    return `illegal base64 data at input byte ${padding < 0 || given > missing ? digits + Math.min(given, missing) : clean.length}`;
  }
  return undefined;
}
