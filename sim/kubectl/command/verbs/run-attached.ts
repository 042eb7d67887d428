/** `kubectl run` that stays with its pod: until it runs, while it does, and until it is gone again. */
import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject, Pod } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { quotedName, requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, nextEvent, openWatch, serverError, type Part, type Program } from '../program.ts';
import { waitUntilGone } from '../wait-gone.ts';
import { attachTo } from './attach.ts';

/**
 * Stays with a pod that was created.
 *
 * Models: kubectl pkg/cmd/run/run.go Run, handleAttachPod, waitForPod (v1.37).
 * @returns the exit code of its container where the pod does not restart
 */
export function* stayWith(kubectl: Kubectl, given: Flags, created: KubeObject): Program {
  const info = demandResource(kubectl.resources, 'pods');
  const timeout = kubectl.now + given.micros('pod-running-timeout');
  const ready = yield* podWhen(kubectl, info, created, isReadyOrOver, timeout);
  if (ready === null) return fail('timed out waiting for the condition');
  let code = 0;
  if (isOver(ready)) yield* printLogs(kubectl, info, ready);
  else code = yield* attached(kubectl, given, ready);
  const restarts = given.text('restart');
  const isSession = given.bool('stdin') && given.bool('leave-stdin-open');
  if (!isSession && (restarts === 'Never' || restarts === 'OnFailure')) {
    const ended = yield* podWhen(kubectl, info, created, isOver, null);
    if (ended !== null) code = exitCodeOf(ended);
  }
  if (given.bool('rm')) yield* remove(kubectl, info, created, restarts);
  return code;
}

/** An end of the container itself counts by the pod's status. */
function* attached(kubectl: Kubectl, given: Flags, pod: Pod): Program {
  try {
    return yield* attachTo(kubectl, given, pod);
  } catch (error) {
    if (!(error instanceof CommandFailure) || !error.message.startsWith('command terminated')) throw error;
    return error.code;
  }
}

function* podWhen(
  kubectl: Kubectl,
  info: ResourceInfo,
  { metadata }: KubeObject,
  isThere: (pod: Pod) => boolean,
  until: number | null,
): Part<Pod | null> {
  const { namespace = '', name = '' } = metadata ?? {};
  const first = yield* ask(requestOn('get', info, namespace, name));
  if (!isSuccess(first)) throw new CommandFailure(serverError(first));
  const pod = first.body as Pod;
  if (isThere(pod)) return pod;
  const resourceVersion = pod.metadata?.resourceVersion ?? '';
  const options = { fieldSelector: `metadata.name=${name}`, resourceVersion };
  yield* openWatch(requestOn('watch', info, namespace, '', { options }));
  for (;;) {
    const event = yield* nextEvent(undefined, until === null ? null : Math.max(0, until - kubectl.now));
    if (event === null || event.type === 'DELETED') {
      yield { type: 'unwatch' };
      return null;
    }
    if (!isThere(event.object as Pod)) continue;
    yield { type: 'unwatch' };
    return event.object as Pod;
  }
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function isReadyOrOver(pod: Pod): boolean {
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  return isOver(pod) || (pod.status?.phase === 'Running' && ready?.status === 'True');
}

function exitCodeOf({ status, metadata }: Pod): number {
  if (status?.phase === 'Succeeded') return 0;
  const ended = status?.containerStatuses?.[0]?.state?.terminated;
  const where = `pod ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
  if (ended === undefined || ended.exitCode === 0) return fail(`${where} failed with unknown exit code`);
  return ended.exitCode;
}

function* printLogs(kubectl: Kubectl, info: ResourceInfo, { metadata, spec }: Pod): Part<void> {
  const log = { container: spec?.containers[0]?.name ?? '' };
  const { namespace = '', name = '' } = metadata ?? {};
  const response = yield* ask(requestOn('get', info, namespace, name, { subresource: 'log', options: { log } }));
  if (isSuccess(response)) kubectl.out(response.text ?? '');
}

function* remove(kubectl: Kubectl, info: ResourceInfo, { metadata }: KubeObject, restarts: string): Part<void> {
  const { namespace = '', name = '', uid = '' } = metadata ?? {};
  const response = yield* ask(
    requestOn('delete', info, namespace, name, { options: { propagationPolicy: 'Background' } }),
  );
  if (!isSuccess(response) && response.code !== 404) throw new CommandFailure(serverError(response));
  kubectl.out(`${quotedName(info, name)} deleted from ${namespace} namespace\n`);
  if (restarts === 'Always') yield* waitUntilGone([{ info, namespace, name, uid }], 0);
}
