import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { isSuccess, type RequestOptions } from '../../../apiserver/types.ts';
import {
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  dryRunOf,
  exitWith,
  failUsage,
  fieldSelectorFlag,
  filenameFlags,
  namespaceOf,
  quotedName,
  objectName,
  requestOn,
  selectorFlag,
  namesFiles,
} from '../common.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { readFiles } from '../manifests.ts';
import { ask, fail, serverError, type Part } from '../program.ts';
import { findObjects, readTargets } from '../resource-args.ts';
import { waitUntilGone, type Doomed } from '../wait-gone.ts';
import type { CommandDef } from './command.ts';

const flags: readonly FlagDef[] = [
  allFlag,
  allNamespacesFlag,
  {
    name: 'cascade',
    type: 'optional',
    bare: 'background',
    initial: 'background',
    help: 'Must be "background", "orphan", or "foreground". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController).',
  },
  dryRunFlag,
  fieldSelectorFlag,
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
    help: 'Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown.',
  },
  {
    name: 'ignore-not-found',
    type: 'bool',
    initial: 'false',
    help: 'Treat "resource not found" as a successful delete.',
  },
  {
    name: 'now',
    type: 'bool',
    initial: 'false',
    help: 'If true, resources are signaled for immediate shutdown (same as --grace-period=1).',
  },
  {
    name: 'output',
    short: 'o',
    type: 'string',
    initial: '',
    help: 'Output mode. Use "-o name" for shorter output (resource/name).',
  },
  selectorFlag,
  {
    name: 'timeout',
    type: 'duration',
    initial: '0s',
    help: 'The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object.',
  },
  {
    name: 'wait',
    type: 'bool',
    initial: 'true',
    help: 'If true, wait for resources to be gone before returning. This waits for finalizers.',
  },
];

export const deleteCommand: CommandDef = {
  path: 'delete',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  examples: [
    ['Delete the objects of a file', 'kubectl delete -f web.yaml'],
    ['Delete a pod and a service of the same name', 'kubectl delete pod,service baz foo'],
    ['Delete what has a label', 'kubectl delete pods,services -l name=myLabel'],
    ['Delete a pod with minimal delay', 'kubectl delete pod foo --now'],
  ],
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]',
  flags,
  *run(kubectl, given) {
    const options = deleteOptions(kubectl, given);
    const { doomed, errors } = yield* chosen(kubectl, given);
    if (doomed.length === 0 && errors.length === 0) {
      kubectl.err('No resources found\n');
      return 0;
    }
    const waiting: Doomed[] = [];
    for (const one of doomed) {
      const problem = yield* deleteOne(kubectl, given, one, options, waiting);
      if (problem !== '') errors.push(problem);
    }
    if (given.bool('wait') && dryRunOf(given) === 'none' && waiting.length > 0) {
      const problem = yield* waitUntilGone(waiting, given.micros('timeout'));
      if (problem !== '') errors.push(problem);
    }
    return exitWith(kubectl, errors);
  },
};

/** Models: kubectl pkg/cmd/delete/delete.go Complete (v1.37). */
function deleteOptions(kubectl: Kubectl, given: Flags): RequestOptions {
  const cascade = {
    background: 'Background',
    true: 'Background',
    foreground: 'Foreground',
    orphan: 'Orphan',
    false: 'Orphan',
  }[given.text('cascade')] as 'Background' | 'Foreground' | 'Orphan' | undefined;
  if (cascade === undefined) {
    fail(`invalid cascade value (${given.text('cascade')}). Must be "background", "foreground", or "orphan"`);
  }
  let grace = given.int('grace-period');
  if (given.bool('now')) {
    if (grace !== -1) fail('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  if (given.bool('force')) {
    kubectl.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
    if (grace < 0) grace = 0;
  } else if (grace === 0) {
    // Without --force, zero would skip the confirmation of the kubelet.
    grace = 1;
  }
  return {
    propagationPolicy: cascade,
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(dryRunOf(given) === 'server' ? { dryRun: true } : {}),
  };
}

/** The objects to delete, and what could not be found. */
function* chosen(kubectl: Kubectl, given: Flags): Part<{ doomed: Doomed[]; errors: string[] }> {
  if (namesFiles(given)) {
    const { manifests, errors } = readFiles(kubectl, given);
    const doomed = manifests.map(({ info, namespace, name }) => ({ info, namespace, name, uid: '' }));
    return { doomed, errors: [...errors] };
  }
  const selects = given.text('selector') !== '' || given.text('field-selector') !== '' || given.bool('all');
  if (given.args.length === 0)
    failUsage(
      'delete',
      "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    );
  const targets = readTargets(kubectl, given.args);
  const isNamed = targets.some(({ name }) => name !== '');
  if (!isNamed && !selects) fail('resource(s) were provided, but no name was specified');
  if (isNamed && given.bool('all')) fail("setting 'all' parameter but found a non empty selector. ");
  if (isNamed && given.text('selector') !== '') fail('name cannot be provided when a selector is specified');
  const namespace = given.bool('all-namespaces') ? '' : namespaceOf(kubectl, given);
  if (isNamed)
    return {
      doomed: targets.map(({ info, name }) => ({ info, namespace: info.namespaced ? namespace : '', name, uid: '' })),
      errors: [],
    };
  const found = yield* findObjects(targets, {
    namespace,
    labelSelector: given.text('selector'),
    fieldSelector: given.text('field-selector'),
  });
  return { doomed: found.objects.map(({ info, object }) => doomedOf(info, object)), errors: [...found.errors] };
}

function doomedOf(info: ResourceInfo, { metadata }: KubeObject): Doomed {
  return { info, namespace: metadata?.namespace ?? '', name: metadata?.name ?? '', uid: metadata?.uid ?? '' };
}

function* deleteOne(
  kubectl: Kubectl,
  given: Flags,
  one: Doomed,
  options: RequestOptions,
  waiting: Doomed[],
): Part<string> {
  const { info, namespace, name } = one;
  const dryRun = dryRunOf(given);
  if (dryRun === 'client') {
    const found = yield* ask(requestOn('get', info, namespace, name));
    if (!isSuccess(found)) return found.code === 404 && given.bool('ignore-not-found') ? '' : serverError(found);
  } else {
    const response = yield* ask(requestOn('delete', info, namespace, name, { options }));
    if (!isSuccess(response))
      return response.code === 404 && given.bool('ignore-not-found') ? '' : serverError(response);
    const body = response.body as KubeObject & { details?: { uid?: string } };
    waiting.push({ ...one, uid: body.metadata?.uid ?? body.details?.uid ?? one.uid });
  }
  if (!info.namespaced && dryRun === 'none') {
    kubectl.err(
      `Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n`.repeat(
        given.has('namespace') ? 1 : 0,
      ),
    );
  }
  if (given.text('output') === 'name') kubectl.out(`${objectName(info, name)}\n`);
  else kubectl.out(`${quotedName(info, name)} ${operationOf(given)}${suffixOf(dryRun, info, namespace)}\n`);
  return '';
}

/** Models: delete.go PrintObj (v1.37): the namespace is said since 1.34. */
function suffixOf(dryRun: string, info: ResourceInfo, namespace: string): string {
  const where = info.namespaced && namespace !== '' ? ` from ${namespace} namespace` : '';
  return `${where}${dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''}`;
}

function operationOf(given: Flags): string {
  return given.bool('force') ? 'force deleted' : 'deleted';
}
