import type { KubeObject, Node, Pod, Taint } from '../../../api/types.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import {
  allFlag,
  dryRunFlag,
  dryRunOf,
  exitWith,
  failUsage,
  fieldManagerFlag,
  objectName,
  outputFlag,
  requestOn,
  selectorFlag,
  showManagedFieldsFlag,
  tell,
  validateFlag,
} from '../common.ts';
import { demandResource } from '../discovery.ts';
import { sendEdit, type Subject } from '../edits.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, serverError, sleep, type Part } from '../program.ts';
import { findObjects, itemsOf, readTargets } from '../resource-args.ts';
import type { CommandDef } from './command.ts';

function* chosenNodes(
  kubectl: Kubectl,
  given: Flags,
  names: readonly string[],
  command: string,
): Part<{ nodes: Subject[]; errors: readonly string[] }> {
  const selector = given.text('selector');
  if (names.length === 0 && selector === '' && !given.bool('all')) failUsage(command, `USAGE: ${command} NODE [flags]`);
  if (names.length > 0 && selector !== '') fail('cannot specify both a node name and a --selector option');
  const info = demandResource(kubectl.resources, 'nodes');
  const plain = names.map((name) => name.replace(/^nodes?\//, ''));
  const targets = plain.length === 0 ? [{ info, name: '' }] : plain.map((name) => ({ info, name }));
  const found = yield* findObjects(targets, { namespace: '', labelSelector: selector });
  return { nodes: [...found.objects], errors: found.errors };
}

/** Models: kubectl pkg/cmd/drain/drain.go RunCordonOrUncordon (v1.37). */
function* setUnschedulable(kubectl: Kubectl, given: Flags, subject: Subject, wanted: boolean): Part<string> {
  const { object } = subject;
  const isNow = (object as Node).spec?.unschedulable === true;
  const operation = wanted ? 'cordoned' : 'uncordoned';
  if (isNow === wanted) {
    tell(kubectl, given, subject.info, object, `already ${operation}`);
    return '';
  }
  const patch = { spec: { unschedulable: wanted ? true : null } };
  return yield* sendEdit(kubectl, given, subject, { patchType: 'strategic', patch }, operation);
}

function cordonCommand(path: 'cordon' | 'uncordon'): CommandDef {
  return {
    path,
    short: path === 'cordon' ? 'Mark node as unschedulable' : 'Mark node as schedulable',
    examples: [[`Mark node "foo" as ${path === 'cordon' ? 'unschedulable' : 'schedulable'}`, `kubectl ${path} foo`]],
    usage: 'NODE [options]',
    flags: [dryRunFlag, selectorFlag],
    *run(kubectl, given) {
      const { nodes, errors } = yield* chosenNodes(kubectl, given, given.args, path);
      const problems = [...errors];
      for (const node of nodes) {
        const problem = yield* setUnschedulable(kubectl, given, node, path === 'cordon');
        if (problem !== '') problems.push(problem);
      }
      return exitWith(kubectl, problems);
    },
  };
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const taint: CommandDef = {
  path: 'taint',
  short: 'Update the taints on one or more nodes',
  examples: [
    [
      "Update node 'foo' with a taint with key 'dedicated' and value 'special-user' and effect 'NoSchedule'",
      'kubectl taint nodes foo dedicated=special-user:NoSchedule',
    ],
    [
      "Remove from node 'foo' the taint with key 'dedicated' and effect 'NoSchedule' if one exists",
      'kubectl taint nodes foo dedicated:NoSchedule-',
    ],
    ["Remove from node 'foo' all the taints with key 'dedicated'", 'kubectl taint nodes foo dedicated-'],
  ],
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]',
  flags: [
    allFlag,
    dryRunFlag,
    fieldManagerFlag('kubectl-taint'),
    outputFlag,
    {
      name: 'overwrite',
      type: 'bool',
      initial: 'false',
      help: 'If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.',
    },
    selectorFlag,
    showManagedFieldsFlag,
    validateFlag,
  ],
  *run(kubectl, given) {
    const specs = given.args.filter((arg) => arg.includes('=') || arg.endsWith('-') || arg.includes(':'));
    const resources = given.args.filter((arg) => !specs.includes(arg));
    if (resources.length === 0) failUsage('taint', 'one or more resources must be specified as <resource> <name>');
    if (specs.length === 0) failUsage('taint', 'at least one taint update is required');
    const changes = readTaints(specs);
    const [target] = readTargets(kubectl, resources.slice(0, 1));
    if (target?.info.kind !== 'Node')
      fail(`invalid resource type ${target?.info.resource ?? ''}, only node is supported`);
    const { nodes, errors } = yield* chosenNodes(
      kubectl,
      given,
      resources[0]?.includes('/') === true ? resources : resources.slice(1),
      'taint',
    );
    const problems = [...errors];
    for (const node of nodes) {
      const problem = yield* taintOne(kubectl, given, node, changes);
      if (problem !== '') problems.push(problem);
    }
    return exitWith(kubectl, problems);
  },
};

interface TaintChanges {
  readonly add: readonly Taint[];
  readonly remove: readonly { readonly key: string; readonly effect: string }[];
}

/** Models: kubectl pkg/cmd/taint/utils.go parseTaints (v1.37). */
function readTaints(specs: readonly string[]): TaintChanges {
  const add: Taint[] = [];
  const remove: { key: string; effect: string }[] = [];
  for (const spec of specs) {
    const isRemoval = spec.endsWith('-');
    const body = isRemoval ? spec.slice(0, -1) : spec;
    const [pair = '', effect = ''] = body.split(':');
    const [key = '', value] = pair.split('=');
    if (key === '') fail(`invalid taint spec: ${spec}`);
    if (effect !== '' && !effects.includes(effect)) fail(`invalid taint effect: ${effect}, unsupported taint effect`);
    if (isRemoval) remove.push({ key, effect });
    else if (effect === '') fail(`invalid taint spec: ${spec}`);
    else add.push({ key, ...(value === undefined || value === '' ? {} : { value }), effect });
  }
  return { add, remove };
}

function* taintOne(kubectl: Kubectl, given: Flags, subject: Subject, { add, remove }: TaintChanges): Part<string> {
  const node = subject.object as Node;
  const name = node.metadata?.name ?? '';
  const present = node.spec?.taints ?? [];
  const isRemoved = (one: Taint): boolean =>
    remove.some(({ key, effect }) => key === one.key && (effect === '' || effect === one.effect));
  const missing = remove.filter(
    ({ key, effect }) => !present.some((one) => one.key === key && (effect === '' || effect === one.effect)),
  );
  const [gone] = missing;
  if (gone !== undefined)
    return `error: taint ${JSON.stringify(gone.effect === '' ? gone.key : `${gone.key}:${gone.effect}`)} not found`;
  const clash = add.find((one) => present.some(({ key, effect }) => key === one.key && effect === one.effect));
  if (clash !== undefined && !given.bool('overwrite')) {
    return `error: node ${name} already has ${clash.key} taint(s) with same effect(s) and --overwrite is false`;
  }
  const kept = present.filter(
    (one) => !isRemoved(one) && !add.some(({ key, effect }) => key === one.key && effect === one.effect),
  );
  const taints = [...add, ...kept];
  const patch = { spec: { taints: taints.length === 0 ? null : taints } };
  const operation = add.length === 0 ? 'untainted' : clash === undefined ? 'tainted' : 'modified';
  return yield* sendEdit(kubectl, given, subject, { patchType: 'merge', patch }, operation);
}

const drainFlags: readonly FlagDef[] = [
  { name: 'chunk-size', type: 'int', initial: '500', help: 'Return large lists in chunks rather than all at once.' },
  {
    name: 'delete-emptydir-data',
    type: 'bool',
    initial: 'false',
    help: 'Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).',
  },
  {
    name: 'disable-eviction',
    type: 'bool',
    initial: 'false',
    help: 'Force drain to use delete, even if eviction is supported.',
  },
  dryRunFlag,
  {
    name: 'force',
    type: 'bool',
    initial: 'false',
    help: 'Continue even if there are pods that do not declare a controller.',
  },
  {
    name: 'grace-period',
    type: 'int',
    initial: '-1',
    help: 'Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.',
  },
  { name: 'ignore-daemonsets', type: 'bool', initial: 'false', help: 'Ignore DaemonSet-managed pods.' },
  { name: 'pod-selector', type: 'string', initial: '', help: 'Label selector to filter pods on the node' },
  selectorFlag,
  {
    name: 'skip-wait-for-delete-timeout',
    type: 'int',
    initial: '0',
    help: 'If pod DeletionTimestamp older than N seconds, skip waiting for the pod.',
  },
  {
    name: 'timeout',
    type: 'duration',
    initial: '0s',
    help: 'The length of time to wait before giving up, zero means infinite',
  },
];

const drain: CommandDef = {
  path: 'drain',
  short: 'Drain node in preparation for maintenance',
  examples: [
    ['Drain node "foo", even if there are pods not managed by a controller', 'kubectl drain foo --force'],
    ['Drain a node that runs daemon sets', 'kubectl drain foo --ignore-daemonsets'],
  ],
  usage: 'NODE [options]',
  flags: drainFlags,
  *run(kubectl, given) {
    const { nodes, errors } = yield* chosenNodes(kubectl, given, given.args, 'drain');
    if (errors.length > 0) return exitWith(kubectl, errors);
    for (const node of nodes) {
      const problem = yield* setUnschedulable(kubectl, given, node, true);
      if (problem !== '') return exitWith(kubectl, [problem]);
    }
    for (const node of nodes) {
      const name = node.object.metadata?.name ?? '';
      const problem = yield* drainOne(kubectl, given, name);
      if (problem !== '') {
        const why = `error: unable to drain node ${JSON.stringify(name)} due to error: ${problem}, continuing command...\nThere are pending nodes to be drained:\n ${name}\nerror: ${problem}`;
        return exitWith(kubectl, [why]);
      }
      kubectl.out(
        `${objectName(node.info, name)} drained${dryRunOf(given) === 'none' ? '' : ` (${dryRunOf(given) === 'server' ? 'server ' : ''}dry run)`}\n`,
      );
    }
    return 0;
  },
};

/** Models: kubectl pkg/drain/drain.go GetPodsForDeletion, DeleteOrEvictPods (v1.37). */
function* drainOne(kubectl: Kubectl, given: Flags, node: string): Part<string> {
  const info = demandResource(kubectl.resources, 'pods');
  const podSelector = given.text('pod-selector');
  const response = yield* ask(
    requestOn('list', info, '', '', {
      options: {
        fieldSelector: `spec.nodeName=${node}`,
        ...(podSelector === '' ? {} : { labelSelector: podSelector }),
      },
    }),
  );
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  const sorted = sortPods(itemsOf(response.body as ObjectList, info) as Pod[], given);
  if (sorted.errors.length > 0)
    return sorted.errors.length === 1 ? (sorted.errors[0] ?? '') : `[${sorted.errors.join(', ')}]`;
  if (sorted.warnings.length > 0) kubectl.err(`Warning: ${sorted.warnings.join('; ')}\n`);
  if (dryRunOf(given) !== 'none') {
    for (const pod of sorted.pods)
      kubectl.out(`evicting pod ${podName(pod)} (${dryRunOf(given) === 'server' ? 'server ' : ''}dry run)\n`);
    return '';
  }
  const timeout = given.micros('timeout');
  const deadline = timeout === 0 ? Infinity : kubectl.now + timeout;
  for (const pod of sorted.pods) {
    const problem = yield* evict(kubectl, given, pod, deadline);
    if (problem !== '') return problem;
  }
  for (const pod of sorted.pods) {
    const problem = yield* untilGone(kubectl, given, pod, deadline);
    if (problem !== '') return problem;
  }
  return '';
}

const podName = ({ metadata }: Pod): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
const controllerKind = ({ metadata }: Pod): string | undefined =>
  metadata?.ownerReferences?.find(({ controller }) => controller === true)?.kind;
const isMirror = ({ metadata }: Pod): boolean => metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;
const isFinished = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** Which pods go, and what stands against it. Models: kubectl pkg/drain/filters.go (v1.37). */
function sortPods(all: readonly Pod[], given: Flags): { pods: Pod[]; errors: string[]; warnings: string[] } {
  const pods = all.filter((pod) => !isMirror(pod));
  const names = (list: readonly Pod[]): string => list.map(podName).join(', ');
  const daemons = pods.filter((pod) => controllerKind(pod) === 'DaemonSet' && !isFinished(pod));
  const others = pods.filter((pod) => !daemons.includes(pod));
  const bare = others.filter((pod) => controllerKind(pod) === undefined && !isFinished(pod));
  const local = others.filter(
    (pod) => !isFinished(pod) && pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined) === true,
  );
  const errors: string[] = [];
  const warnings: string[] = [];
  if (daemons.length > 0 && !given.bool('ignore-daemonsets'))
    errors.push(`cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${names(daemons)}`);
  else if (daemons.length > 0) warnings.push(`ignoring DaemonSet-managed Pods: ${names(daemons)}`);
  if (bare.length > 0 && !given.bool('force'))
    errors.push(`cannot delete Pods that declare no controller (use --force to override): ${names(bare)}`);
  else if (bare.length > 0) warnings.push(`deleting Pods that declare no controller: ${names(bare)}`);
  if (local.length > 0 && !given.bool('delete-emptydir-data'))
    errors.push(`cannot delete Pods with local storage (use --delete-emptydir-data to override): ${names(local)}`);
  else if (local.length > 0) warnings.push(`deleting Pods with local storage: ${names(local)}`);
  return { pods: others, errors, warnings };
}

const retryMicros = 5_000_000;

function* evict(kubectl: Kubectl, given: Flags, pod: Pod, deadline: number): Part<string> {
  const info = demandResource(kubectl.resources, 'pods');
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const grace = given.int('grace-period');
  const deleteOptions = grace >= 0 ? { gracePeriodSeconds: grace } : {};
  kubectl.out(`evicting pod ${podName(pod)}\n`);
  for (;;) {
    const response = given.bool('disable-eviction')
      ? yield* ask(requestOn('delete', info, namespace, name, { options: deleteOptions }))
      : yield* ask(
          requestOn('create', info, namespace, name, {
            subresource: 'eviction',
            body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions },
          }),
        );
    if (isSuccess(response) || response.code === 404) return '';
    if (response.code !== 429)
      return `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${serverError(response).replace(/^Error from server \(\w+\): /, '')}`;
    const message = (response.body as { message?: string }).message ?? '';
    kubectl.err(
      `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${message}\n`,
    );
    if (kubectl.now + retryMicros > deadline)
      return `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: global timeout reached: ${given.text('timeout')}`;
    yield* sleep(retryMicros);
    kubectl.out(`evicting pod ${podName(pod)}\n`);
  }
}

const pollMicros = 1_000_000;

function* untilGone(kubectl: Kubectl, given: Flags, pod: Pod, deadline: number): Part<string> {
  const info = demandResource(kubectl.resources, 'pods');
  const { namespace = '', name = '', uid } = pod.metadata ?? {};
  for (;;) {
    const response = yield* ask(requestOn('get', info, namespace, name));
    if (response.code === 404 || (response.body as KubeObject).metadata?.uid !== uid) {
      kubectl.out(`pod/${name} evicted\n`);
      return '';
    }
    if (kubectl.now + pollMicros > deadline)
      return `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: global timeout reached: ${given.text('timeout')}`;
    yield* sleep(pollMicros);
  }
}

export const nodeCommands: readonly CommandDef[] = [cordonCommand('cordon'), drain, taint, cordonCommand('uncordon')];
