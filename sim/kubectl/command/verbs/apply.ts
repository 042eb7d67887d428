import { isSuccess, type ApiResponse } from '../../../apiserver/types.ts';
import type { KubeObject } from '../../../api/types.ts';
import { threeWayPatch, withLastApplied } from '../../../scenario/three-way.ts';
import {
  dryRunFlag,
  dryRunOf,
  exitWith,
  fieldManagerFlag,
  filenameFlags,
  outputFlag,
  requestOn,
  selectorFlag,
  showManagedFieldsFlag,
  tell,
  validateFlag,
  validationOf,
  warn,
  writeOptions,
  namesFiles,
} from '../common.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { readFiles, type Manifest } from '../manifests.ts';
import { ask, CommandFailure, fail, serverError, type Part } from '../program.ts';
import { allFlag } from '../common.ts';
import { matchesSelector } from '../selectors.ts';
import type { CommandDef } from './command.ts';
import { checkPrune, prune, pruneAllowListFlag } from './prune.ts';

const flags: readonly FlagDef[] = [
  allFlag,
  {
    name: 'cascade',
    type: 'optional',
    bare: 'background',
    initial: 'background',
    help: 'Must be "background", "orphan", or "foreground". Selects the deletion cascading strategy for the dependents.',
  },
  dryRunFlag,
  fieldManagerFlag('kubectl-client-side-apply'),
  ...filenameFlags,
  {
    name: 'force',
    type: 'bool',
    initial: 'false',
    help: 'If true, immediately remove resources from API and bypass graceful deletion.',
  },
  {
    name: 'force-conflicts',
    type: 'bool',
    initial: 'false',
    help: 'If true, server-side apply will force the changes against conflicts.',
  },
  {
    name: 'openapi-patch',
    type: 'bool',
    initial: 'true',
    help: 'If true, use openapi to calculate diff when the openapi is present.',
  },
  {
    name: 'overwrite',
    type: 'bool',
    initial: 'true',
    help: 'Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration.',
  },
  outputFlag,
  {
    name: 'prune',
    type: 'bool',
    initial: 'false',
    help: 'Automatically delete resource objects that do not appear in the configs.',
  },
  pruneAllowListFlag,
  selectorFlag,
  {
    name: 'server-side',
    type: 'bool',
    initial: 'false',
    help: 'If true, apply runs in the server instead of the client.',
  },
  showManagedFieldsFlag,
  validateFlag,
  { name: 'wait', type: 'bool', initial: 'false', help: 'If true, wait for resources to be gone before returning.' },
];

