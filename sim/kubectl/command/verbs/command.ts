import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import type { Program } from '../program.ts';

/** A command of kubectl. Its texts are what `--help` shows. */
export interface CommandDef {
  /** Words after `kubectl`: `get`, `rollout status`. */
  readonly path: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  /** More than `short` says, where there is more to say. */
  readonly long?: string;
  /** Comment and command, one pair each. */
  readonly examples?: readonly (readonly [string, string])[];
  /** The line after `Usage:`, without `kubectl` and the path. */
  readonly usage: string;
  readonly flags: readonly FlagDef[];
  run(kubectl: Kubectl, flags: Flags): Program | number;
}
