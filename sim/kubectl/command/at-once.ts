/** Runs lines that only read, without messages and time: for a clock that stands still, and for looking into the past. */
import type { Sim } from '../../engine/engine.ts';
import { instantOf } from '../../api/time.ts';
import { worldSettings } from '../../api/world.ts';
import { handle } from '../../apiserver/server.ts';
import { customKinds, kindsWith } from './discovery.ts';
import { shellOf } from './jobs.ts';
import type { Answer, Step } from './program.ts';
import { Running, type Printed } from './running.ts';
import { withFile } from './shell-state.ts';

/** What a line printed, and its exit code. */
export interface AtOnce {
  readonly printed: readonly Printed[];
  readonly exitCode: number;
}

const stepsMax = 10_000;

/**
 * Runs a line to its end if it does nothing but read; nothing is recorded.
 *
 * @param reads whether it may ask the API server at all
 * @returns null when the line writes, waits, follows something, changes what the console remembers, or may not ask
 */
export function runAtOnce(
  sim: Sim,
  line: string,
  files: readonly { readonly name: string; readonly text: string }[],
  reads: boolean,
): AtOnce | null {
  const { epochMs, kubernetesVersion: version } = worldSettings(sim);
  const at = instantOf(sim.now, epochMs);
  const known = files.reduce((shell, { name, text }) => withFile(shell, name, text) ?? shell, shellOf(sim));
  const running = new Running({
    line,
    at,
    shell: known,
    resumed: null,
    version,
    resources: kindsWith(customKinds(sim)),
  });
  for (let steps = 0; steps < stepsMax; steps++) {
    const { progress } = running;
    if ('exitCode' in progress) {
      if (running.shell !== known) return null;
      return { printed: running.takePrinted(), exitCode: progress.exitCode };
    }
    const answer = reads ? answerTo(sim, progress.step) : null;
    if (answer === null) return null;
    running.answer({ at, answer });
  }
  return null;
}

/** The answer to a read; null for all that does more, and for what the kubelet must be asked. */
function answerTo(sim: Sim, step: Step): Answer | null {
  if (step.type !== 'request') return null;
  const { verb, subresource = 'status' } = step.request;
  const isRead = verb === 'get' || verb === 'list';
  if (!isRead || (subresource !== 'status' && subresource !== 'scale')) return null;
  return { type: 'response', response: handle(sim, step.request) };
}
