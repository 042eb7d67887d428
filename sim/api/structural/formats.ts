/** The formats of texts that schemas may name. Models: kube-openapi pkg/validation/strfmt (v1.37). */
import { base64TextError, timeTextError } from '../schema/literals.ts';
import { isIPv4, isIPv6 } from '../validation/common.ts';

const uuidShape = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const macShape = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;
const hostnameShape =
  /^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.?$/;
const emailShape = /^[^\s@<>]+@[^\s@<>]+$/;
const durationShape = /^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/;
const labelShape = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const hexColorShape = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i;

function isCidr(text: string): boolean {
  const match = /^(.+)\/(\d{1,3})$/.exec(text);
  if (match === null) return false;
  const [, address = '', bits = ''] = match;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && timeTextError(`${text}T00:00:00Z`, false) === undefined;
}

function isUri(text: string): boolean {
  return /^([a-zA-Z][a-zA-Z0-9+.-]*:|\/)\S*$/.test(text);
}

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  byte: (text) => base64TextError(text) === undefined,
  cidr: isCidr,
  date: isDate,
  datetime: (text) => timeTextError(text.toUpperCase(), false) === undefined,
  duration: (text) => text === '0' || durationShape.test(text),
  email: (text) => emailShape.test(text),
  hexcolor: (text) => hexColorShape.test(text),
  hostname: (text) => text.length <= 255 && hostnameShape.test(text),
  ipv4: isIPv4,
  ipv6: isIPv6,
  'k8s-long-name': (text) => text.length <= 253 && text.split('.').every((part) => labelShape.test(part)),
  'k8s-short-name': (text) => text.length <= 63 && labelShape.test(text),
  mac: (text) => macShape.test(text),
  uri: isUri,
  uuid: (text) => uuidShape.test(text),
};

/** Says whether a text has a format; formats that nobody checks are had by every text. */
export function hasFormat(text: string, format: string): boolean {
  const name = format.replace(/^date-time$/, 'datetime');
  return formats[name]?.(text) ?? true;
}
