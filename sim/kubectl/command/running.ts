/** Runs a program up to the next thing that it waits for. */
import type { ResourceInfo } from '../../api/resources.ts';
import type { Micros } from '../../api/time.ts';
import type { Kubectl, Opening } from './kubectl.ts';
import { lineProgram } from './line-program.ts';
import type { Answer, Program, Step } from './program.ts';
import type { ShellState } from './shell-state.ts';

/** One piece of output. An `open` carries the {@link Opening} as JSON. */
export interface Printed {
  readonly stream: 'out' | 'err' | 'open';
  readonly text: string;
}

/** An answer, and when it came. */
export interface JournalEntry {
  readonly at: Micros;
  readonly answer: Answer;
}

/** What a run begins with. Times are micros since 1970. */
export interface Beginning {
  readonly line: string;
  readonly at: Micros;
  readonly shell: ShellState;
  readonly resumed: unknown;
  readonly version: string;
  readonly resources: readonly ResourceInfo[];
}

/** What a program asks for next, or its exit code. */
export type Progress = { readonly step: Step } | { readonly exitCode: number };

/** A program under way. It is made of its beginning and the answers alone, and can be made again from them. */
export class Running {
  readonly #program: Program;
  readonly #kubectl: Kubectl & { now: Micros };
  #printed: Printed[] = [];
  progress: Progress;

  constructor(beginning: Beginning) {
    const { line, at, shell, resumed, version, resources } = beginning;
    const put = (stream: Printed['stream'], text: string): void => {
      if (text !== '') this.#printed.push({ stream, text });
    };
    this.#kubectl = {
      now: at,
      version,
      resources,
      stdin: null,
      resumed,
      shell,
      out: (text) => put('out', text),
      err: (text) => put('err', text),
      open: (opening: Opening) => put('open', JSON.stringify(opening)),
    };
    this.#program = lineProgram(this.#kubectl, line);
    this.progress = progressOf(this.#program.next());
  }

  /** The shell as the program has left it so far. */
  get shell(): ShellState {
    return this.#kubectl.shell;
  }

  /** Gives the program its answer. */
  answer({ at, answer }: JournalEntry): void {
    this.#kubectl.now = at;
    this.progress = progressOf(this.#program.next(answer));
  }

  /** What was printed since the last call. */
  takePrinted(): Printed[] {
    const printed = this.#printed;
    this.#printed = [];
    return printed;
  }
}

function progressOf(result: IteratorResult<Step, number>): Progress {
  return result.done === true ? { exitCode: result.value } : { step: result.value };
}
