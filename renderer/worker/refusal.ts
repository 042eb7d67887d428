import type { TextProblem } from '../../sim/protocol.ts';

/** Something that the user asked for and that cannot be done: shown in its own words, nothing has changed. */
export class Refusal extends Error {
  readonly problems: readonly TextProblem[];

  constructor(message: string, problems: readonly TextProblem[] = []) {
    super(message);
    this.name = 'Refusal';
    this.problems = problems;
  }
}
