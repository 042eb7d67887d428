import type { KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import {
  allFlag,
  allNamespacesFlag,
  exitWith,
  fieldSelectorFlag,
  filenameFlags,
  outputFlag,
  quotedName,
  requestOn,
  selectorFlag,
  tell,
} from '../common.ts';
import { chooseObjects, type Subject } from '../edits.ts';
import { fieldAt } from '../field-path.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { fail, nextEvent, openWatch, serverError, sleep, type Part } from '../program.ts';
import type { CommandDef } from './command.ts';

/** What is waited for: says whether an object has come to it; a deleted one is null. */
type Condition = (object: KubeObject | null) => boolean;

export const waitCommand: CommandDef = {
  path: 'wait',
  short: 'Experimental: Wait for a specific condition on one or many resources',
  examples: [
    [
      'Wait for the pod "busybox1" to contain the status condition of type "Ready"',
      'kubectl wait --for=condition=Ready pod/busybox1',
    ],
    [
      'Wait for the pod "busybox1" to contain the status phase to be "Running"',
      "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1",
    ],
    [
      'Wait for the pod "busybox1" to be deleted, with a timeout of 60s',
      'kubectl wait --for=delete pod/busybox1 --timeout=60s',
    ],
  ],
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]",
  flags: [
    allFlag,
    allNamespacesFlag,
    fieldSelectorFlag,
    ...filenameFlags,
    {
      name: 'for',
      type: 'array',
      initial: '[]',
      help: "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]].",
    },
    outputFlag,
    selectorFlag,
    {
      name: 'timeout',
      type: 'duration',
      initial: '30s',
      help: "The length of time to wait before giving up. Zero means check once and don't wait, negative means wait for a week.",
    },
  ],
  *run(kubectl, given) {
    const conditions = given.list('for').map((text) => text.trim());
    const [wanted] = conditions;
    if (wanted === undefined) fail('required flag(s) "for" not set');
    const timeout = given.micros('timeout');
    const deadline = kubectl.now + (timeout < 0 ? weekMicros : timeout);
    let { objects, errors } = yield* chooseObjects(kubectl, given, given.args);
    if (wanted.toLowerCase() === 'create') {
      while (kubectl.now < deadline && (errors.length > 0 || objects.length === 0)) {
        yield* sleep(createPollMicros);
        ({ objects, errors } = yield* chooseObjects(kubectl, given, given.args));
      }
      if (errors.length > 0 || objects.length === 0) fail(`timed out waiting for the condition`);
    }
    if (errors.length > 0 && wanted.toLowerCase() === 'delete') return 0;
    if (errors.length > 0) return exitWith(kubectl, errors);
    if (objects.length === 0) fail('no matching resources found');
    const problems: string[] = [];
    for (const subject of objects) {
      const problem = yield* waitFor(kubectl, given, subject, conditionOf(wanted), deadline);
      if (problem !== '') problems.push(problem);
      else
        tell(
          kubectl,
          given,
          subject.info,
          subject.object,
          wanted.toLowerCase() === 'delete' ? 'deleted' : 'condition met',
        );
    }
    return exitWith(kubectl, problems);
  },
};

const weekMicros = 604_800_000_000;
/** Models: kubectl pkg/cmd/wait/wait.go RunWait: how often it looks whether an object has been created (v1.37). */
const createPollMicros = 500_000;

/** Models: kubectl pkg/cmd/wait/wait.go conditionFuncFor (v1.37). */
function conditionOf(text: string): Condition {
  const lower = text.toLowerCase();
  if (lower === 'delete') return (object) => object === null;
  if (lower === 'create') return (object) => object !== null;
  if (lower.startsWith('condition=')) {
    const [type = '', status = 'true'] = lower.slice('condition='.length).split('=');
    return (object) => {
      const conditions = (
        object as { status?: { conditions?: { type: string; status: string; observedGeneration?: number }[] } } | null
      )?.status?.conditions;
      const found = conditions?.find((one) => one.type.toLowerCase() === type);
      const observed =
        found?.observedGeneration ??
        (object as { status?: { observedGeneration?: number } } | null)?.status?.observedGeneration;
      const isOld = observed !== undefined && observed < (object?.metadata?.generation ?? 0);
      return found !== undefined && !isOld && found.status.toLowerCase() === status;
    };
  }
  if (lower.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length));
  return fail(`unrecognized condition: ${JSON.stringify(text)}`);
}

function jsonPathCondition(text: string): Condition {
  const match = /^['"]?\{([^}]*)\}['"]?(?:=(.*))?$/.exec(text);
  if (match === null)
    return fail(
      `jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'`,
    );
  const path = (match[1] ?? '').replace(/^\./, '');
  const value = match[2]?.replace(/^(['"])(.*)\1$/, '$2');
  return (object) => {
    const found = object === null ? undefined : fieldAt(object, path);
    if (found === undefined || found === null) return false;
    return value === undefined || String(found) === value;
  };
}

function* waitFor(
  kubectl: Kubectl,
  given: Flags,
  { info, object }: Subject,
  isMet: Condition,
  deadline: number,
): Part<string> {
  if (isMet(object)) return '';
  const { namespace = '', name = '', resourceVersion = '' } = object.metadata ?? {};
  const timedOut = `error: timed out waiting for the condition on ${info.resource}/${name}`;
  if (deadline <= kubectl.now)
    return given.micros('timeout') === 0 ? `error: condition not met for ${quotedName(info, name)}` : timedOut;
  const response = yield* openWatch(
    requestOn('watch', info, namespace, '', { options: { fieldSelector: `metadata.name=${name}`, resourceVersion } }),
  );
  if (!isSuccess(response)) return serverError(response);
  for (;;) {
    const event = yield* nextEvent(undefined, Math.max(0, deadline - kubectl.now));
    if (event === null) return timedOut;
    if (event.object.metadata?.name !== name || event.type === 'BOOKMARK') continue;
    if (event.type === 'ERROR') return timedOut;
    if (isMet(event.type === 'DELETED' ? null : event.object)) return '';
  }
}
