import { encodeBase64 } from '../../../api/base64.ts';
import type { KubeObject } from '../../../api/types.ts';
import type { Flags } from '../flags.ts';
import { fileText, filesIn, type Kubectl } from '../kubectl.ts';
import { fail } from '../program.ts';
import type { CommandDef } from './command.ts';
import { arrayFlag, generator, nameArgument, textFlag } from './generate.ts';

const sourceFlags = [
  { name: 'append-hash', type: 'bool', initial: 'false', help: 'Append a hash of the object to its name.' },
  {
    name: 'from-env-file',
    type: 'strings',
    initial: '[]',
    help: 'Specify the path to a file to read lines of key=val pairs.',
  },
  {
    name: 'from-file',
    type: 'strings',
    initial: '[]',
    help: 'Key file can be specified using its file path, in which case file basename will be used as the key, or optionally with a key and file path.',
  },
  arrayFlag('from-literal', 'Specify a key and literal value to insert (i.e. mykey=somevalue)'),
] as const;

/** The data that files and literals give, by key. Models: kubectl pkg/cmd/create/create_configmap.go (v1.37). */
function dataOf(kubectl: Kubectl, given: Flags): Record<string, string> {
  const data: Record<string, string> = {};
  const add = (key: string, value: string): void => {
    if (Object.hasOwn(data, key))
      fail(`cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap`);
    data[key] = value;
  };
  for (const source of given.list('from-file')) addFile(kubectl, source, add);
  for (const source of given.list('from-literal')) {
    const equals = source.indexOf('=');
    if (equals <= 0) fail(`invalid literal source ${source}, expected key=value`);
    add(source.slice(0, equals), source.slice(equals + 1).replace(/^(['"])([^]*)\1$/, '$2'));
  }
  for (const source of given.list('from-env-file')) {
    for (const line of readText(kubectl, source).split('\n')) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const equals = trimmed.indexOf('=');
      if (equals > 0) add(trimmed.slice(0, equals), trimmed.slice(equals + 1));
    }
  }
  return data;
}

function addFile(kubectl: Kubectl, source: string, add: (key: string, value: string) => void): void {
  const equals = source.indexOf('=');
  const path = source.slice(equals + 1);
  if (fileText(kubectl, path) === undefined) {
    const inside = filesIn(kubectl, path);
    if (equals < 0 && inside.length > 0) {
      for (const name of inside) add(baseName(name), readText(kubectl, name));
      return;
    }
  }
  add(equals < 0 ? baseName(path) : source.slice(0, equals), readText(kubectl, path));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function readText(kubectl: Kubectl, path: string): string {
  const text = fileText(kubectl, path);
  if (text !== undefined) return text;
  return fail(`error reading ${path}: no such file or directory`);
}

function encoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, encodeBase64(value)]));
}

const createConfigMap = generator({
  path: 'create configmap',
  aliases: ['create cm'],
  short: 'Create a config map from a local file, directory or literal value',
  examples: [
    [
      'Create a config map with specified keys',
      'kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2',
    ],
    ['Create a config map from a file', 'kubectl create configmap my-config --from-file=app.properties'],
  ],
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]',
  flags: sourceFlags,
  make(kubectl, given) {
    const name = nameArgument('create configmap', given);
    const data = dataOf(kubectl, given);
    const hasData = Object.keys(data).length > 0;
    return { apiVersion: 'v1', ...(hasData ? { data } : {}), kind: 'ConfigMap', metadata: { name } } as KubeObject;
  },
});

const createGenericSecret = generator({
  path: 'create secret generic',
  short: 'Create a secret from a local file, directory, or literal value',
  examples: [
    ['Create a secret with a password', 'kubectl create secret generic my-secret --from-literal=password=s3cret'],
  ],
  usage:
    'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]',
  flags: [...sourceFlags, textFlag('type', 'The type of secret to create')],
  make(kubectl, given) {
    const name = nameArgument('create secret generic', given);
    const data = encoded(dataOf(kubectl, given));
    const type = given.text('type');
    return {
      apiVersion: 'v1',
      ...(Object.keys(data).length > 0 ? { data } : {}),
      kind: 'Secret',
      metadata: { name },
      ...(type === '' ? {} : { type }),
    } as KubeObject;
  },
});

const createTlsSecret = generator({
  path: 'create secret tls',
  short: 'Create a TLS secret',
  examples: [
    ['Create a TLS secret from a key pair', 'kubectl create secret tls tls-secret --cert=tls.crt --key=tls.key'],
  ],
  usage: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] [options]',
  flags: [
    textFlag('cert', 'Path to PEM encoded public key certificate.'),
    textFlag('key', 'Path to private key associated with given certificate.'),
  ],
  make(kubectl, given) {
    const name = nameArgument('create secret tls', given);
    if (given.text('cert') === '') fail('key and cert must be specified');
    if (given.text('key') === '') fail('key and cert must be specified');
    const data = encoded({
      'tls.crt': readText(kubectl, given.text('cert')),
      'tls.key': readText(kubectl, given.text('key')),
    });
    return { apiVersion: 'v1', data, kind: 'Secret', metadata: { name }, type: 'kubernetes.io/tls' } as KubeObject;
  },
});

const createRegistrySecret = generator({
  path: 'create secret docker-registry',
  short: 'Create a secret for use with a Docker registry',
  examples: [
    [
      'Create a secret for a registry',
      'kubectl create secret docker-registry my-secret --docker-server=registry.example --docker-username=me --docker-password=pw',
    ],
  ],
  usage:
    'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [options]',
  flags: [
    textFlag('docker-email', 'Email for Docker registry'),
    textFlag('docker-password', 'Password for Docker registry authentication'),
    textFlag('docker-server', 'Server location for Docker registry', { initial: 'https://index.docker.io/v1/' }),
    textFlag('docker-username', 'Username for Docker registry authentication'),
    sourceFlags[2],
  ],
  make(kubectl, given) {
    const name = nameArgument('create secret docker-registry', given);
    if (given.has('from-file')) {
      const data = encoded({ '.dockerconfigjson': Object.values(dataOf(kubectl, given))[0] ?? '' });
      return {
        apiVersion: 'v1',
        data,
        kind: 'Secret',
        metadata: { name },
        type: 'kubernetes.io/dockerconfigjson',
      } as KubeObject;
    }
    const [username, password, email] = ['docker-username', 'docker-password', 'docker-email'].map((flag) =>
      given.text(flag),
    );
    if (username === '' || password === '')
      fail(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    const auth = encodeBase64(`${username ?? ''}:${password ?? ''}`);
    const entry = { username, password, ...(email === '' ? {} : { email }), auth };
    const data = encoded({ '.dockerconfigjson': JSON.stringify({ auths: { [given.text('docker-server')]: entry } }) });
    return {
      apiVersion: 'v1',
      data,
      kind: 'Secret',
      metadata: { name },
      type: 'kubernetes.io/dockerconfigjson',
    } as KubeObject;
  },
});

export const configGenerators: readonly CommandDef[] = [
  createConfigMap,
  createRegistrySecret,
  createGenericSecret,
  createTlsSecret,
];
