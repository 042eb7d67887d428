/** What a workload model says about the containers of one image. Kubernetes gives none of this: it is an input of the world. */

import type { Toolbox } from './shell/state.ts';

/** What a container of an image does when nothing else is said. */
export type ProgramBehaviour = 'serve' | 'exit' | 'sleep';

/** How one port of a model answers. */
export interface ServedPort {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  /** Application protocol: decides whether an HTTP request is understood. */
  readonly application: 'http' | 'tcp';
}

/** Behaviour of the containers of one image; fields left out take the defaults of `workload/models`. */
export interface WorkloadModelSpec {
  readonly name: string;
  /** Images it holds for: repository without tag, or with tag, or ending in `*`. */
  readonly images: readonly string[];
  readonly sizeBytes?: number;
  /** Time that the runtime takes to start the container, beside the world's own; until then it does not run. */
  readonly launchMicros?: number;
  /** From the start of the process to open ports. */
  readonly startMicros?: number;
  /** From the start of the process to answers with success; at least startMicros. */
  readonly readyMicros?: number;
  /** What the image's own entrypoint does. */
  readonly behaviour?: ProgramBehaviour;
  /** The image's entrypoint as a program, instead of `behaviour`: argv for the shell of `workload/`. */
  readonly command?: readonly string[];
  /** The entrypoint hands `args` to a shell or a program of `workload/`, as busybox and alpine do. */
  readonly runsArgs?: boolean;
  /** After `exit`: code and time. */
  readonly exitCode?: number;
  readonly runMicros?: number;
  /** Open ports; without them the container's containerPorts. */
  readonly ports?: readonly ServedPort[];
  readonly memoryBytes?: number;
  readonly cpuMillicores?: number;
  /** Time one request takes inside the container. */
  readonly requestMicros?: number;
  /** Status code of the answer to an HTTP request. */
  readonly httpStatus?: number;
  /** From SIGTERM to the end of the process. */
  readonly stopMicros?: number;
  /** Exit code after SIGTERM. */
  readonly stopExitCode?: number;
  /** Whose programs the image brings, for commands that are run in its containers; without it all that we have. */
  readonly toolbox?: Toolbox;
  /** Programs that it brings besides. */
  readonly tools?: readonly string[];
  /** How its first process calls itself in a list of processes. */
  readonly processName?: string;
  /** What it says of itself in the head of its HTTP answers. */
  readonly server?: string;
  /** What it answers to a GET: with `{hostname}`, `{ip}`, `{method}`, `{host}` and `{path}` replaced. */
  readonly body?: string;
  /** Folder whose files it answers with, where there is one of the path. */
  readonly documentRoot?: string;
  /** Lines the container writes when it starts. */
  readonly logLines?: readonly string[];
  /** Variables without which the container ends with exit code 1. */
  readonly requiredEnv?: readonly string[];
}
