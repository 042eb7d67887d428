import type { ControllerRevision } from 'kubernetes-types/apps/v1';
import type { KubeObject, LabelSelector, ReplicaSet } from '../../../api/types.ts';
import { selectorQuery } from '../../../api/tables/format.ts';
import { formatTime } from '../../../api/time.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import {
  controllerRevisions,
  deploymentRevisions,
  historyText,
  revisionText,
  type RolloutRevision,
} from '../../rollout/history.ts';
import { rolloutStatus } from '../../rollout/status.ts';
import {
  dryRunFlag,
  exitWith,
  failUsage,
  fieldManagerFlag,
  filenameFlags,
  objectName,
  outputFlag,
  requestOn,
  selectorFlag,
  showManagedFieldsFlag,
  tell,
  namesFiles,
} from '../common.ts';
import { demandResource } from '../discovery.ts';
import { chooseObjects, sendEdit, type Subject } from '../edits.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, nextEvent, openWatch, serverError, type Part, type Program } from '../program.ts';
import { itemsOf } from '../resource-args.ts';
import type { CommandDef } from './command.ts';

const revisionFlag = (name: string, help: string): { name: string; type: 'int'; initial: string; help: string } => ({
  name,
  type: 'int',
  initial: '0',
  help,
});

function* chosen(
  kubectl: Kubectl,
  given: Flags,
  command: string,
): Part<{ subjects: readonly Subject[]; errors: readonly string[] }> {
  if (given.args.length === 0 && !namesFiles(given)) failUsage(command, 'required resource not specified');
  const { objects, errors } = yield* chooseObjects(kubectl, given, given.args, false);
  return { subjects: objects, errors };
}

const status: CommandDef = {
  path: 'rollout status',
  short: 'Show the status of the rollout',
  examples: [['Watch the rollout status of a deployment', 'kubectl rollout status deployment/nginx']],
  usage: '(TYPE NAME | TYPE/NAME) [flags] [options]',
  flags: [
    ...filenameFlags,
    revisionFlag('revision', 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).'),
    selectorFlag,
    {
      name: 'timeout',
      type: 'duration',
      initial: '0s',
      help: 'The length of time to wait before ending watch, zero means never.',
    },
    {
      name: 'watch',
      short: 'w',
      type: 'bool',
      initial: 'true',
      help: "Watch the status of the rollout until it's done.",
    },
  ],
  *run(kubectl, given) {
    const { subjects, errors } = yield* chosen(kubectl, given, 'rollout status');
    for (const subject of subjects) {
      const code = yield* watchStatus(kubectl, given, subject);
      if (code !== 0) return code;
    }
    return exitWith(kubectl, errors);
  },
};

/** Models: kubectl pkg/cmd/rollout/rollout_status.go Run (v1.37). */
function* watchStatus(kubectl: Kubectl, given: Flags, { info, object }: Subject): Program {
  const revision = given.int('revision');
  const show = (current: KubeObject): boolean => {
    const result = rolloutStatus(current, revision);
    if ('error' in result) return fail(result.error);
    kubectl.out(`${result.message}\n`);
    return result.done || !given.bool('watch');
  };
  if (show(object)) return 0;
  const { namespace = '', name = '', resourceVersion = '' } = object.metadata ?? {};
  const response = yield* openWatch(
    requestOn('watch', info, namespace, '', { options: { fieldSelector: `metadata.name=${name}`, resourceVersion } }),
  );
  if (!isSuccess(response)) return exitWith(kubectl, [serverError(response)]);
  const timeout = given.micros('timeout');
  const deadline = timeout === 0 ? null : kubectl.now + timeout;
  for (;;) {
    const event = yield* nextEvent(undefined, deadline === null ? null : Math.max(0, deadline - kubectl.now));
    if (event === null) fail('timed out waiting for the condition');
    if (event?.type === 'DELETED') fail('object has been deleted');
    if (
      (event?.type === 'ADDED' || event?.type === 'MODIFIED') &&
      event.object.metadata?.name === name &&
      show(event.object)
    )
      return 0;
  }
}

