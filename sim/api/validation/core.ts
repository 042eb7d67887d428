/** Namespaces, nodes, ConfigMaps, Secrets, events. Models: pkg/apis/core/validation (v1.37). */
import { decodeBase64, utf8Length } from '../base64.ts';
import { canonicalJson } from '../canonical-json.ts';
import { validateLabelValue, validateQualifiedName } from '../names.ts';
import type { QuantityText } from '../quantity.ts';
import { utf8Text } from '../utf8.ts';
import type { ConfigMap, Event, Namespace, Node, Secret, Taint } from '../types.ts';
import { taintEffects } from './affinity.ts';
import {
  check,
  checkLabelName,
  checkOneOf,
  immutableMessage,
  isIPv4,
  isIPv6,
  isSame,
  validateConfigMapKey,
} from './common.ts';
import { duplicate, forbidden, invalid, required, tooLong } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkQuantity } from './resources.ts';

const dataBytesMax = 1024 * 1024;

/** The finalizers in the spec of a namespace. */
export function checkNamespace(namespace: Namespace, errors: FieldError[]): void {
  for (const name of namespace.spec?.finalizers ?? []) check(validateQualifiedName, name, 'spec.finalizers', errors);
}

/** The phase follows the deletion. */
export function checkNamespaceStatus(namespace: Namespace, _old: Namespace, errors: FieldError[]): void {
  const phase = namespace.status?.phase;
  const isGoing = namespace.metadata?.deletionTimestamp !== undefined;
  if (!isGoing && phase !== 'Active') {
    errors.push(invalid('status.Phase', phase, "may only be 'Active' if `deletionTimestamp` is empty"));
  } else if (isGoing && phase !== 'Terminating') {
    errors.push(invalid('status.Phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
  }
}

function checkTaints(taints: readonly Taint[], path: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  taints.forEach((taint, index) => {
    const at = `${path}[${index}]`;
    checkLabelName(taint.key, `${at}.key`, errors);
    check(validateLabelValue, taint.value ?? '', `${at}.value`, errors);
    checkOneOf(taint.effect, taintEffects, `${at}.effect`, errors);
    const key = `${taint.key} ${taint.effect}`;
    if (seen.has(key)) errors.push(duplicate(at, taint));
    seen.add(key);
  });
}

/** The addresses that a node gives to its pods; the older field names the first of them. */
function podRangesOf(node: Node): readonly string[] {
  const { podCIDR = '', podCIDRs = [] } = node.spec ?? {};
  return podCIDRs.length > 0 || podCIDR === '' ? podCIDRs : [podCIDR];
}

function checkPodRanges(node: Node, errors: FieldError[]): void {
  const ranges = podRangesOf(node);
  ranges.forEach((range, index) => {
    const [address = '', bits = '', ...rest] = range.split('/');
    const isRange = rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128);
    if (isRange && (isIPv4(address) || isIPv6(address))) return;
    const why = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
    errors.push(invalid(`spec.podCIDRs[${index}]`, range, why));
  });
  if (
    ranges.length > 2 ||
    (ranges.length === 2 && isIPv6(ranges[0]?.split('/')[0] ?? '') === isIPv6(ranges[1]?.split('/')[0] ?? ''))
  ) {
    const why = 'may specify no more than one CIDR for each IP family';
    errors.push(invalid('spec.podCIDRs', ranges, why));
  }
}

/** A node; its taints are reported below `metadata`, as Kubernetes does. */
export function checkNode(node: Node, errors: FieldError[]): void {
  checkTaints(node.spec?.taints ?? [], 'metadata.taints', errors);
  checkPodRanges(node, errors);
  const allocatable: Readonly<Record<string, QuantityText>> = node.status?.allocatable ?? {};
  const capacity: Readonly<Record<string, QuantityText>> = node.status?.capacity ?? {};
  for (const name in capacity) checkQuantity(name, capacity[name] ?? '', `status.capacity[${name}]`, errors);
  for (const name in allocatable) checkQuantity(name, allocatable[name] ?? '', `status.allocatable[${name}]`, errors);
}

/** Of a node's spec only taints, cordon and what was empty so far may change. */
export function checkNodeUpdate(node: Node, oldNode: Node, errors: FieldError[]): void {
  const spec = node.spec ?? {};
  const old = oldNode.spec ?? {};
  if (spec === old) return;
  const ranges = podRangesOf(node);
  const oldRanges = podRangesOf(oldNode);
  if (oldRanges.length > 0 && !isSame(ranges, oldRanges)) {
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if ((old.providerID ?? '') !== '' && spec.providerID !== old.providerID) {
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  const free = {
    taints: undefined,
    unschedulable: undefined,
    podCIDR: undefined,
    podCIDRs: undefined,
    providerID: undefined,
  };
  if (canonicalJson({ ...spec, ...free }) !== canonicalJson({ ...old, ...free })) {
    errors.push(forbidden('', 'node updates may only change labels, taints, or capacity'));
  }
}

function checkDataSize(total: number, path: string, errors: FieldError[]): void {
  if (total > dataBytesMax) errors.push(tooLong(path, dataBytesMax));
}

function base64Bytes(text: string): number {
  return Math.floor((text.replace(/[^A-Za-z0-9+/]/g, '').length * 3) / 4);
}

function sortedKeys(map: object | undefined): string[] {
  return map === undefined ? [] : Object.keys(map).sort();
}

/** A ConfigMap: legal keys, none twice, at most 1 MiB. */
export function checkConfigMap(configMap: ConfigMap, errors: FieldError[]): void {
  const { data, binaryData } = configMap;
  let total = 0;
  for (const key of sortedKeys(data)) {
    check(validateConfigMapKey, key, `data[${key}]`, errors);
    if (binaryData !== undefined && Object.hasOwn(binaryData, key)) {
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    total += utf8Length(data?.[key] ?? '');
  }
  for (const key of sortedKeys(binaryData)) {
    check(validateConfigMapKey, key, `binaryData[${key}]`, errors);
    total += base64Bytes(binaryData?.[key] ?? '');
  }
  checkDataSize(total, '', errors);
}

const frozenMessage = 'field is immutable when `immutable` is set';

function checkFrozen(
  object: ConfigMap | Secret,
  old: ConfigMap | Secret,
  fields: readonly ('data' | 'binaryData')[],
  errors: FieldError[],
): void {
  if (old.immutable !== true) return;
  if (object.immutable !== true) errors.push(forbidden('immutable', frozenMessage));
  const given: Readonly<Record<string, unknown>> = { ...object };
  const before: Readonly<Record<string, unknown>> = { ...old };
  for (const field of fields) {
    if (canonicalJson(given[field] ?? {}) !== canonicalJson(before[field] ?? {})) {
      errors.push(forbidden(field, frozenMessage));
    }
  }
}

export function checkConfigMapUpdate(configMap: ConfigMap, old: ConfigMap, errors: FieldError[]): void {
  checkFrozen(configMap, old, ['data', 'binaryData'], errors);
}

/** Keys that a Secret of a type must have. */
const requiredKeysByType: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
]);

/** What is not shown: a secret's content. */
const redacted = '<secret contents redacted>';

/** The access to registries is kept as a JSON object. */
function checkJson(base64: string, path: string, errors: FieldError[]): void {
  const value = parseJson(utf8Text(decodeBase64(base64)));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    errors.push(invalid(path, redacted, 'must be a JSON object'));
  }
}

/** The value of a JSON text, or undefined for a text that is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkSecretType(secret: Secret, errors: FieldError[]): void {
  const data = secret.data ?? {};
  for (const key of requiredKeysByType.get(secret.type ?? '') ?? []) {
    const text = data[key];
    if (text === undefined || (text === '' && key === 'ssh-privatekey')) errors.push(required(`data[${key}]`));
    else if (key.startsWith('.docker')) checkJson(text, `data[${key}]`, errors);
  }
  if (
    secret.type === 'kubernetes.io/basic-auth' &&
    !Object.hasOwn(data, 'username') &&
    !Object.hasOwn(data, 'password')
  ) {
    errors.push(required('data[username]'), required('data[password]'));
  }
  const accountKey = 'kubernetes.io/service-account.name';
  if (
    secret.type === 'kubernetes.io/service-account-token' &&
    (secret.metadata?.annotations?.[accountKey] ?? '') === ''
  ) {
    errors.push(required(`metadata.annotations[${accountKey}]`));
  }
}

/** A Secret: legal keys, at most 1 MiB, and what its type asks for. */
export function checkSecret(secret: Secret, errors: FieldError[]): void {
  let total = 0;
  for (const key of sortedKeys(secret.data)) {
    check(validateConfigMapKey, key, `data[${key}]`, errors);
    total += base64Bytes(secret.data?.[key] ?? '');
  }
  checkDataSize(total, 'data', errors);
  checkSecretType(secret, errors);
}

export function checkSecretUpdate(secret: Secret, old: Secret, errors: FieldError[]): void {
  if (secret.type !== old.type) errors.push(invalid('type', secret.type, immutableMessage));
  checkFrozen(secret, old, ['data'], errors);
}

/** An event is in the namespace of what it is about; about cluster-wide things, in `default`. */
export function checkEvent(event: Event, errors: FieldError[]): void {
  const about = event.involvedObject.namespace ?? '';
  const own = event.metadata.namespace ?? '';
  if (about === '' ? own !== 'default' && own !== 'kube-system' : about !== own) {
    errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  }
}
