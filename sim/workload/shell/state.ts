/** Where a running script stands. All of it is plain data: saved, restored and compared as such. */

/** A file that programs write. Only its end is kept when it grows too long. */
export interface FileContent {
  readonly text: string;
  /** Characters that were dropped at the front. */
  readonly dropped: number;
}
export type Files = Readonly<Record<string, FileContent>>;

/** One redirected stream while a compound command or a command runs. `path` `''` is nowhere. */
export interface RedirectFrame {
  readonly kind: 'redirect';
  readonly outputs: Readonly<Record<number, string>>;
  /** 2>&1 and the like: stream to stream. */
  readonly copies: Readonly<Record<number, number>>;
  readonly input: string | null;
}

export type Frame =
  | { readonly kind: 'capture'; readonly text: string }
  | { readonly kind: 'input'; readonly text: string }
  | RedirectFrame
  | { readonly kind: 'scope'; readonly script: string; readonly endPc: number; readonly outer: Surroundings }
  | { readonly kind: 'loop'; readonly script: string; readonly breakTo: number; readonly continueTo: number }
  | { readonly kind: 'list'; readonly words: readonly string[]; readonly next: number }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'call'; readonly script: string; readonly pc: number; readonly args: readonly string[] }
  /** Text run by eval, a trap or a nested shell; what was set aside comes back at its end. */
  | {
      readonly kind: 'script';
      readonly script: string;
      readonly pc: number;
      /** A trap leaves the status as it was. */
      readonly trapStatus: number | null;
      /** A nested shell: its variables and `exit` stay inside. */
      readonly outer: Surroundings | null;
    };

/** What comes to a program over its standard input while it runs. */
export interface LiveInput {
  /** What has come and was not read. A terminal's end of input (Ctrl+D) is the character U+0004 in it. */
  readonly text: string;
  /** Whether more may come. */
  readonly isOpen: boolean;
  /** A terminal: shells prompt, and the end of input does not close it. */
  readonly isTerminal: boolean;
}

/** What a subshell gives back at its end. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly args: readonly string[];
}

/** A command that waits for the world, and what it needs to go on. */
export interface Pending {
  readonly command: string;
  readonly argv: readonly string[];
  /** Free for the command: a count, a url. */
  readonly memo: string;
  /** The command took the place of the shell. */
  readonly isExec: boolean;
  readonly isChecked: boolean;
  readonly frames: number;
}

export interface Job {
  readonly pid: number;
  readonly endsAt: number;
}

export interface ShellState {
  readonly script: string;
  readonly pc: number;
  readonly frames: readonly Frame[];
  readonly variables: Readonly<Record<string, string>>;
  /** Names that commands see in their environment. */
  readonly exported: readonly string[];
  readonly args: readonly string[];
  readonly directory: string;
  readonly status: number;
  readonly slots: Readonly<Record<string, string>>;
  readonly files: Files;
  readonly functions: Readonly<Record<string, { readonly script: string; readonly start: number }>>;
  readonly options: { readonly errexit: boolean; readonly nounset: boolean; readonly xtrace: boolean };
  /** Signal or `EXIT` to the text that handles it; empty text ignores it. */
  readonly traps: Readonly<Record<string, string>>;
  readonly signals: readonly string[];
  readonly jobs: readonly Job[];
  readonly nextPid: number;
  readonly draws: number;
  readonly pending: Pending | null;
  /** Set once the program has ended. */
  readonly exitCode: number | null;
  /** The program is one command, not a shell: signals act on it as they do on that command. */
  readonly isShell: boolean;
  /** Absent for a program without input: what it reads is at its end at once. */
  readonly stdin?: LiveInput;
}

/** What a program can find out about where it runs. */
export interface ProgramSurroundings {
  readonly toolbox: Toolbox;
  /** Names of programs that we have and the image has not. */
  readonly lacks: readonly string[];
  /** Address of the name server in its resolv.conf. */
  readonly nameServer: string;
  readonly searches: readonly string[];
  readonly kernel: string;
  /** Numbers of the user and group that commands run as. */
  readonly uid: number;
  readonly gid: number;
  /** What runs in the container, process 1 first. */
  readonly processes: readonly { readonly pid: number; readonly command: string; readonly startedMicros: number }[];
}