export const applyCommand: CommandDef = {
  path: 'apply',
  short: 'Apply a configuration to a resource by file name or stdin',
  long: "Apply a configuration to a resource by file name or stdin. The resource name must be specified. This resource will be created if it doesn't exist yet.",
  examples: [
    ['Apply the configuration in web.yaml', 'kubectl apply -f web.yaml'],
    [
      'Apply what another command prints',
      'kubectl create deployment web --image=nginx --dry-run=client -o yaml | kubectl apply -f -',
    ],
    ['Let the server merge, and own the fields', 'kubectl apply --server-side -f web.yaml'],
  ],
  usage: '(-f FILENAME | -k DIRECTORY) [options]',
  flags,
  *run(kubectl, given) {
    if (given.args.length > 0) {
      throw new CommandFailure(
        `error: Unexpected args: [${given.args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`,
      );
    }
    if (!namesFiles(given)) fail('must specify one of -f and -k');
    if (given.bool('force-conflicts') && !given.bool('server-side'))
      fail('--force-conflicts only works with --server-side');
    if (dryRunOf(given) === 'client' && given.bool('server-side')) {
      fail("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
    }
    checkPrune(given);
    const { manifests, errors } = readFiles(kubectl, given);
    const problems = [...errors];
    const visited: Manifest[] = [];
    for (const manifest of manifests) {
      if (!matchesSelector(manifest.object, given.text('selector'))) continue;
      const problem = yield* given.bool('server-side')
        ? applyOnServer(kubectl, given, manifest)
        : applyOne(kubectl, given, manifest);
      if (problem !== '') problems.push(problem);
      visited.push(manifest);
    }
    if (given.bool('prune') && problems.length === 0) problems.push(...(yield* prune(kubectl, given, visited)));
    return exitWith(kubectl, problems);
  },
};

/**
 * Brings one object to its manifest; creates it when it is not there.
 * Models: kubectl pkg/cmd/apply/apply.go applyOneObject (v1.37). Differs: what is sent for a change is a JSON merge patch.
 * @returns what went wrong, or empty
 */
function* applyOne(kubectl: Kubectl, given: Flags, manifest: Manifest): Part<string> {
  const { info, namespace, name, object, source } = manifest;
  if (name === '') return nameless(object, source);
  const annotated = withLastApplied(object);
  const found = yield* ask(requestOn('get', info, namespace, name));
  const options = writeOptions(given, { fieldValidation: validationOf(given) });
  const isClient = dryRunOf(given) === 'client';
  if (found.code === 404) {
    if (isClient) {
      tell(kubectl, given, info, annotated, 'created');
      return '';
    }
    const created = yield* ask(requestOn('create', info, namespace, '', { body: annotated, options }));
    return told(kubectl, given, manifest, created, 'created', 'creating');
  }
  if (!isSuccess(found)) return retrieving(manifest, found);
  const live = found.body as KubeObject;
  const missing = live.metadata?.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] === undefined;
  if (missing) kubectl.err(missingAnnotation(manifest));
  const patch = threeWayPatch(annotated, live);
  if (patch === null) {
    tell(kubectl, given, info, live, 'unchanged');
    return '';
  }
  if (isClient) {
    tell(kubectl, given, info, live, 'configured');
    return '';
  }
  const patched = yield* ask(requestOn('patch', info, namespace, name, { body: patch, patchType: 'merge', options }));
  return told(kubectl, given, manifest, patched, 'configured', 'patching');
}

function* applyOnServer(kubectl: Kubectl, given: Flags, manifest: Manifest): Part<string> {
  const { info, namespace, name, object, source } = manifest;
  if (name === '') return nameless(object, source);
  const options = writeOptions(given, {
    fieldValidation: validationOf(given),
    fieldManager: given.has('field-manager') ? given.text('field-manager') : 'kubectl',
    force: given.bool('force-conflicts'),
  });
  const response = yield* ask(requestOn('patch', info, namespace, name, { body: object, patchType: 'apply', options }));
  warn(kubectl, response);
  if (response.code === 409) return conflictText(response);
  if (!isSuccess(response)) return serverError(response);
  tell(kubectl, given, info, response.body as KubeObject, 'serverside-applied');
  return '';
}

function nameless(object: KubeObject, source: string): string {
  return object.metadata?.generateName === undefined
    ? `error: error when retrieving current configuration of: from ${source}: resource name may not be empty`
    : `error: from ${object.metadata.generateName}: cannot use generate name with apply`;
}

function told(
  kubectl: Kubectl,
  given: Flags,
  manifest: Manifest,
  response: ApiResponse,
  operation: string,
  doing: 'creating' | 'patching',
): string {
  warn(kubectl, response);
  if (!isSuccess(response)) return whileDoing(manifest, response, doing);
  tell(kubectl, given, manifest.info, response.body as KubeObject, operation);
  return '';
}

/** Models: cmdutil.AddSourceToErr (v1.37). */
function whileDoing({ source }: Manifest, response: ApiResponse, doing: string): string {
  const text = serverError(response);
  if (!text.startsWith('Error from server')) return text;
  const colon = text.indexOf(': ');
  return `${text.slice(0, colon)}: error when ${doing} ${JSON.stringify(source)}: ${text.slice(colon + 2)}`;
}

function retrieving(manifest: Manifest, response: ApiResponse): string {
  return whileDoing(manifest, response, 'retrieving current configuration of');
}

function missingAnnotation({ info, name }: Manifest): string {
  return `Warning: resource ${info.resource}/${name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`;
}

/** Models: apply.go, the advice after a conflict of server-side apply (v1.37). */
function conflictText(response: ApiResponse): string {
  const { message = '' } = response.body as { message?: string };
  return `error: ${message}
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;
}
