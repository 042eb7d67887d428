import type { Container, KubeObject, PodSpec } from '../../../api/types.ts';
import {
  allFlag,
  dryRunFlag,
  exitWith,
  failUsage,
  fieldManagerFlag,
  filenameFlags,
  localFlag,
  outputFlag,
  selectorFlag,
  showManagedFieldsFlag,
  namesFiles,
  namespaceOf,
  requestOn,
} from '../common.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { demandResource } from '../discovery.ts';
import { chooseObjects, sendEdit, type Subject } from '../edits.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, serverError, type Part, type Program } from '../program.ts';
import type { CommandDef } from './command.ts';
import { arrayFlag, pairs, textFlag } from './generate.ts';

const common: readonly FlagDef[] = [
  allFlag,
  dryRunFlag,
  fieldManagerFlag('kubectl-set'),
  ...filenameFlags,
  localFlag,
  outputFlag,
  selectorFlag,
  showManagedFieldsFlag,
];

const containersFlag: FlagDef = {
  name: 'containers',
  short: 'c',
  type: 'string',
  initial: '*',
  help: 'The names of containers in the selected pod templates to change - may use wildcards.',
};

/** The pod spec of a workload, and a patch for it at its place. */
function podSpecOf(object: KubeObject): { spec: PodSpec; inside(spec: object): object } | undefined {
  const { spec } = object as {
    spec?: PodSpec & { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } };
  };
  const cron = spec?.jobTemplate?.spec?.template?.spec;
  if (cron !== undefined)
    return { spec: cron, inside: (changed) => ({ spec: { jobTemplate: { spec: { template: { spec: changed } } } } }) };
  if (spec?.template?.spec !== undefined)
    return { spec: spec.template.spec, inside: (changed) => ({ spec: { template: { spec: changed } } }) };
  if (object.kind === 'Pod' && spec !== undefined) return { spec, inside: (changed) => ({ spec: changed }) };
  return undefined;
}

/** What a command makes of one pod spec: the part to patch, null when nothing changes, or a complaint. */
type Change = { readonly part: object | null } | { readonly error: string };

/** Runs a `set` command over its objects. */
function* setOn(
  kubectl: Kubectl,
  given: Flags,
  resources: readonly string[],
  operation: string,
  changeOf: (spec: PodSpec, subject: Subject) => Change,
): Program {
  const { objects, errors } = yield* chooseObjects(kubectl, given, resources);
  const problems = [...errors];
  for (const subject of objects) {
    const found = podSpecOf(subject.object);
    if (found === undefined) {
      problems.push(
        `error: ${subject.info.resource}/${subject.object.metadata?.name ?? ''} the object is not a pod or does not have a pod template: ${subject.info.kind}`,
      );
      continue;
    }
    const change = changeOf(found.spec, subject);
    if ('error' in change) problems.push(change.error);
    else if (change.part !== null) {
      const patch = found.inside(change.part);
      const problem = yield* sendEdit(
        kubectl,
        given,
        subject,
        { patchType: 'strategic', patch },
        operation,
        merged(subject.object, patch),
      );
      if (problem !== '') problems.push(problem);
    }
  }
  return exitWith(kubectl, problems);
}

/** The object as it would be: lists of the patch take their items by name. */
function merged(object: object, patch: object): KubeObject {
  const result: Record<string, unknown> = { ...object };
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    if (Array.isArray(value) && Array.isArray(before)) {
      const named = value as { name?: string }[];
      const kept = (before as { name?: string }[]).map((item) => {
        const change = named.find(({ name }) => name === item.name);
        return change === undefined ? item : merged(item, change);
      });
      result[key] = [
        ...kept,
        ...named.filter(({ name }) => !kept.some((item) => (item as { name?: string }).name === name)),
      ];
    } else if (isMap(value) && isMap(before)) result[key] = merged(before, value);
    else if (value === null) delete result[key];
    else result[key] = value;
  }
  return result as KubeObject;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Splits the arguments at the first that holds a change. */
