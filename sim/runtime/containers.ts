/** CreateContainer, StartContainer and StopContainer. */
import type { Sim } from '../engine/engine.ts';
import type {
  ContainerAnswer,
  ContainerCall,
  CreateContainerAnswer,
  CreateContainerCall,
  RuntimeContainer,
  RuntimeSandbox,
  StopContainerCall,
} from '../api/cri.ts';
import { answer, type Called } from './answers.ts';
import { hexId } from '../api/hex-id.ts';
import { imageIdOf } from './image-names.ts';
import { killProcess, newProcess, signalProcess } from './process.ts';
import { startProcess, stepProcess } from './programs.ts';
import { reportAtRelist } from './relist.ts';
import { changePod, nodeOf, pendingStops, processKey, processOf, putContainer, runtimePods } from './state.ts';

/** Makes a container in the pod's sandbox. */
export function createContainer(sim: Sim, called: Called<CreateContainerCall>): void {
  const { podUid, attempt, spec } = called.call;
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, podUid);
  if (pod?.sandbox.state !== 'ready') {
    const error = `rpc error: code = NotFound desc = failed to get sandbox of container ${spec.name}: not found`;
    const result: CreateContainerAnswer = { podUid, container: spec.name, created: null, error };
    answer(sim, called, 'CreateContainer', 'containers', pod?.key ?? '', result, 404);
    return;
  }
  const image = spec.image ?? '';
  const created: RuntimeContainer = {
    id: hexId(`container ${podUid} ${spec.name} ${attempt}`),
    name: spec.name,
    attempt,
    sandboxAttempt: pod.sandbox.attempt,
    image,
    imageId: imageIdOf(image),
    state: 'created',
    createdAt: sim.now,
    startedAt: null,
    finishedAt: null,
    exitCode: 0,
    reason: '',
    message: '',
  };
  putContainer(sim, node, pod, created, newProcess(sim, called.call));
  const result: CreateContainerAnswer = { podUid, container: spec.name, created, error: '' };
  answer(sim, called, 'CreateContainer', 'containers', pod?.key ?? '', result);
}

/** Starts a container's process, at once unless its model says that it takes time. */
export function startContainer(sim: Sim, called: Called<ContainerCall>): void {
  const { podUid, container } = called.call;
  const launchMicros = processOf(sim, nodeOf(sim.self), podUid, container)?.plan.launchMicros ?? 0;
  if (launchMicros > 0) sim.after(launchMicros, 'containerd.launched', called);
  else launched(sim, called);
}

/** The process of a container begins. */
export function launched(sim: Sim, called: Called<ContainerCall>): void {
  const { podUid, container } = called.call;
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, podUid);
  const before = pod?.containers[container];
  const process = pod?.processes[container];
  if (pod === undefined || before?.state !== 'created' || process === undefined) {
    const error = `rpc error: code = NotFound desc = an error occurred when try to find container "${container}": not found`;
    answer(
      sim,
      called,
      'StartContainer',
      'containers',
      pod?.key ?? '',
      { podUid, container, status: null, error },
      404,
    );
    return;
  }
  const { startError } = process.plan;
  const status: RuntimeContainer =
    startError === ''
      ? { ...before, state: 'running', startedAt: sim.now }
      : {
          ...before,
          state: 'exited',
          startedAt: null,
          finishedAt: sim.now,
          exitCode: 128,
          reason: 'StartError',
          message: startError,
        };
  putContainer(sim, node, pod, status, startError === '' ? process : null);
  if (startError === '') startProcess(sim, node, process);
  const result: ContainerAnswer = { podUid, container, status, error: startError };
  answer(sim, called, 'StartContainer', 'containers', pod?.key ?? '', result, startError === '' ? 0 : 500);
  reportAtRelist(sim, node, podUid);
}

/** Ends a container: asks its process, or kills it when no time is given. The answer comes when it has ended. */
export function stopContainer(sim: Sim, called: Called<StopContainerCall>): void {
  const { podUid, container, timeoutMicros } = called.call;
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, podUid);
  const status = pod?.containers[container];
  if (status === undefined || status.state === 'exited') {
    const result: ContainerAnswer = { podUid, container, status: status ?? null, error: '' };
    answer(sim, called, 'StopContainer', 'containers', pod?.key ?? '', result);
    return;
  }
  const { replyTo, replyKind } = called;
  pendingStops(sim).set(node, processKey(podUid, container), { replyTo, replyKind });
  const process = pod?.processes[container];
  if (process === undefined) return;
  if (timeoutMicros === 0) killProcess(sim, node, process);
  else {
    signalProcess(sim, node, process, (resumed) => {
      if (resumed.program !== null) stepProcess(sim, node, resumed, resumed.program, undefined);
    });
  }
}

/** The machine has lost its power: every process is gone, and every network with it. */
export function allLost(sim: Sim, node: string): void {
  for (const pod of runtimePods(sim).sortedValues(node)) {
    const containers: Record<string, RuntimeContainer> = {};
    for (const [name, container] of Object.entries(pod.containers)) {
      const isOver = container.state === 'exited';
      containers[name] = isOver
        ? container
        : { ...container, state: 'exited', exitCode: 255, reason: 'Unknown', finishedAt: sim.now };
      pendingStops(sim).delete(node, processKey(pod.uid, name));
    }
    const sandbox: RuntimeSandbox = { ...pod.sandbox, state: 'notready' };
    changePod(sim, node, pod, { containers, processes: {}, sandbox });
  }
}
