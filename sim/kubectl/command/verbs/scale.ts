import type { KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import {
  allFlag,
  dryRunFlag,
  dryRunOf,
  exitWith,
  failUsage,
  fieldManagerFlag,
  filenameFlags,
  outputFlag,
  requestOn,
  selectorFlag,
  showManagedFieldsFlag,
  tell,
  writeOptions,
  namesFiles,
} from '../common.ts';
import { chooseObjects, type Subject } from '../edits.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, fail, serverError, type Part } from '../program.ts';
import type { CommandDef } from './command.ts';

export const scaleCommand: CommandDef = {
  path: 'scale',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  examples: [
    ['Scale a deployment to 3', 'kubectl scale --replicas=3 deployment/web'],
    [
      'If the deployment has 2 replicas now, scale it to 3',
      'kubectl scale --current-replicas=2 --replicas=3 deployment/web',
    ],
  ],
  usage: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]',
  flags: [
    allFlag,
    {
      name: 'current-replicas',
      type: 'int',
      initial: '-1',
      help: 'Precondition for current size. Requires that the current size of the resource match this value in order to scale. -1 (default) for no condition.',
    },
    dryRunFlag,
    fieldManagerFlag('kubectl-scale'),
    ...filenameFlags,
    outputFlag,
    { name: 'replicas', type: 'int', initial: '0', help: 'The new desired number of replicas. Required.' },
    {
      name: 'resource-version',
      type: 'string',
      initial: '',
      help: 'Precondition for resource version. Requires that the current resource version match this value in order to scale.',
    },
    selectorFlag,
    showManagedFieldsFlag,
    {
      name: 'timeout',
      type: 'duration',
      initial: '0s',
      help: "The length of time to wait before giving up on a scale operation, zero means don't wait.",
    },
  ],
  *run(kubectl, given) {
    if (!given.has('replicas')) fail('required flag(s) "replicas" not set');
    if (given.int('replicas') < 0) {
      fail(`The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0`);
    }
    if (given.args.length === 0 && !namesFiles(given))
      failUsage('scale', 'must provide one or more resources by argument or filename');
    const { objects, errors } = yield* chooseObjects(kubectl, given, given.args);
    if (objects.length === 0) fail(`no objects passed to scale ${errors.map(plainError).join(', ')}`.trimEnd());
    const problems = [...errors];
    for (const subject of objects) {
      const problem = yield* scaleOne(kubectl, given, subject);
      if (problem !== '') problems.push(problem);
    }
    return exitWith(kubectl, problems);
  },
};

/** A failure of the server without who it came from. */
function plainError(text: string): string {
  return text.replace(/^Error from server( \(\w+\))?: /, '');
}

/** Models: kubectl pkg/scale/scale.go ScaleSimple (v1.37). */
function* scaleOne(kubectl: Kubectl, given: Flags, { info, object }: Subject): Part<string> {
  const { namespace = '', name = '' } = object.metadata ?? {};
  const replicas = given.int('replicas');
  if (dryRunOf(given) === 'client') {
    tell(kubectl, given, info, object, 'scaled');
    return '';
  }
  const expected = given.int('current-replicas');
  if (expected >= 0) {
    const current = yield* ask(requestOn('get', info, namespace, name, { subresource: 'scale' }));
    if (!isSuccess(current)) return serverError(current);
    const actual = (current.body as { spec?: { replicas?: number } }).spec?.replicas ?? 0;
    if (actual !== expected) return `error: Expected replicas to be ${expected}, was ${actual}`;
  }
  const response = yield* ask(
    requestOn('patch', info, namespace, name, {
      subresource: 'scale',
      patchType: 'merge',
      body: { spec: { replicas } },
      options: writeOptions(given),
    }),
  );
  if (!isSuccess(response)) return serverError(response);
  tell(kubectl, given, info, withReplicas(object, replicas), 'scaled');
  return '';
}

function withReplicas(object: KubeObject, replicas: number): KubeObject {
  const { spec } = object as { spec?: object };
  return { ...object, spec: { ...spec, replicas } } as KubeObject;
}
