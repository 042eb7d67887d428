import { deepEqual } from '../../../api/deep-equal.ts';
import type { Container } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { failUsage, namesFiles, namespaceOf, requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Subject } from '../edits.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, serverError, type Part } from '../program.ts';
import type { CommandDef } from './command.ts';
import { arrayFlag, textFlag } from './generate.ts';
import { containersFlag, fits, setFlags, setOn, splitArguments } from './set-pod-spec.ts';

export const setEnv: CommandDef = {
  path: 'set env',
  short: 'Update environment variables on a pod template',
  examples: [
    [
      "Update deployment 'registry' with a new environment variable",
      'kubectl set env deployment/registry STORAGE_DIR=/local',
    ],
    ['List the environment variables defined on a deployment', 'kubectl set env deployment/sample-build --list'],
    ['Remove the environment variable ENV from a container', 'kubectl set env deployment/registry -c=web ENV-'],
  ],
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]',
  flags: [
    ...setFlags,
    containersFlag,
    arrayFlag('env', 'Specify a key-value pair for an environment variable to set into each container.', {
      short: 'e',
    }),
    textFlag('from', 'The name of a resource from which to inject environment variables'),
    {
      name: 'keys',
      type: 'strings',
      initial: '[]',
      help: 'Comma-separated list of keys to import from specified resource',
    },
    {
      name: 'list',
      type: 'bool',
      initial: 'false',
      help: 'If true, display the environment and any changes in the standard format.',
    },
    {
      name: 'overwrite',
      type: 'bool',
      initial: 'true',
      help: 'If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.',
    },
    textFlag('prefix', 'Prefix to append to variable names'),
  ],
  *run(kubectl, given) {
    const { resources, changes } = splitArguments(
      [...given.args, ...given.list('env')],
      (arg) => arg.includes('=') || /^[\w.-]+-$/.test(arg),
    );
    if (resources.length === 0 && !namesFiles(given))
      failUsage('set env', 'one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (changes.length === 0 && !given.bool('list') && !given.has('from'))
      failUsage('set env', 'at least one environment variable must be provided');
    const keys = given.text('from') === '' ? [] : yield* keysOf(kubectl, given);
    return yield* setOn(kubectl, given, resources, 'env updated', (spec, subject) => {
      const update = updateOf(given, changes, keys);
      const chosen = (spec.containers ?? []).filter((one) => fits(given.text('containers'), one));
      if (chosen.length === 0) {
        kubectl.err(
          `Warning: ${nameOf(subject, subject.info.kind)} does not have any containers matching ${JSON.stringify(given.text('containers'))}\n`,
        );
        return { part: null };
      }
      const clash = given.bool('overwrite') ? undefined : clashOf(chosen, update);
      if (clash !== undefined) return { error: `error: ${nameOf(subject, subject.info.resource)} ${clash}` };
      if (given.bool('list')) {
        for (const container of chosen) listEnv(kubectl, subject, container, updateEnv(container.env ?? [], update));
        return { part: null };
      }
      const containers = chosen
        .map(({ name, env = [] }) => ({ name, env: envPatch(env, update) }))
        .filter(({ env }) => env.length > 0);
      return { part: containers.length === 0 ? null : { containers } };
    });
  },
};

type EnvVar = NonNullable<Container['env']>[number];

function nameOf({ object }: Subject, kind: string): string {
  return `${kind}/${object.metadata?.name ?? ''}`;
}

/** Variables that are to be set, and names of those that are to go. */
interface EnvUpdate {
  readonly set: readonly EnvVar[];
  readonly removed: readonly string[];
}

function updateOf(given: Flags, changes: readonly string[], keys: readonly string[]): EnvUpdate {
  const prefix = given.text('prefix');
  const set: EnvVar[] = [];
  const removed: string[] = [];
  for (const change of changes) {
    const equals = change.indexOf('=');
    if (equals < 0) removed.push(change.slice(0, -1));
    else set.push({ name: `${prefix}${change.slice(0, equals)}`, value: change.slice(equals + 1) });
  }
  for (const key of keys) {
    set.push({ name: `${prefix}${variableOf(key)}`, valueFrom: referenceOf(given.text('from'), key) });
  }
  return { set, removed };
}

