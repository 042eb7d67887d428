/** What the commands share that make an object from their flags. */
import type { KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { withLastApplied } from '../../../scenario/three-way.ts';
import {
  dryRunFlag,
  dryRunOf,
  exitWith,
  failUsage,
  fieldManagerFlag,
  namespaceOf,
  outputFlag,
  requestOn,
  showManagedFieldsFlag,
  tell,
  validateFlag,
  warn,
  writeOptions,
} from '../common.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, fail, serverError, type Program } from '../program.ts';
import type { CommandDef } from './command.ts';

const saveConfigFlag: FlagDef = {
  name: 'save-config',
  type: 'bool',
  initial: 'false',
  help: 'If true, the configuration of the current object will be saved in its annotation.',
};

/** Flags of every generator. */
export function generatorFlags(manager = 'kubectl-create'): readonly FlagDef[] {
  return [dryRunFlag, fieldManagerFlag(manager), outputFlag, saveConfigFlag, showManagedFieldsFlag, validateFlag];
}

/** Creates an object, or shows what would be created. */
export function* createGenerated(kubectl: Kubectl, given: Flags, object: KubeObject, operation = 'created'): Program {
  const { apiVersion = '', kind = '' } = object;
  const info = kubectl.resources.find((one) => one.apiVersion === apiVersion && one.kind === kind);
  if (info === undefined) fail(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
  const namespace = info.namespaced ? namespaceOf(kubectl, given) : '';
  const body = given.bool('save-config') ? withLastApplied(object) : object;
  if (dryRunOf(given) === 'client') {
    const hasNamespace = namespace !== '' && given.has('namespace');
    tell(kubectl, given, info, hasNamespace ? inNamespace(body, namespace) : body, operation);
    return 0;
  }
  const response = yield* ask(requestOn('create', info, namespace, '', { body, options: writeOptions(given) }));
  warn(kubectl, response);
  if (!isSuccess(response)) return exitWith(kubectl, [failedCreation(kind, serverError(response))]);
  tell(kubectl, given, info, response.body as KubeObject, operation);
  return 0;
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** `error: failed to create deployment: deployments.apps "web" already exists`: commands of their own wrap what the server says. */
function failedCreation(kind: string, text: string): string {
  const colon = text.indexOf(': ');
  const words: Readonly<Record<string, string>> = {
    ConfigMap: 'configmap',
    Deployment: 'deployment',
    Job: 'job',
    CronJob: 'cronjob',
    Secret: 'secret',
    PodDisruptionBudget: 'poddisruptionbudgets',
    PriorityClass: 'priorityclass',
    Ingress: 'ingress',
  };
  const word = words[kind];
  if (word === undefined || !text.startsWith('Error from server (')) return text;
  return `error: failed to create ${word}: ${text.slice(colon + 2)}`;
}

/** The one name that a generator needs; the usage complaint of kubectl otherwise. */
export function nameArgument(command: string, given: Flags): string {
  const before = given.dashAt < 0 ? given.args : given.args.slice(0, given.dashAt);
  if (before.length === 0) failUsage(command, `exactly one NAME is required, got 0`);
  if (before.length > 1) failUsage(command, `exactly one NAME is required, got ${before.length}`);
  return before[0] as string;
}

/** What follows `--`. */
export function commandArguments(given: Flags): readonly string[] {
  return given.dashAt < 0 ? [] : given.args.slice(given.dashAt);
}

/** A generator as a command: the object comes from the flags alone. */
export function generator(
  parts: Omit<CommandDef, 'run'> & { make(kubectl: Kubectl, given: Flags): KubeObject },
): CommandDef {
  const { make, ...def } = parts;
  return {
    ...def,
    flags: [...def.flags, ...generatorFlags()],
    run: (kubectl, given) => createGenerated(kubectl, given, make(kubectl, given)),
  };
}

/** A flag of text. */
export function textFlag(name: string, help: string, more: Partial<FlagDef> = {}): FlagDef {
  return { name, type: 'string', initial: '', help, ...more };
}

/** A flag that may be given several times. */
export function arrayFlag(name: string, help: string, more: Partial<FlagDef> = {}): FlagDef {
  return { name, type: 'array', initial: '[]', help, ...more };
}

/** `a=b,c=d` as a map; fails for parts without `=`. */
export function pairs(text: string, flag: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const part of text.split(',').filter((one) => one !== '')) {
    const equals = part.indexOf('=');
    if (equals <= 0) fail(`unexpected ${flag} spec: ${part}`);
    result[part.slice(0, equals)] = part.slice(equals + 1);
  }
  return result;
}