function split(
  args: readonly string[],
  isChange: (arg: string) => boolean,
): { resources: string[]; changes: string[] } {
  return { resources: args.filter((arg) => !isChange(arg)), changes: args.filter(isChange) };
}

const image: CommandDef = {
  path: 'set image',
  short: 'Update the image of a pod template',
  examples: [
    [
      "Set a deployment's nginx container image to 'nginx:1.9.1', and its busybox container image to 'busybox'",
      'kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1',
    ],
    ['Update the image of all containers', 'kubectl set image deployments,rc nginx=nginx:1.9.1 --all'],
  ],
  usage:
    '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]',
  flags: common,
  *run(kubectl, given) {
    const { resources, changes } = split(given.args, (arg) => arg.includes('='));
    if (resources.length === 0 && !namesFiles(given))
      failUsage('set image', 'one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (changes.length === 0) failUsage('set image', 'at least one image update is required');
    const images = Object.entries(pairs(changes.join(','), 'image'));
    return yield* setOn(kubectl, given, resources, 'image updated', (spec) => imageChange(spec, images));
  },
};

/** Models: kubectl pkg/cmd/set/set_image.go Run (v1.37). */
function imageChange(spec: PodSpec, images: readonly (readonly [string, string])[]): Change {
  const part: Record<string, object[]> = {};
  for (const [name, wanted] of images) {
    let isFound = false;
    for (const list of ['containers', 'initContainers'] as const) {
      for (const container of spec[list] ?? []) {
        if (name !== '*' && container.name !== name) continue;
        isFound = true;
        if (container.image !== wanted) part[list] = [...(part[list] ?? []), { name: container.name, image: wanted }];
      }
    }
    if (!isFound) return { error: `error: unable to find container named ${JSON.stringify(name)}` };
  }
  return { part: Object.keys(part).length === 0 ? null : part };
}

/** Whether a container's name fits a pattern with `*`. */
function fits(pattern: string, { name }: Container): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${source}$`).test(name);
}

const env: CommandDef = {
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
    ...common,
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
    const { resources, changes } = split(
      [...given.args, ...given.list('env')],
      (arg) => arg.includes('=') || /^[\w.-]+-$/.test(arg),
    );
    if (resources.length === 0 && !namesFiles(given))
      failUsage('set env', 'one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (changes.length === 0 && !given.bool('list') && !given.has('from'))
      failUsage('set env', 'at least one environment variable must be provided');
    const keys = given.text('from') === '' ? [] : yield* keysOf(kubectl, given);
    return yield* setOn(kubectl, given, resources, 'env updated', (spec, subject) => {
      if (given.bool('list')) {
        listEnv(kubectl, given, spec, subject);
        return { part: null };
      }
      return envChange(given, spec, changes, keys);
    });
  },
};

function listEnv(kubectl: Kubectl, given: Flags, spec: PodSpec, { info, object }: Subject): void {
  for (const container of (spec.containers ?? []).filter((one) => fits(given.text('containers'), one))) {
    kubectl.out(`# ${info.kind} ${object.metadata?.name ?? ''}, container ${container.name}\n`);
    for (const { name, value, valueFrom } of container.env ?? []) {
      if (valueFrom === undefined) kubectl.out(`${name}=${value ?? ''}\n`);
      else kubectl.out(`# ${name} from ${sourceText(valueFrom)}\n`);
    }
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

/** Models: kubectl pkg/cmd/set/set_env.go RunEnv (v1.37). */
function envChange(given: Flags, spec: PodSpec, changes: readonly string[], keys: readonly string[]): Change {
  const prefix = given.text('prefix');
  const from = given.text('from');
  const chosen = (spec.containers ?? []).filter((one) => fits(given.text('containers'), one));
  if (chosen.length === 0)
    return { error: `error: pod template does not have a container that matches ${given.text('containers')}` };
  const sourced =
    from === ''
      ? []
      : keys.map((key) => ({
          name: `${prefix}${variableOf(key)}`,
          valueFrom: referenceOf(from, key),
        }));
  const containers = chosen.map(({ name }) => {
    const list: object[] = changes.map((change) => {
      const equals = change.indexOf('=');
      return equals < 0
        ? { $patch: 'delete', name: change.slice(0, -1) }
        : { name: `${prefix}${change.slice(0, equals)}`, value: change.slice(equals + 1) };
    });
    return { name, ...(list.length + sourced.length > 0 ? { env: [...list, ...sourced] } : {}) };
  });
  return { part: { containers } };
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

const resources: CommandDef = {
  path: 'set resources',
  short: 'Update resource requests/limits on objects with pod templates',
  examples: [
    [
      "Set a deployment's nginx container cpu limits to '200m' and memory to '512Mi'",
      'kubectl set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi',
    ],
    [
      'Set the resource request and limits for all containers in nginx',
      'kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi',
    ],
  ],
  usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]',
  flags: [
    ...common,
    containersFlag,
    textFlag('limits', "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'."),
    textFlag(
      'requests',
      "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.",
    ),
  ],
  *run(kubectl, given) {
    if (given.text('limits') === '' && given.text('requests') === '')
      fail('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const wanted = {
      ...(given.text('limits') === '' ? {} : { limits: pairs(given.text('limits'), 'resource') }),
      ...(given.text('requests') === '' ? {} : { requests: pairs(given.text('requests'), 'resource') }),
    };
    return yield* setOn(kubectl, given, given.args, 'resource requirements updated', (spec) => {
      const chosen = (spec.containers ?? []).filter((one) => fits(given.text('containers'), one));
      if (chosen.length === 0)
        return { error: `error: unable to find container named ${JSON.stringify(given.text('containers'))}` };
      return { part: { containers: chosen.map(({ name }) => ({ name, resources: wanted })) } };
    });
  },
};

const serviceAccount: CommandDef = {
  path: 'set serviceaccount',
  aliases: ['set sa'],
  short: 'Update the service account of a resource',
  examples: [
    [
      "Set deployment nginx-deployment's service account to serviceaccount1",
      'kubectl set serviceaccount deployment nginx-deployment serviceaccount1',
    ],
  ],
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]',
  flags: common,
  *run(kubectl, given) {
    const name = given.args.at(-1);
    if (name === undefined || (given.args.length < 2 && !namesFiles(given))) fail('serviceaccount is required');
    return yield* setOn(kubectl, given, given.args.slice(0, -1), 'serviceaccount updated', () => ({
      part: { serviceAccountName: name },
    }));
  },
};