/** The revisions of a workload, oldest first. */
function* revisionsOf(kubectl: Kubectl, { info, object }: Subject): Part<RolloutRevision[]> {
  const { namespace = '' } = object.metadata ?? {};
  const selector = (object as { spec?: { selector?: LabelSelector } }).spec?.selector;
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(info.kind)) {
    fail(
      `no history viewer has been implemented for ${JSON.stringify(`${info.kind}${info.group === '' ? '' : `.${info.group}`}`)}`,
    );
  }
  const below = demandResource(
    kubectl.resources,
    info.kind === 'Deployment' ? 'replicasets.apps' : 'controllerrevisions.apps',
  );
  const response = yield* ask(
    requestOn('list', below, namespace, '', { options: { labelSelector: selectorQuery(selector) } }),
  );
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  const items = itemsOf(response.body as ObjectList, below);
  return info.kind === 'Deployment'
    ? deploymentRevisions(object, items as ReplicaSet[])
    : controllerRevisions(object, items as ControllerRevision[]);
}

const history: CommandDef = {
  path: 'rollout history',
  short: 'View rollout history',
  examples: [
    ['View the rollout history of a deployment', 'kubectl rollout history deployment/abc'],
    ['View the details of daemonset revision 3', 'kubectl rollout history daemonset/abc --revision=3'],
  ],
  usage: '(TYPE NAME | TYPE/NAME) [flags] [options]',
  flags: [
    ...filenameFlags,
    outputFlag,
    revisionFlag('revision', 'See the details, including podTemplate of the revision specified'),
    selectorFlag,
    showManagedFieldsFlag,
  ],
  *run(kubectl, given) {
    const { subjects, errors } = yield* chosen(kubectl, given, 'rollout history');
    for (const subject of subjects) {
      const revisions = yield* revisionsOf(kubectl, subject);
      const wanted = given.int('revision');
      const name = objectName(subject.info, subject.object.metadata?.name ?? '');
      const suffix = wanted > 0 ? ` with revision #${wanted}` : '';
      const made = wanted > 0 ? revisionText(revisions, wanted) : { text: historyText(revisions) };
      if ('error' in made) fail(made.error);
      else kubectl.out(`${name}${suffix} \n${made.text}\n`.replace(`${suffix} \n`, wanted > 0 ? `${suffix}\n` : ' \n'));
    }
    return exitWith(kubectl, errors);
  },
};

const undo: CommandDef = {
  path: 'rollout undo',
  short: 'Undo a previous rollout',
  examples: [
    ['Roll back to the previous deployment', 'kubectl rollout undo deployment/abc'],
    ['Roll back to daemonset revision 3', 'kubectl rollout undo daemonset/abc --to-revision=3'],
  ],
  usage: '(TYPE NAME | TYPE/NAME) [flags] [options]',
  flags: [
    dryRunFlag,
    ...filenameFlags,
    outputFlag,
    selectorFlag,
    showManagedFieldsFlag,
    revisionFlag('to-revision', 'The revision to rollback to. Default to 0 (last revision).'),
    fieldManagerFlag('kubectl-rollout'),
  ],
  *run(kubectl, given) {
    const { subjects, errors } = yield* chosen(kubectl, given, 'rollout undo');
    const problems = [...errors];
    for (const subject of subjects) {
      const problem = yield* rollBack(kubectl, given, subject);
      if (problem !== '') problems.push(problem);
    }
    return exitWith(kubectl, problems);
  },
};

