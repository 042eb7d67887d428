/** Logs and commands of containers: what a client asks of the API server, which passes it on to the pod's kubelet and the runtime. */
import type { Status } from './types.ts';

/** Models: core/v1 PodLogOptions (v1.37). */
export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly limitBytes?: number;
}

/** Models: core/v1 PodExecOptions (v1.37). */
export interface ExecOptions {
  readonly container?: string;
  readonly command: readonly string[];
}

/** One question to a container of a machine. */
export interface StreamCall {
  /** Names the stream at the API server. */
  readonly id: string;
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  readonly log?: LogOptions;
  readonly exec?: ExecOptions;
}

/** What comes of it: text, and for a command its exit code; or why there is nothing. */
export interface StreamAnswer {
  readonly id: string;
  readonly text: string;
  readonly exitCode: number;
  /** Whether more may follow: the log of a running container that is followed. */
  readonly isOpen: boolean;
  readonly failure: Status | null;
}