const selector: CommandDef = {
  path: 'set selector',
  short: 'Set the selector on a resource',
  examples: [
    ['Set the labels and selector of a service', "kubectl set selector service my-svc 'environment=qa,tier=front'"],
  ],
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]',
  flags: [
    ...common,
    textFlag(
      'resource-version',
      'If non-empty, the selectors update will only succeed if this is the current resource-version for the object.',
    ),
  ],
  *run(kubectl, given) {
    const { resources: named, changes } = split(given.args, (arg) => arg.includes('='));
    if (changes.length !== 1) failUsage('set selector', 'one selector is required');
    const wanted = pairs(changes[0] ?? '', 'selector');
    const { objects, errors } = yield* chooseObjects(kubectl, given, named);
    const problems = [...errors];
    for (const subject of objects) {
      if (subject.info.kind !== 'Service') {
        problems.push(`error: setting a selector is only supported for Services`);
        continue;
      }
      const before = Object.keys((subject.object as { spec?: { selector?: object } }).spec?.selector ?? {});
      const removed = Object.fromEntries(before.filter((key) => !Object.hasOwn(wanted, key)).map((key) => [key, null]));
      const patch = { spec: { selector: { ...removed, ...wanted } } };
      const problem = yield* sendEdit(kubectl, given, subject, { patchType: 'merge', patch }, 'selector updated');
      if (problem !== '') problems.push(problem);
    }
    return exitWith(kubectl, problems);
  },
};

export const setCommands: readonly CommandDef[] = [env, image, resources, selector, serviceAccount];