/** Whose tools an image brings: busybox, those of a distribution, or none at all. */
export type Toolbox = 'none' | 'busybox' | 'alpine' | 'debian';

/** What the world gives a program at the instant at which it runs. */
export interface StepInput {
  /** UTC microseconds of the virtual clock. */
  readonly clockMicros: number;
  readonly hostname: string;
  readonly podIP: string;
  /** The image brings no programs but these of ours: others are not found. Else they are the image's servers. */
  readonly isMinimalImage: boolean;
  /** Files that come from outside of the container, by path: they stand before its own. */
  readonly given?: Readonly<Record<string, string>>;
  /** What else there is in the container; a container of busybox when it is left out. */
  readonly surroundings?: ProgramSurroundings;
  /** Paths that volumes are mounted at, to the volume's name, and the files that containers share there. */
  readonly mounts: Readonly<Record<string, string>>;
  readonly shared: Files;
  /** The answer to the effect of the step before. */
  readonly result?: EffectResult;
}

/** What a program waits for. */
export type Effect =
  | { readonly kind: 'sleep'; readonly delayMicros: number }
  | { readonly kind: 'exit'; readonly code: number }
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly url: string;
      readonly timeoutMicros: number;
      /** How long it waits in all, the look-up of the name included. */
      readonly deadlineMicros?: number;
    }
  | {
      readonly kind: 'dns';
      readonly name: string;
      readonly usesHosts?: boolean;
      readonly timeoutMicros?: number;
      readonly deadlineMicros?: number;
    }
  | {
      readonly kind: 'ping';
      readonly host: string;
      readonly timeoutMicros: number;
      readonly deadlineMicros?: number;
    }
  /** More input, or its end. */
  | { readonly kind: 'input' }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly timeoutMicros: number;
      readonly deadlineMicros?: number;
    }
  /** Serves until a signal ends it. */
  | { readonly kind: 'serve' };

/** How far it came on its way through the network. */
export type NetworkOutcome = 'answered' | 'nameNotFound' | 'nameUnresolved' | 'refused' | 'closed' | 'timedOut';

/** What all results of the network tell. */
interface NetworkResult {
  readonly error: string;
  /** Without it, `error` alone says what happened. */
  readonly outcome?: NetworkOutcome;
  /** Address that the name stood for; empty when it did not come to that. */
  readonly address?: string;
  /** The program's own patience ran out, not that of the network. */
  readonly isLate?: boolean;
}

export type EffectResult =
  | (NetworkResult & {
      readonly kind: 'http';
      readonly status: number;
      readonly body: string;
      /** Lines of the answer's head behind the status. */
      readonly headers?: readonly string[];
    })
  | (NetworkResult & {
      readonly kind: 'dns';
      readonly addresses: readonly string[];
      /** The name that the addresses are of, aliases followed. */
      readonly canonicalName?: string;
    })
  | (NetworkResult & { readonly kind: 'tcp'; readonly isOpen: boolean })
  | (NetworkResult & { readonly kind: 'ping'; readonly ttl: number });

/** A stretch of text on standard output (1) or standard error (2). */
export interface OutputPiece {
  readonly stream: 1 | 2;
  readonly text: string;
}

/** What a step did: what was written, what the program waits for now, and the shared files when they changed. */
export interface StepOutcome {
  readonly state: ShellState;
  readonly output: string;
  /** The output by its streams, in the order in which it was written. */
  readonly pieces: readonly OutputPiece[];
  readonly effect: Effect;
  readonly shared: Files;
}

export const fileCharactersMax = 16_384;
export const filesMax = 200;
export const outputCharactersMax = 65_536;
export const framesMax = 200;
/** Instructions at one instant; a program that does not wait is made to. */
export const instructionsMax = 10_000;
