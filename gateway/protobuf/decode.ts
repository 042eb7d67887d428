/** Bodies of requests in Kubernetes' protobuf, as objects: real clients of 1.32 and later send some kinds only so. */
import fields from './fields.json' with { type: 'json' };
import { readFields, WireError, type WireField } from './wire.ts';

type Value = string | number | boolean | Value[] | { [key: string]: Value };
type Fields = { [key: string]: Value };

/** A field of a message: its name in JSON, its type, and `repeated`, or for a map the type of its values. */
type FieldFact = readonly [name: string, type: string, more?: string];
const messages = fields as unknown as Readonly<Record<string, Readonly<Record<string, FieldFact>>>>;

const magic = [0x6b, 0x38, 0x73, 0x00];

/** Says whether a body begins as Kubernetes' protobuf does. */
export function isKubernetesProtobuf(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * Decodes a request body.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/runtime/serializer/protobuf (v1.37).
 * @returns the object with its apiVersion and kind
 * @throws {WireError} for bytes that are no such body, and for kinds that no client sends as protobuf
 */
export function decodeKubernetesProtobuf(bytes: Uint8Array): Fields {
  if (!isKubernetesProtobuf(bytes)) throw new WireError('provided data does not appear to be a protobuf message');
  const unknown = readFields(bytes.subarray(magic.length));
  const meta = bytesOf(unknown, 1);
  const typeMeta = meta === undefined ? [] : readFields(meta);
  const [apiVersion, kind] = [1, 2].map((number) => text(bytesOf(typeMeta, number) ?? new Uint8Array()));
  const name = messageName(apiVersion ?? '', kind ?? '');
  if (messages[name] === undefined)
    throw new WireError(`no protobuf form of ${apiVersion ?? ''} ${kind ?? ''} is known`);
  return {
    apiVersion: apiVersion ?? '',
    kind: kind ?? '',
    ...decodeMessage(name, bytesOf(unknown, 2) ?? new Uint8Array()),
  };
}

function bytesOf(message: readonly WireField[], number: number): Uint8Array | undefined {
  const found = message.find((field) => field.number === number)?.value;
  return typeof found === 'number' ? undefined : found;
}

/** `apps.v1.Deployment` for `apps/v1` and `Deployment`; options belong to meta/v1 whatever their version says. */
function messageName(apiVersion: string, kind: string): string {
  if (kind === 'DeleteOptions') return 'meta.v1.DeleteOptions';
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const short = (group ?? '').replace(/\.authorization\.k8s\.io$|\.k8s\.io$/, '');
  return `${short}.${version ?? ''}.${kind}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new WireError('a text is not UTF-8');
  }
}

/** Fields whose own fields stand in their parent in JSON. */
const inlined: ReadonlySet<string> = new Set([
  'core.v1.Volume volumeSource',
  'core.v1.PersistentVolumeSpec persistentVolumeSource',
  'core.v1.Probe handler',
  'core.v1.EphemeralContainer ephemeralContainerCommon',
  'networking.v1.IngressRule ingressRuleValue',
]);

function isInlined(message: string, name: string): boolean {
  if (name === 'localObjectReference') return /KeySelector$|EnvSource$|Projection$|VolumeSource$/.test(message);
  return inlined.has(`${message} ${name}`);
}

function decodeMessage(message: string, bytes: Uint8Array): Fields {
  const facts = messages[message] ?? {};
  const object: Fields = {};
  for (const { number, value } of readFields(bytes)) {
    const fact = facts[String(number)];
    if (fact === undefined) continue;
    const [name, type, more] = fact;
    if (type === 'map') putEntry(object, name, more ?? 'string', value);
    else if (more === 'repeated') putItem(object, name, decodeValue(type, value));
    else if (isInlined(message, name)) Object.assign(object, decodeValue(type, value));
    else if (!isUnset(name, type, value)) putField(object, name, type, value);
  }
  return object;
}

function putField(object: Fields, name: string, type: string, wire: number | Uint8Array): void {
  const value = decodeValue(type, wire);
  if (value !== undefined) object[name] = value;
}

function putItem(object: Fields, name: string, item: Value | undefined): void {
  const list = object[name];
  if (item === undefined) return;
  if (Array.isArray(list)) list.push(item);
  else object[name] = [item];
}

function putEntry(object: Fields, name: string, type: string, wire: number | Uint8Array): void {
  if (typeof wire === 'number') throw new WireError(`${name} is no map`);
  const entry = readFields(wire);
  const key = text(bytesOf(entry, 1) ?? new Uint8Array());
  const value = entry.find((field) => field.number === 2)?.value ?? new Uint8Array();
  const map = (object[name] ?? {}) as Fields;
  // A key such as `__proto__` is a key like any other.
  Object.defineProperty(map, key, {
    value: decodeValue(type, value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  object[name] = map;
}

/** Numbers and truth values that say something when they are zero: pointers in Kubernetes' types, absent when nobody set them. */
const pointers: ReadonlySet<string> = new Set(
  `activeDeadlineSeconds allowPrivilegeEscalation automountServiceAccountToken backoffLimit blockOwnerDeletion completions controller
  defaultMode deletionGracePeriodSeconds enableServiceLinks expirationSeconds failedJobsHistoryLimit fsGroup gracePeriodSeconds hostUsers
  ignoreStoreReadErrorWithClusterBreakingPotential immutable minReplicas mode optional orphanDependents parallelism priority privileged
  progressDeadlineSeconds readOnlyRootFilesystem replicas revisionHistoryLimit runAsGroup runAsNonRoot runAsUser setHostnameAsFQDN
  shareProcessNamespace startingDeadlineSeconds successfulJobsHistoryLimit suspend terminationGracePeriodSeconds tolerationSeconds
  ttlSecondsAfterFinished`.split(/\s+/),
);

function isUnset(name: string, type: string, wire: number | Uint8Array): boolean {
  if (type === 'string' || type === 'bytes') return typeof wire !== 'number' && wire.length === 0;
  return wire === 0 && !pointers.has(name);
}

function decodeValue(type: string, wire: number | Uint8Array): Value | undefined {
  switch (type) {
    case 'bool':
      return wire !== 0;
    case 'int32':
    case 'int64':
      if (typeof wire !== 'number') throw new WireError(`expected a number, got ${wire.length} bytes`);
      return wire;
    default:
  }
  if (typeof wire === 'number') throw new WireError(`expected ${type}, got the number ${wire}`);
  switch (type) {
    case 'string':
      return text(wire);
    case 'bytes':
      return Buffer.from(wire).toString('base64');
    case 'api.resource.Quantity':
      return text(bytesOf(readFields(wire), 1) ?? new Uint8Array());
    case 'meta.v1.Time':
    case 'meta.v1.MicroTime':
      return timeOf(wire, type === 'meta.v1.MicroTime');
    case 'util.intstr.IntOrString':
      return intOrString(wire);
    case 'meta.v1.FieldsV1':
      return JSON.parse(text(bytesOf(readFields(wire), 1) ?? Buffer.from('{}'))) as Value;
    default:
      return decodeMessage(type, wire);
  }
}

function numberOf(message: readonly WireField[], number: number): number {
  const value = message.find((field) => field.number === number)?.value;
  return typeof value === 'number' ? value : 0;
}

/** RFC 3339; `undefined` for the zero time. */
function timeOf(bytes: Uint8Array, hasMicros: boolean): string | undefined {
  const message = readFields(bytes);
  if (message.length === 0) return undefined;
  const iso = new Date(numberOf(message, 1) * 1000).toISOString().slice(0, 19);
  if (!hasMicros) return `${iso}Z`;
  return `${iso}.${String(Math.floor(numberOf(message, 2) / 1000)).padStart(6, '0')}Z`;
}

function intOrString(bytes: Uint8Array): number | string {
  const message = readFields(bytes);
  return numberOf(message, 1) === 0 ? numberOf(message, 2) : text(bytesOf(message, 3) ?? new Uint8Array());
}
