/**
 * One sync of a running pod: its status, what has to be stopped, what has to be started.
 *
 * Models: pkg/kubelet/kubelet.go SyncPod, pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod and doBackOff (v1.37).
 * Differs: CrashLoopBackOff shows from the moment the wait begins, and the wait ends without jitter.
 */
import type { Sim } from '../engine/engine.ts';
import { microsPerSecond } from '../engine/event.ts';
import { isIn } from '../engine/machine.ts';
import { crashLoopBackoff, nextBackoff, restartDecision } from './backoff.ts';
import { isStarted } from './container-status.ts';
import { containerOf, raiseContainer, raiseWorker, type ContainerDraft, type PodDraft } from './draft.ts';
import { probeKillGraceSeconds } from './grace-period.ts';
import { goDuration } from './go-duration.ts';
import { effectiveGraceMicros } from './pod-grace.ts';
import { computePodActions, type ContainerKill, type PodFacts } from './pod-actions.ts';
import { containerEvent } from './pod-events.ts';
import { beginProbes, outcomesOf } from './prober.ts';
import type { ContainerRecord } from './records.ts';
import { specOf } from './specs.ts';
import { beginStarts, haveAllStarted } from './start-queue.ts';
import { reportStatus } from './status-manager.ts';

const syncingStates: ReadonlySet<string> = new Set([
  'syncing.initContainers',
  'syncing.startingContainers',
  'syncing.running',
]);

/** Whether a sync may begin: the one before is over. */
export function canSync(draft: PodDraft): boolean {
  const isIdle = draft.startQueue.length === 0 && draft.stopping.length === 0 && draft.missingSources === 0;
  return isIdle && syncingStates.has(draft.worker.value);
}

/** Syncs the pod once. */
export function syncPod(sim: Sim, draft: PodDraft): void {
  draft.wantsSync = false;
  if (passInitContainer(draft)) return;
  const actions = computePodActions(draft.pod, factsOf(draft));
  if (actions.createSandbox && draft.sandbox !== null) {
    reportStatus(sim, draft);
    raiseWorker(draft, { type: 'sandbox.changed' });
    return;
  }
  const { ephemeralContainersToStart, initContainersToStart, containersToStart } = actions;
  const wanted = ephemeralContainersToStart.concat(initContainersToStart, containersToStart);
  const isKilled = (name: string): boolean => actions.containersToKill.some((kill) => kill.name === name);
  const starts = wanted.filter((name) => !isKilled(name) && mayStart(sim, draft, name));
  if (!isFirstSync(draft)) reportStatus(sim, draft);
  const hasEnded = actions.killPod && !actions.createSandbox;
  if (hasEnded || draft.status?.phase === 'Succeeded' || draft.status?.phase === 'Failed') {
    raiseWorker(draft, { type: 'phase.ended', graceMicros: effectiveGraceMicros(draft.pod) });
    return;
  }
  beginProbes(sim, draft);
  if (draft.worker.value === 'syncing.startingContainers' && haveAllStarted(draft)) {
    raiseWorker(draft, { type: 'containers.started' });
  }
  if (actions.containersToKill.length > 0) {
    draft.stopping = actions.containersToKill.map(({ name }) => name);
    for (const kill of actions.containersToKill) killOne(sim, draft, kill);
  } else beginStarts(draft, starts);
}

/** Nothing was started yet: this goes on with the sync that made the sandbox, whose status has been reported. */
function isFirstSync({ containers, status }: PodDraft): boolean {
  if (status === null) return false;
  for (const name in containers) {
    const { current, wait } = containers[name] as ContainerRecord;
    if (current !== null || wait !== null) return false;
  }
  return true;
}

/** What the runtime and the probes say, for the decision. */
function factsOf(draft: PodDraft): PodFacts {
  return {
    sandboxes: draft.sandbox === null ? [] : [draft.sandbox],
    containerOf: (name) => draft.containers[name]?.current ?? undefined,
    probesOf: (name) => outcomesOf(containerOf(draft, name)),
    hasContainers: hasContainers(draft),
  };
}

function hasContainers({ containers }: PodDraft): boolean {
  for (const name in containers) if (containers[name]?.current !== null) return true;
  return false;
}

/** Goes on to the next init container when the present one has passed. */
function passInitContainer(draft: PodDraft): boolean {
  if (draft.worker.value !== 'syncing.initContainers') return false;
  const container = draft.pod.spec?.initContainers?.[draft.worker.context.initIndex];
  if (container === undefined) return false;
  const record = containerOf(draft, container.name);
  const hasPassed =
    record.role === 'sidecar' ? isStarted(record) : record.current?.state === 'exited' && record.current.exitCode === 0;
  if (hasPassed) raiseWorker(draft, { type: 'initContainer.passed' });
  return hasPassed;
}

/** Whether a container may be started now; else it waits in its crash loop. */
function mayStart(sim: Sim, draft: PodDraft, name: string): boolean {
  const record = containerOf(draft, name);
  const { current, backoff, machine } = record;
  if (current?.state !== 'exited') return true;
  const endedAt = current.finishedAt ?? sim.now;
  const decision = restartDecision(backoff ?? undefined, endedAt, sim.now, crashLoopBackoff);
  if (decision.startAt > sim.now) {
    if (record.wait?.reason !== 'CrashLoopBackOff') crashLoop(sim, draft, record, decision.startAt, decision.delay);
    return false;
  }
  const entry = nextBackoff(backoff ?? undefined, endedAt, sim.now, crashLoopBackoff);
  record.backoff = entry;
  if (record.wait?.reason === 'CrashLoopBackOff') record.wait = null;
  if (isIn(machine, 'exited')) raiseContainer(draft, name, { type: 'restart.delayed', backoffMicros: 0 });
  return true;
}

function crashLoop(sim: Sim, draft: PodDraft, container: ContainerDraft, startAt: number, delay: number): void {
  const { name } = container;
  const pod = `${draft.name}_${draft.namespace}(${draft.uid})`;
  const wait = goDuration(delay);
  const message = `back-off ${wait} restarting failed container=${name} pod=${pod}`;
  container.wait = { reason: 'CrashLoopBackOff', message };
  sim.note({
    verb: 'BackOff',
    resource: 'containers',
    key: draft.key,
    text: `container ${name} keeps ending: waits ${wait} before its next start`,
  });
  containerEvent(
    sim,
    draft.pod,
    name,
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${name} in pod ${pod}`,
  );
  raiseContainer(draft, name, { type: 'restart.delayed', backoffMicros: startAt - sim.now });
}

/** Stops one container that must not run as it is. */
function killOne(sim: Sim, draft: PodDraft, { name, message, reason }: ContainerKill): void {
  containerEvent(sim, draft.pod, name, 'Normal', 'Killing', message);
  const isProbe = reason === 'LivenessProbe' || reason === 'StartupProbe';
  const graceMicros = isProbe
    ? probeKillGraceSeconds(draft.pod, specOf(draft, name), reason) * microsPerSecond
    : effectiveGraceMicros(draft.pod);
  if (reason === 'LivenessProbe') raiseContainer(draft, name, { type: 'probe.livenessFailed', graceMicros });
  else if (reason === 'StartupProbe') raiseContainer(draft, name, { type: 'probe.startupFailed', graceMicros });
  else raiseContainer(draft, name, { type: 'stop.requested', graceMicros });
}