/** Models: kubectl pkg/polymorphichelpers/rollback.go (v1.37). */
function* rollBack(kubectl: Kubectl, given: Flags, subject: Subject): Part<string> {
  const { info, object } = subject;
  const revisions = yield* revisionsOf(kubectl, subject);
  const wanted = given.int('to-revision');
  if ((object as { spec?: { paused?: boolean } }).spec?.paused === true) {
    return `error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`;
  }
  const target = wanted > 0 ? revisions.find(({ revision }) => revision === wanted) : revisions.at(-2);
  if (target === undefined) {
    return wanted > 0
      ? `error: unable to find specified revision ${wanted} in history`
      : `error: no rollout history found for deployment ${JSON.stringify(object.metadata?.name ?? '')}`;
  }
  const { labels = {}, ...metadata } = target.template.metadata ?? {};
  const { 'pod-template-hash': _hash, ...own } = labels as Record<string, string>;
  const template = { ...target.template, metadata: { ...metadata, labels: own } };
  const present = (object as { spec?: { template?: object } }).spec?.template;
  if (info.kind === 'Deployment' && JSON.stringify(sorted(present)) === JSON.stringify(sorted(template))) {
    tell(
      kubectl,
      given,
      info,
      object,
      `skipped rollback (current template already matches revision ${target.revision})`,
    );
    return '';
  }
  const patch = [{ op: 'replace', path: '/spec/template', value: template }];
  return yield* sendEdit(kubectl, given, subject, { patchType: 'json', patch }, 'rolled back');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]));
}

const changeFlags = [
  fieldManagerFlag('kubectl-rollout'),
  ...filenameFlags,
  outputFlag,
  selectorFlag,
  showManagedFieldsFlag,
];

/** A command that changes workloads by one patch each. */
function change(
  name: string,
  short: string,
  example: string,
  operation: string,
  patchOf: (subject: Subject, kubectl: Kubectl) => unknown,
): CommandDef {
  return {
    path: `rollout ${name}`,
    short,
    examples: [[short, example]],
    usage: 'RESOURCE [options]',
    flags: changeFlags,
    *run(kubectl, given) {
      const { subjects, errors } = yield* chosen(kubectl, given, `rollout ${name}`);
      const problems = [...errors];
      for (const subject of subjects) {
        const patch = patchOf(subject, kubectl);
        const problem =
          typeof patch === 'string'
            ? patch
            : yield* sendEdit(kubectl, given, subject, { patchType: 'strategic', patch }, operation);
        if (problem !== '') problems.push(problem);
      }
      return exitWith(kubectl, problems);
    },
  };
}

const isPaused = ({ object }: Subject): boolean => (object as { spec?: { paused?: boolean } }).spec?.paused === true;
const shownName = ({ info, object }: Subject): string =>
  `${info.resource}.${info.group} ${JSON.stringify(object.metadata?.name ?? '')}`;

const restart = change(
  'restart',
  'Restart a resource',
  'kubectl rollout restart deployment/nginx',
  'restarted',
  (subject, kubectl) => {
    if (isPaused(subject))
      return `error: ${shownName(subject)} can't restart paused deployment (run rollout resume first)`;
    if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(subject.info.kind)) {
      return `error: ${subject.info.resource} ${JSON.stringify(subject.object.metadata?.name ?? '')} restarting is not supported`;
    }
    const annotations = { 'kubectl.kubernetes.io/restartedAt': formatTime(kubectl.now) };
    return { spec: { template: { metadata: { annotations } } } };
  },
);

const pause = change(
  'pause',
  'Mark the provided resource as paused',
  'kubectl rollout pause deployment/nginx',
  'paused',
  (subject) => {
    if (subject.info.kind !== 'Deployment')
      return `error: ${subject.info.resource} ${JSON.stringify(subject.object.metadata?.name ?? '')} pausing is not supported`;
    return isPaused(subject) ? `error: ${shownName(subject)} is already paused` : { spec: { paused: true } };
  },
);

const resume = change(
  'resume',
  'Resume a paused resource',
  'kubectl rollout resume deployment/nginx',
  'resumed',
  (subject) => {
    if (subject.info.kind !== 'Deployment')
      return `error: ${subject.info.resource} ${JSON.stringify(subject.object.metadata?.name ?? '')} resuming is not supported`;
    return isPaused(subject) ? { spec: { paused: null } } : `error: ${shownName(subject)} is not paused`;
  },
);

export const rolloutCommands: readonly CommandDef[] = [history, pause, restart, resume, status, undo];
