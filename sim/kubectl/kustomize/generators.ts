/** ConfigMaps and Secrets that are made of literals and files, and the hash behind their names. Models: kustomize api/internal/generators, api/hasher (v5.7). */
import { encodeBase64, utf8Bytes } from '../../api/base64.ts';
import { sha256 } from '../../network/sha256.ts';
import { KustomizeError, type Generated, type GeneratorOptions } from './kustomization.ts';
import { resourceOf, type Fields, type Resource } from './objects.ts';

/** Reads a file beside the kustomization; undefined when there is none. */
export type ReadFile = (path: string) => string | undefined;

/** The object that a generator describes. */
export function generate(
  kind: 'ConfigMap' | 'Secret',
  given: Generated,
  shared: GeneratorOptions | undefined,
  read: ReadFile,
): Resource {
  const { name = '', namespace, type = 'Opaque', options } = given;
  const data: Record<string, string> = {};
  for (const [key, text] of entriesOf(given, read)) data[key] = kind === 'Secret' ? encodeBase64(text) : text;
  const labels = { ...shared?.labels, ...options?.labels };
  const annotations = { ...shared?.annotations, ...options?.annotations };
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  const isImmutable = options?.immutable ?? shared?.immutable;
  const object = {
    apiVersion: 'v1',
    kind,
    metadata,
    ...(Object.keys(data).length === 0 ? {} : { data }),
    ...(kind === 'Secret' ? { type } : {}),
    ...(isImmutable === undefined ? {} : { immutable: isImmutable }),
  };
  return resourceOf(object, (options?.disableNameSuffixHash ?? shared?.disableNameSuffixHash) !== true);
}

function entriesOf({ literals = [], files = [], envs = [], env }: Generated, read: ReadFile): [string, string][] {
  const entries: [string, string][] = [];
  for (const path of env === undefined ? envs : [...envs, env]) {
    for (const line of fileOf(path, read).split('\n')) {
      const plain = line.replace(/\r$/, '').trimStart();
      if (plain === '' || plain.startsWith('#')) continue;
      const equals = plain.indexOf('=');
      entries.push(equals < 0 ? [plain, ''] : [plain.slice(0, equals), plain.slice(equals + 1)]);
    }
  }
  for (const literal of literals) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new KustomizeError(`invalid literal source ${literal}, expected key=value`);
    entries.push([literal.slice(0, equals), unquoted(literal.slice(equals + 1))]);
  }
  for (const file of files) {
    const equals = file.indexOf('=');
    const path = file.slice(equals + 1);
    entries.push([equals < 0 ? (path.split('/').at(-1) ?? path) : file.slice(0, equals), fileOf(path, read)]);
  }
  return entries;
}

function fileOf(path: string, read: ReadFile): string {
  const text = read(path);
  if (text !== undefined) return text;
  throw new KustomizeError(
    `loading KV pairs: file sources: [${path}]: evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`,
  );
}

function unquoted(text: string): string {
  return /^(".*"|'.*')$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** The hash of an object's contents, ten letters that spell no word. Models: kustomize api/hasher/hasher.go encode: the name in it is empty. */
export function contentHash(object: Fields): string {
  const { kind, data, binaryData, type, stringData } = object;
  const hashed: Fields = { data: data ?? '', kind, name: '' };
  if (kind === 'Secret') {
    hashed['type'] = type;
    if (stringData !== undefined) hashed['stringData'] = stringData;
  } else if (binaryData !== undefined) hashed['binaryData'] = binaryData;
  const hex = sha256(asciiBytes(goJson(hashed)))
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
  return [...hex.slice(0, 10)].map((letter) => letters[letter] ?? letter).join('');
}

/** JSON with sorted keys and Go's escapes. */
function goJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  const fields = value as Fields;
  const parts = Object.keys(fields)
    .sort()
    .map((key) => `${goJson(key)}:${goJson(fields[key])}`);
  return `{${parts.join(',')}}`;
}

/** Each byte of the text's UTF-8 as a character. */
function asciiBytes(text: string): string {
  return utf8Bytes(text)
    .map((byte) => String.fromCharCode(byte))
    .join('');
}
