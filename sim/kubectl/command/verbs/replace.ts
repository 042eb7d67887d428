import type { KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { withLastApplied } from '../../../scenario/three-way.ts';
import {
  dryRunFlag,
  dryRunOf,
  exitWith,
  fieldManagerFlag,
  filenameFlags,
  outputFlag,
  requestOn,
  showManagedFieldsFlag,
  tell,
  validateFlag,
  validationOf,
  warn,
  writeOptions,
  namesFiles,
} from '../common.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { readFiles, type Manifest } from '../manifests.ts';
import { ask, fail, serverError, type Part } from '../program.ts';
import { waitUntilGone } from '../wait-gone.ts';
import type { CommandDef } from './command.ts';

const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

export const replaceCommand: CommandDef = {
  path: 'replace',
  short: 'Replace a resource by file name or stdin',
  examples: [
    ['Replace a pod using the data in pod.json', 'kubectl replace -f ./pod.json'],
    ['Force replace, delete and then re-create the resource', 'kubectl replace --force -f ./pod.json'],
  ],
  usage: '-f FILENAME [options]',
  flags: [
    dryRunFlag,
    fieldManagerFlag('kubectl-replace'),
    ...filenameFlags,
    {
      name: 'force',
      type: 'bool',
      initial: 'false',
      help: 'If true, immediately remove resources from API and bypass graceful deletion.',
    },
    {
      name: 'grace-period',
      type: 'int',
      initial: '-1',
      help: 'Period of time in seconds given to the resource to terminate gracefully.',
    },
    outputFlag,
    {
      name: 'save-config',
      type: 'bool',
      initial: 'false',
      help: 'If true, the configuration of the current object will be saved in its annotation.',
    },
    showManagedFieldsFlag,
    {
      name: 'subresource',
      type: 'string',
      initial: '',
      help: 'If specified, replaces the subresource of the requested object.',
    },
    {
      name: 'timeout',
      type: 'duration',
      initial: '0s',
      help: 'The length of time to wait before giving up on a delete.',
    },
    validateFlag,
  ],
  *run(kubectl, given) {
    if (!namesFiles(given)) fail('must specify one of -f and -k');
    const { manifests, errors } = readFiles(kubectl, given);
    const problems = [...errors];
    for (const manifest of manifests) {
      const problem = given.bool('force')
        ? yield* recreate(kubectl, given, manifest)
        : yield* replaceOne(kubectl, given, manifest);
      if (problem !== '') problems.push(problem);
    }
    return exitWith(kubectl, problems);
  },
};

/** Models: kubectl pkg/cmd/replace/replace.go Run (v1.37). */
function* replaceOne(
  kubectl: Kubectl,
  given: Flags,
  { info, namespace, name, object, source }: Manifest,
): Part<string> {
  const found = yield* ask(requestOn('get', info, namespace, name));
  if (!isSuccess(found)) return whileReplacing(serverError(found), source);
  const had = (found.body as KubeObject).metadata?.annotations?.[lastAppliedAnnotation] !== undefined;
  const body = given.bool('save-config') || had ? withLastApplied(object) : object;
  if (dryRunOf(given) === 'client') {
    tell(kubectl, given, info, body, 'replaced');
    return '';
  }
  const subresource = given.text('subresource');
  const response = yield* ask(
    requestOn('update', info, namespace, name, {
      body,
      options: writeOptions(given, { fieldValidation: validationOf(given) }),
      ...(subresource === '' ? {} : { subresource }),
    }),
  );
  warn(kubectl, response);
  if (!isSuccess(response)) return whileReplacing(serverError(response), source);
  tell(kubectl, given, info, response.body as KubeObject, 'replaced');
  return '';
}

function whileReplacing(text: string, source: string): string {
  const colon = text.indexOf(': ');
  if (!text.startsWith('Error from server')) return text;
  return `${text.slice(0, colon)}: error when replacing ${JSON.stringify(source)}: ${text.slice(colon + 2)}`;
}

function* recreate(kubectl: Kubectl, given: Flags, { info, namespace, name, object }: Manifest): Part<string> {
  const grace = given.int('grace-period');
  const options = {
    propagationPolicy: 'Background',
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : { gracePeriodSeconds: 0 }),
  } as const;
  const deleted = yield* ask(requestOn('delete', info, namespace, name, { options }));
  if (!isSuccess(deleted) && deleted.code !== 404) return serverError(deleted);
  if (isSuccess(deleted)) {
    tell(kubectl, given, info, object, 'deleted');
    const uid = (deleted.body as KubeObject).metadata?.uid ?? '';
    const problem = yield* waitUntilGone([{ info, namespace, name, uid }], given.micros('timeout'));
    if (problem !== '') return problem;
  }
  const created = yield* ask(requestOn('create', info, namespace, '', { body: object, options: writeOptions(given) }));
  if (!isSuccess(created)) return serverError(created);
  tell(kubectl, given, info, created.body as KubeObject, 'replaced');
  return '';
}
