import type { ConsoleChunk, Micros } from '../../sim/protocol.ts';
import { consoleOutput, isJobRunning, jobId } from '../../sim/kubectl/command/jobs.ts';
import type { Simulation } from '../../sim/scenario/simulation.ts';

/** A line of the console whose output the page waits for. */
interface Line {
  /** When it began, or will begin. */
  readonly at: Micros;
  /** Number of the first piece of output that may be its own. */
  readonly from: number;
  /** Pieces of its output that the page has. */
  told: number;
}

/**
 * Takes what the console's lines print to the page, each piece once, wherever the clock is set.
 *
 * A line belongs to its instant: when the clock goes back to before it, the line is lost to the page.
 */
export class ConsoleLines {
  readonly #simulation: Simulation;
  readonly #lines = new Map<string, Line>();
  #lost: string[] = [];

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Begins to follow the line that was just acted. Returns the name of its job. */
  follow(): string {
    const { actions } = this.#simulation;
    const { at } = actions[actions.length - 1] as { at: Micros };
    const lines = actions.filter((timed) => timed.at === at && timed.action.action === 'kubectl');
    const job = jobId(at, lines.length - 1);
    const { next } = consoleOutput(this.#simulation.engine, Infinity);
    this.#lines.set(job, { at, from: next, told: 0 });
    return job;
  }

  /** The clock stands elsewhere, or another line of time: lines that are not in it are lost. */
  forgetFuture(): void {
    const { now, actions } = this.#simulation;
    for (const [job, { at }] of this.#lines) {
      const isThere = actions.some((timed) => timed.at === at && timed.action.action === 'kubectl');
      if (at <= now + 1 && isThere) continue;
      this.#lines.delete(job);
      this.#lost.push(job);
    }
  }

  /** What has been printed since the last call. */
  take(): ConsoleChunk[] {
    const lost = this.#lost.map((job): ConsoleChunk => ({ job, stream: 'lost', text: '' }));
    this.#lost = [];
    if (this.#lines.size === 0) return lost;
    const { engine } = this.#simulation;
    const from = [...this.#lines.values()].reduce((least, line) => Math.min(least, line.from), Infinity);
    const { chunks } = consoleOutput(engine, from);
    const news: ConsoleChunk[] = [];
    for (const [job, line] of this.#lines) {
      const own = chunks.filter((chunk) => chunk.job === job);
      news.push(...own.slice(line.told));
      line.told = Math.max(line.told, own.length);
      if (own.at(-1)?.stream === 'exit' && !isJobRunning(engine, job)) this.#lines.delete(job);
    }
    return [...lost, ...news];
  }
}
