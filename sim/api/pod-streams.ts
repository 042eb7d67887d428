/** Logs and commands of containers: what a client asks of the API server, which passes it on to the pod's kubelet and the runtime. */
import type { ResolverConfig } from './app-request.ts';
import type { Status } from './types.ts';

/** Models: core/v1 PodLogOptions (v1.37). */
export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly limitBytes?: number;
}

/** Models: core/v1 PodExecOptions (v1.37). */
export interface ExecOptions {
  readonly container?: string;
  readonly command: readonly string[];
  /** The client may write to its standard input. */
  readonly stdin?: boolean;
  /** It runs at a terminal: one stream of output, line ends as they are. */
  readonly tty?: boolean;
}

/** Models: core/v1 PodAttachOptions (v1.37). */
export type AttachOptions = Omit<ExecOptions, 'command'>;

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
  readonly attach?: AttachOptions;
  /** What the kubelet tells the runtime of the pod that a command runs in. */
  readonly place?: PodPlace;
}

/** What a pod has from its kubelet. */
export interface PodPlace {
  /** Files of its volumes, and those that the kubelet writes, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly resolver: ResolverConfig;
  /** What its processes run as. */
  readonly user: { readonly uid: number; readonly gid: number };
}

/** A stretch of output: of standard output (1) or standard error (2). */
export interface StreamPiece {
  readonly stream: 1 | 2;
  readonly text: string;
}

/** What comes of it: text, and for a command its exit code; or why there is nothing. */
export interface StreamAnswer {
  readonly id: string;
  readonly text: string;
  /** The text by its streams; all of it is standard output when they are left out. */
  readonly pieces?: readonly StreamPiece[];
  readonly exitCode: number;
  /** Whether more may follow: a running container whose log is followed, or a command that is at work. */
  readonly isOpen: boolean;
  readonly failure: Status | null;
}

/** What a client writes to the standard input of a stream. */
export interface StreamInput {
  readonly id: string;
  readonly text: string;
  /** Nothing more will come. */
  readonly isEnd: boolean;
}