/** Models: kubectl pkg/cmd/set/helper.go updateEnv (v1.37). */
function updateEnv(present: readonly EnvVar[], { set, removed }: EnvUpdate): EnvVar[] {
  const wanted = new Map(set.map((variable) => [variable.name, variable]));
  const kept = present
    .filter(({ name }) => !removed.includes(name))
    .map((one) => {
      const newer = wanted.get(one.name);
      return newer === undefined || deepEqual(newer, one) ? one : newer;
    });
  const isNew = ({ name }: EnvVar): boolean => !removed.includes(name) && !present.some((one) => one.name === name);
  return [...kept, ...[...wanted.values()].filter(isNew)];
}

/** Strategic items that make one list of variables of the other: a value takes the place of a reference, and a reference of a value. */
function envPatch(present: readonly EnvVar[], update: EnvUpdate): object[] {
  const after = updateEnv(present, update);
  const gone = present.filter(({ name }) => !after.some((one) => one.name === name));
  return [
    ...gone.map(({ name }) => ({ $patch: 'delete', name })),
    ...after
      .filter((one) => !present.includes(one))
      .map((one) => {
        const before = present.find(({ name }) => name === one.name);
        if (before?.valueFrom !== undefined) return { ...one, valueFrom: one.valueFrom ?? null };
        return before?.value !== undefined && one.value === undefined ? { ...one, value: null } : one;
      }),
  ];
}

/** Models: kubectl pkg/cmd/set/set_env.go validateNoOverwrites (v1.37). */
function clashOf(containers: readonly Container[], { set }: EnvUpdate): string | undefined {
  for (const { env = [] } of containers) {
    for (const { name, value } of set) {
      const present = env.find((one) => one.name === name);
      if (present !== undefined && present.value !== value)
        return `'${name}' already has a value (${present.value ?? ''}), and --overwrite is false`;
    }
  }
  return undefined;
}

/** Models: kubectl pkg/cmd/set/set_env.go RunEnv, what it prints with --list (v1.37). */
function listEnv(kubectl: Kubectl, { info, object }: Subject, container: Container, env: readonly EnvVar[]): void {
  kubectl.out(`# ${info.kind} ${object.metadata?.name ?? ''}, container ${container.name}\n`);
  for (const { name, value, valueFrom } of env) {
    if (valueFrom === undefined) kubectl.out(`${name}=${value ?? ''}\n`);
    else kubectl.out(`# ${name} from ${sourceText(valueFrom)}\n`);
  }
}

function sourceText({
  configMapKeyRef,
  secretKeyRef,
  fieldRef,
}: {
  configMapKeyRef?: { name?: string; key: string };
  secretKeyRef?: { name?: string; key: string };
  fieldRef?: { fieldPath: string };
}): string {
  if (configMapKeyRef !== undefined) return `configmap ${configMapKeyRef.name ?? ''}, key ${configMapKeyRef.key}`;
  if (secretKeyRef !== undefined) return `secret ${secretKeyRef.name ?? ''}, key ${secretKeyRef.key}`;
  return `field path ${fieldRef?.fieldPath ?? ''}`;
}

function kindAndName(from: string): [string, string] {
  const [kind = '', name = ''] = from.split('/');
  if (name === '' || !/^(configmaps?|cm|secrets?)$/.test(kind))
    fail(`unsupported resource specified in --from: ${from}`);
  return [kind.startsWith('s') ? 'secret' : 'configMap', name];
}

function referenceOf(from: string, key: string): object {
  const [kind, name] = kindAndName(from);
  return { [`${kind}KeyRef`]: { name, key } };
}

/** The name of a variable for a key. */
function variableOf(key: string): string {
  return key.toUpperCase().replace(/\W/g, '_');
}

/** The keys of the ConfigMap or Secret that variables are made of, those that are asked for or all. */
function* keysOf(kubectl: Kubectl, given: Flags): Part<string[]> {
  const [kind, name] = kindAndName(given.text('from'));
  const info = demandResource(kubectl.resources, kind === 'secret' ? 'secrets' : 'configmaps');
  const response = yield* ask(requestOn('get', info, namespaceOf(kubectl, given), name));
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  const { data = {} } = response.body as { data?: Readonly<Record<string, string>> };
  const wanted = given.list('keys');
  const keys = Object.keys(data)
    .filter((key) => wanted.length === 0 || wanted.includes(key))
    .sort();
  for (const key of keys) {
    if (variableOf(key) !== key) kubectl.err(`Warning: key ${key} transferred to ${variableOf(key)}\n`);
  }
  return keys;
}
