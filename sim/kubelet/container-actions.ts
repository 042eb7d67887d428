/**
 * Carries out what a container's machine asks for.
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer, killContainer (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import { microsPerSecond, type Micros } from '../engine/event.ts';
import { jittered, worldSettings } from '../api/world.ts';
import type { ActionCall, CreateContainerCall, StopContainerCall } from '../api/cri.ts';
import type { MachineEvent } from '../engine/machine.ts';
import type { ContainerAction } from './container.machine.ts';
import { callRuntime } from './cri-client.ts';
import { containerOf, raiseContainer, type PodDraft } from './draft.ts';
import { environmentOf, filesOf, mountsOf, withExpandedCommand } from './environment.ts';
import { ensureImage } from './image-manager.ts';
import { containerEvent } from './pod-events.ts';
import { actionOf, endProbes } from './prober.ts';
import { specOf } from './specs.ts';
import { endStart } from './start-queue.ts';

/** Carries out one action. `event` is the machine's event that led to it. */
export function performContainerAction(
  sim: Sim,
  draft: PodDraft,
  name: string,
  action: ContainerAction,
  event: MachineEvent,
): void {
  switch (action) {
    case 'ensureImage':
      ensureImage(sim, draft, name);
      break;
    case 'createContainer':
      createContainer(sim, draft, name);
      break;
    case 'startContainer':
      startContainer(sim, draft, name);
      break;
    case 'startProbes':
      break;
    case 'stopProbes':
      endProbes(sim, draft, name);
      break;
    case 'runPreStop':
      runPreStop(sim, draft, name);
      break;
    case 'sendStopSignal':
      stopContainer(
        sim,
        draft,
        name,
        Math.max(minimumGraceMicros, containerOf(draft, name).machine.context.graceMicros),
      );
      break;
    case 'sendKill':
      stopContainer(sim, draft, name, 0);
      break;
    case 'recordExit':
      draft.stopping = draft.stopping.filter((other) => other !== name);
      break;
    case 'requestSync':
      if (event.type !== 'restart.delayed') draft.wantsSync = true;
      break;
  }
}

/** Models: minimumGracePeriodInSeconds (v1.37). */
const minimumGraceMicros = 2 * microsPerSecond;

function createContainer(sim: Sim, draft: PodDraft, name: string): void {
  const container = containerOf(draft, name);
  const spec = specOf(draft, name);
  const environment = environmentOf(sim, draft, spec);
  if (!environment.ok) {
    const message = environment.problem;
    containerEvent(sim, draft.pod, name, 'Warning', 'Failed', `Error: ${message}`);
    container.wait = { reason: 'CreateContainerConfigError', message };
    raiseContainer(draft, name, { type: 'container.configFailed' });
    draft.wantsStatus = true;
    endStart(draft, name);
    sim.after(configRetryMicros, 'kubelet.refetch', { uid: draft.uid });
    return;
  }
  const call: CreateContainerCall = {
    podUid: draft.uid,
    attempt: container.attempts,
    spec: withExpandedCommand(spec, environment.env),
    env: environment.env,
    files: filesOf(sim, draft, spec),
    mounts: mountsOf(draft.pod, spec),
  };
  container.wait = null;
  callRuntime(sim, 'createContainer', draft.key, call, { text: name });
}

/** Models: pkg/kubelet/kubelet.go backOffPeriod (v1.37). */
const configRetryMicros = 10 * microsPerSecond;

function startContainer(sim: Sim, draft: PodDraft, name: string): void {
  const { startContainerMicros } = worldSettings(sim).latencies;
  const takes = jittered(sim, startContainerMicros, `${draft.uid}/${name}`, containerOf(draft, name).attempts);
  callRuntime(sim, 'startContainer', draft.key, { podUid: draft.uid, container: name }, { text: name, takes });
}

function stopContainer(sim: Sim, draft: PodDraft, name: string, timeoutMicros: Micros): void {
  const call: StopContainerCall = { podUid: draft.uid, container: name, timeoutMicros };
  const text =
    timeoutMicros === 0 ? `${name}: SIGKILL` : `${name}: SIGTERM, ${timeoutMicros / microsPerSecond} s of grace`;
  callRuntime(sim, 'stopContainer', draft.key, call, { text });
}

/**
 * Runs the postStart hook, if the container has one; the answer comes with the purpose `postStart`.
 *
 * @returns whether there is an answer to wait for
 */
export function runPostStart(sim: Sim, draft: PodDraft, name: string): boolean {
  const hook = specOf(draft, name).lifecycle?.postStart as Hook | undefined;
  const action = hook === undefined ? null : actionOf(hook, specOf(draft, name), draft.sandbox?.ip ?? '');
  if (action === null) return false;
  const call: ActionCall = {
    podUid: draft.uid,
    container: name,
    action,
    timeoutMicros: hookTimeoutMicros,
    purpose: 'postStart',
  };
  callRuntime(sim, 'act', draft.key, call, { text: `postStart hook of ${name}` });
  return true;
}

/** Ours: a kubelet waits for a postStart hook without end. */
const hookTimeoutMicros = 600 * microsPerSecond;

/** Runs the preStop hook; `hook.finished` follows. Models: pkg/kubelet/lifecycle/handlers.go Run (v1.37). */
function runPreStop(sim: Sim, draft: PodDraft, name: string): void {
  const hook = specOf(draft, name).lifecycle?.preStop as Hook | undefined;
  const context: HookContext = { uid: draft.uid, container: name, startedAt: sim.now };
  if (hook?.sleep !== undefined) {
    sim.after(hook.sleep.seconds * microsPerSecond, 'kubelet.hookFinished', context);
    return;
  }
  const action = hook === undefined ? null : actionOf(hook, specOf(draft, name), draft.sandbox?.ip ?? '');
  if (action === null) {
    sim.after(0, 'kubelet.hookFinished', context);
    return;
  }
  const timeoutMicros = containerOf(draft, name).machine.context.graceMicros;
  const call: ActionCall = { podUid: draft.uid, container: name, action, timeoutMicros, purpose: `preStop ${sim.now}` };
  callRuntime(sim, 'act', draft.key, call, { text: `preStop hook of ${name}` });
}

type Hook = NonNullable<NonNullable<ReturnType<typeof specOf>['lifecycle']>['preStop']> & {
  readonly sleep?: { readonly seconds: number };
};

export interface HookContext {
  readonly uid: string;
  readonly container: string;
  readonly startedAt: Micros;
}

/** A preStop hook has ended: what is left of the grace is for SIGTERM. */
export function finishHook(sim: Sim, draft: PodDraft, { container, startedAt }: Omit<HookContext, 'uid'>): void {
  const record = draft.containers[container];
  if (record === undefined) return;
  const left = Math.max(0, record.machine.context.graceMicros - (sim.now - startedAt));
  raiseContainer(draft, container, { type: 'hook.finished', graceMicros: left });
}
