/** What the process of one container will do, from its spec and the workload model of its image. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { wholeValue } from '../api/quantity.ts';
import type { CreateContainerCall } from '../api/cri.ts';
import type { Container } from '../api/types.ts';
import { modelForImage } from '../workload/models.ts';
import type { ServedPort, WorkloadModelSpec } from '../workload/model.ts';
import { isForeignProgram, isMinimalImage, programArgv, startProgram, type ShellState } from '../workload/program.ts';

const workloadModelsName = numbered('world/workloadModels');

/** The course of a process, known when it starts. */
export interface Plan {
  /** From StartContainer to its start. */
  readonly launchMicros: Micros;
  /** From its start to open ports, and to answers with success. */
  readonly opensMicros: Micros;
  readonly readyMicros: Micros;
  readonly ports: readonly ServedPort[];
  readonly requestMicros: Micros;
  readonly httpStatus: number;
  /** What it says of itself in HTTP answers, what it answers, and the folder of its files. */
  readonly server?: string;
  readonly body?: string;
  readonly documentRoot?: string;
  readonly memoryBytes: number;
  /** The end of the image's entrypoint, if it has one. */
  readonly exit: PlannedExit | null;
  /** The end of any server of the image, if it cannot live here. */
  readonly failure: PlannedExit | null;
  /** From SIGTERM to its end; null for a process that does not care. */
  readonly stopMicros: Micros | null;
  readonly stopExitCode: number;
  readonly logLines: readonly string[];
  /** Why it cannot be started at all; empty for most. */
  readonly startError: string;
}
export interface PlannedExit {
  readonly afterMicros: Micros;
  readonly exitCode: number;
  readonly reason: string;
  readonly logLines: readonly string[];
}

const defaultStartMicros = 200_000;
const defaultStopMicros = 100_000;
const defaultRequestMicros = 2_000;
const outOfMemoryExitCode = 137;

function worldModels(sim: Sim): readonly WorkloadModelSpec[] {
  return sim.store.cell<readonly WorkloadModelSpec[]>(workloadModelsName).get() ?? noModels;
}
const noModels: readonly WorkloadModelSpec[] = [];

/** The model of an image: the world's own go first. */
export function modelOf(sim: Sim, image: string): WorkloadModelSpec | undefined {
  return modelForImage(image, worldModels(sim));
}

/** What follows from a container's spec and the models, whatever its variables. */
interface Outline {
  readonly models: readonly WorkloadModelSpec[];
  readonly model: WorkloadModelSpec | undefined;
  /** The program that it runs; null for its image's server. */
  readonly argv: readonly string[] | null;
  readonly plan: Plan;
}

/** Outlines by spec, which the pods of a template share. A memo of a pure function. */
const outlines = new WeakMap<Container, Outline>();

function outlineOf(sim: Sim, spec: Container): Outline {
  const models = worldModels(sim);
  const known = outlines.get(spec);
  if (known?.models === models) return known;
  const model = modelForImage(spec.image ?? '', models);
  const argv = programArgv(spec, model);
  const outline: Outline = { models, model, argv, plan: plainPlan(spec, model, argv) };
  outlines.set(spec, outline);
  return outline;
}

/** The program that a container runs before its first step; null when its image's server does. */
export function programOf(sim: Sim, { spec, env, files }: CreateContainerCall): ShellState | null {
  const { argv } = outlineOf(sim, spec);
  if (argv === null) return null;
  const { workingDir, stdin, tty } = spec;
  return startProgram({
    argv,
    env,
    files,
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(stdin === true ? { stdin: { text: '', isOpen: true, isTerminal: tty === true } } : {}),
  });
}

/** Why the runtime cannot start what the container names; empty when it can. */
function startErrorOf(argv: readonly string[] | null, image: string): string {
  const name = argv?.[0] ?? '';
  if (argv === null || !isMinimalImage(image) || !isForeignProgram(argv)) return '';
  const problem = name.includes('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH';
  return `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${name}": ${problem}`;
}

/** Size that the workload model gives an image; 0 when none does. */
export function modelSizeOf(sim: Sim, image: string): number {
  return modelOf(sim, image)?.sizeBytes ?? 0;
}

/** The plan of a container's process. A server ends where a variable is missing that it cannot do without. */
export function planOf(sim: Sim, { spec, env }: CreateContainerCall): Plan {
  const { model, plan } = outlineOf(sim, spec);
  const missing = model?.requiredEnv?.find((name) => env[name] === undefined);
  if (missing === undefined || plan.failure !== null) return plan;
  const logLines = [`error: ${missing} is not set`];
  const failure: PlannedExit = { afterMicros: plan.opensMicros, exitCode: 1, reason: 'Error', logLines };
  return { ...plan, failure, exit: failure };
}

/** The plan of a process that has all variables that it needs. */
function plainPlan(spec: Container, model: WorkloadModelSpec | undefined, argv: readonly string[] | null): Plan {
  const opensMicros = model?.startMicros ?? defaultStartMicros;
  const failure = outOfMemory(model, spec, opensMicros);
  return {
    launchMicros: model?.launchMicros ?? 0,
    opensMicros,
    readyMicros: Math.max(opensMicros, model?.readyMicros ?? opensMicros),
    ports: model?.behaviour === 'sleep' ? [] : (model?.ports ?? portsOf(spec)),
    requestMicros: model?.requestMicros ?? defaultRequestMicros,
    httpStatus: model?.httpStatus ?? 200,
    ...(model?.server === undefined ? {} : { server: model.server }),
    ...(model?.body === undefined ? {} : { body: model.body }),
    ...(model?.documentRoot === undefined ? {} : { documentRoot: model.documentRoot }),
    memoryBytes: model?.memoryBytes ?? 0,
    failure,
    exit: failure ?? exitOf(model),
    stopMicros: model?.stopMicros ?? defaultStopMicros,
    stopExitCode: model?.stopExitCode ?? 0,
    logLines: model?.logLines ?? [],
    startError: startErrorOf(argv, spec.image ?? ''),
  };
}

/** The end of a server that has too little memory, whatever it does. */
function outOfMemory(model: WorkloadModelSpec | undefined, spec: Container, opensMicros: Micros): PlannedExit | null {
  const limit = spec.resources?.limits?.['memory'];
  if (model?.memoryBytes === undefined || limit === undefined || model.memoryBytes <= wholeValue(limit)) return null;
  return { afterMicros: opensMicros, exitCode: outOfMemoryExitCode, reason: 'OOMKilled', logLines: [] };
}

/** The end that the image's entrypoint comes to by itself. */
function exitOf(model: WorkloadModelSpec | undefined): PlannedExit | null {
  if (model?.behaviour !== 'exit') return null;
  const exitCode = model.exitCode ?? 0;
  return {
    afterMicros: model.runMicros ?? 0,
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    logLines: [],
  };
}

function portsOf(spec: Container): ServedPort[] {
  return (spec.ports ?? []).map(({ containerPort, protocol }) => ({
    port: containerPort,
    protocol: protocol === 'UDP' ? 'UDP' : 'TCP',
    application: 'http',
  }));
}
