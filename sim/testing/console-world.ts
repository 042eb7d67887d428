import { consoleOutput, type ConsoleChunk } from '../kubectl/command/jobs.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import { Simulation } from '../scenario/simulation.ts';

/** What a line came to. `code` is null while it is still at work. */
export interface ConsoleResult {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

export interface ConsoleFile {
  readonly name: string;
  readonly text: string;
}

const patienceMicros = 300_000_000;
const stepMicros = 50_000;

/** A small real cluster with a console: lines are typed, time runs, texts come back. */
export class ConsoleWorld {
  readonly simulation: Simulation;
  #read = 0;

  constructor(workers = 2, world = defaultWorld({ topology: { workers } })) {
    this.simulation = new Simulation({ seed: 1, world, freeze: true, keepsPast: false });
  }

  /** Types a line and waits until it ends, five virtual minutes at most. */
  type(line: string, files: readonly ConsoleFile[] = []): ConsoleResult {
    this.begin(line, files);
    const until = this.simulation.now + patienceMicros;
    const chunks: ConsoleChunk[] = [];
    while (this.simulation.now < until) {
      chunks.push(...this.#take());
      if (chunks.some(({ stream }) => stream === 'exit')) break;
      this.simulation.run(this.simulation.now + stepMicros);
    }
    return resultOf(chunks);
  }

  /** Types a line that goes on; returns the name of its job. */
  begin(line: string, files: readonly ConsoleFile[] = []): string {
    const { at } = this.simulation.act({ action: 'kubectl', line, ...(files.length === 0 ? {} : { files }) });
    this.simulation.run(at);
    return String(at);
  }

  /** Lets virtual time pass, in seconds; returns what was printed meanwhile. */
  wait(seconds: number): ConsoleResult {
    this.simulation.run(this.simulation.now + seconds * 1_000_000);
    return resultOf(this.#take());
  }

  /** Ctrl+C. */
  interrupt(job: string): ConsoleResult {
    const { at } = this.simulation.act({ action: 'interrupt', job });
    this.simulation.run(at);
    return resultOf(this.#take());
  }

  /** Types something for a job that reads it, and lets a second pass. @param text with its line end, or a control character */
  input(job: string, text: string, end = false): ConsoleResult {
    this.simulation.act({ action: 'input', job, text, ...(end ? { end } : {}) });
    return this.wait(1);
  }

  #take(): readonly ConsoleChunk[] {
    const { chunks, next } = consoleOutput(this.simulation.engine, this.#read);
    this.#read = next;
    return chunks;
  }
}

function resultOf(chunks: readonly ConsoleChunk[]): ConsoleResult {
  const text = (wanted: ConsoleChunk['stream']): string =>
    chunks
      .filter(({ stream }) => stream === wanted)
      .map((chunk) => chunk.text)
      .join('');
  const exit = chunks.find(({ stream }) => stream === 'exit');
  return { out: text('out'), err: text('err'), code: exit === undefined ? null : Number(exit.text) };
}
