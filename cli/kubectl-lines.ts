import { consoleOutput } from '../sim/kubectl/command/jobs.ts';
import type { Simulation } from '../sim/scenario/simulation.ts';
import type { ManifestFile } from '../sim/protocol.ts';
import type { Io } from './io.ts';

/** Most virtual time that one line may take: ten minutes. */
const patienceMicros = 600_000_000;
const stepMicros = 100_000;

/**
 * Types lines of the console one after the other, each when the one before has ended; `kubectl` itself may be left out.
 *
 * @param files that the lines may read
 * @returns the exit code of the last; 124 for one that did not end in ten virtual minutes
 */
export function typeLines(
  simulation: Simulation,
  lines: readonly string[],
  io: Io,
  files: readonly ManifestFile[] = [],
): number {
  let code = 0;
  for (const line of lines) code = typeLine(simulation, line, io, files);
  return code;
}

function typeLine(simulation: Simulation, text: string, io: Io, files: readonly ManifestFile[]): number {
  const line = /^(kubectl|k|cat|echo|export|alias)\b/.test(text) ? text : `kubectl ${text}`;
  let { next } = consoleOutput(simulation.engine, Infinity);
  const { at } = simulation.act({ action: 'kubectl', line, ...(files.length === 0 ? {} : { files }) });
  simulation.run(at);
  for (const until = at + patienceMicros; ; simulation.run(simulation.now + stepMicros)) {
    const read = consoleOutput(simulation.engine, next);
    next = read.next;
    for (const { stream, text: printed } of read.chunks) {
      if (stream === 'out') io.out(printed);
      else if (stream === 'err') io.err(printed);
      else if (stream === 'exit') return Number(printed);
    }
    if (simulation.now >= until) return 124;
  }
}
