/** What the verbs share: namespaces, flags that many have, names of objects, and how a result is told. */
import type { ResourceInfo } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { ApiRequest, ApiResponse, RequestOptions } from '../../apiserver/types.ts';
import type { FlagDef, Flags } from './flags.ts';
import type { Kubectl } from './kubectl.ts';
import { CommandFailure, fail } from './program.ts';
import { formatOf, writeObjects } from './present.ts';

export const outputFlag: FlagDef = {
  name: 'output',
  short: 'o',
  type: 'string',
  initial: '',
  help: 'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).',
};
export const showManagedFieldsFlag: FlagDef = {
  name: 'show-managed-fields',
  type: 'bool',
  initial: 'false',
  help: 'If true, keep the managedFields when printing objects in JSON or YAML format.',
};
export const dryRunFlag: FlagDef = {
  name: 'dry-run',
  type: 'optional',
  bare: 'unchanged',
  initial: 'none',
  help: 'Must be "none", "server", or "client". With client, only print the object that would be sent, without sending it. With server, send the request without persisting the resource.',
};
export const selectorFlag: FlagDef = {
  name: 'selector',
  short: 'l',
  type: 'string',
  initial: '',
  help: 'Selector (label query) to filter on, supports "=", "==", "!=", "in", "notin". Matching objects must satisfy all of the label constraints.',
};
export const fieldSelectorFlag: FlagDef = {
  name: 'field-selector',
  type: 'string',
  initial: '',
  help: 'Selector (field query) to filter on, supports "=", "==", and "!=". The server only supports a limited number of field queries per type.',
};
export const allNamespacesFlag: FlagDef = {
  name: 'all-namespaces',
  short: 'A',
  type: 'bool',
  initial: 'false',
  help: 'If present, list the requested objects across all namespaces, whatever namespace the context or --namespace names.',
};
export const filenameFlags: readonly FlagDef[] = [
  {
    name: 'filename',
    short: 'f',
    type: 'strings',
    initial: '[]',
    help: 'Filename, directory, or "-" for the input, with the objects to work on.',
  },
  {
    name: 'recursive',
    short: 'R',
    type: 'bool',
    initial: 'false',
    help: 'Process the directory used in -f, --filename recursively.',
  },
  {
    name: 'kustomize',
    short: 'k',
    type: 'string',
    initial: '',
    help: 'Process a kustomization directory. This flag cannot be used together with -f or -R.',
  },
];
/** Whether objects of files are meant, by `-f` or `-k`. */
export function namesFiles(given: Flags): boolean {
  return given.has('filename') || given.has('kustomize');
}

export const allFlag: FlagDef = {
  name: 'all',
  type: 'bool',
  initial: 'false',
  help: 'Select all resources in the namespace of the specified resource types.',
};
export const localFlag: FlagDef = {
  name: 'local',
  type: 'bool',
  initial: 'false',
  help: 'If true, do not contact the API server but work on the given file only.',
};

export function fieldManagerFlag(initial: string): FlagDef {
  return { name: 'field-manager', type: 'string', initial, help: 'Name of the manager used to track field ownership.' };
}

export const validateFlag: FlagDef = {
  name: 'validate',
  type: 'optional',
  bare: 'strict',
  initial: 'strict',
  help: 'Must be one of: strict (or true), warn, ignore (or false). How unknown and duplicate fields are treated by the server.',
};

/** The namespace that a command works in. */
export function namespaceOf(kubectl: Kubectl, flags: Flags): string {
  return flags.has('namespace') ? flags.text('namespace') : kubectl.shell.namespace;
}

export type DryRun = 'none' | 'client' | 'server';

/** Models: kubectl pkg/cmd/util/helpers.go GetDryRunStrategy (v1.37). */
export function dryRunOf(flags: Flags): DryRun {
  const text = flags.text('dry-run');
  if (text === 'none' || text === 'client' || text === 'server') return text;
  if (text === 'unchanged') {
    return fail('--dry-run flag without a value was specified. A value must be set: "none", "server", or "client".');
  }
  return fail(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
}

/** Options of a write: field manager, dry run, validation where the verb has that flag. */
export function writeOptions(flags: Flags, more: RequestOptions = {}): RequestOptions {
  const dryRun = flags.has('dry-run') && dryRunOf(flags) === 'server';
  return {
    fieldManager: flags.text('field-manager'),
    ...(dryRun ? { dryRun: true } : {}),
    ...more,
  };
}

/** Models: kubectl pkg/cmd/util/helpers.go GetValidationDirective (v1.37). */
export function validationOf(flags: Flags): 'Strict' | 'Warn' | 'Ignore' {
  const text = flags.text('validate').toLowerCase();
  if (text === 'strict' || text === 'true') return 'Strict';
  if (text === 'warn') return 'Warn';
  if (text === 'ignore' || text === 'false') return 'Ignore';
  return fail(
    `invalid - validate option ${JSON.stringify(flags.text('validate'))}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** The request for one object, or for all of a kind when there is no name. */
export function requestOn(
  verb: ApiRequest['verb'],
  info: ResourceInfo,
  namespace: string,
  name: string,
  more: Partial<ApiRequest> = {},
): ApiRequest {
  return {
    verb,
    group: info.group,
    version: info.version,
    resource: info.resource,
    ...(info.namespaced && namespace !== '' ? { namespace } : {}),
    ...(name === '' ? {} : { name }),
    ...more,
  };
}

/** `deployment.apps/web`, `pod/web`. Models: kubectl name printer (v1.37). */
export function objectName(info: ResourceInfo, name: string): string {
  const kind = info.kind.toLowerCase();
  return `${info.group === '' ? kind : `${kind}.${info.group}`}/${name}`;
}

/** `web` as messages of `delete` name it: `deployment.apps "web"`. */
export function quotedName(info: ResourceInfo, name: string): string {
  const kind = info.kind.toLowerCase();
  return `${info.group === '' ? kind : `${kind}.${info.group}`} "${name}"`;
}

/** Prints the object as `-o` asks, or says what was done: `deployment.apps/web created (dry run)`. */
export function tell(kubectl: Kubectl, flags: Flags, info: ResourceInfo, object: KubeObject, operation: string): void {
  const format = formatOf(kubectl, flags);
  if (format.type === 'table') {
    if (format.wide) fail('unable to match a printer suitable for the output format "wide"');
    const dryRun = flags.has('dry-run') ? dryRunOf(flags) : 'none';
    const suffix = { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
    kubectl.out(`${objectName(info, object.metadata?.name ?? '')} ${operation}${suffix}\n`);
    return;
  }
  kubectl.out(writeObjects(kubectl, flags, format, [object], false));
}

/** Warnings of an answer go to standard error. */
export function warn(kubectl: Kubectl, response: ApiResponse): void {
  for (const warning of response.warnings ?? []) kubectl.err(`Warning: ${warning}\n`);
}

/** A complaint about how the command was written. Models: kubectl UsageErrorf (v1.37). */
export function failUsage(command: string, message: string): never {
  throw new CommandFailure(`error: ${message}\nSee 'kubectl ${command} -h' for help and examples`);
}

/** Prints errors of single objects after the rest, and gives the exit code. */
export function exitWith(kubectl: Kubectl, errors: readonly string[]): number {
  for (const error of errors) kubectl.err(`${error}\n`);
  return errors.length === 0 ? 0 : 1;
}
