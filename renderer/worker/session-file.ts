import type { SessionDocument } from '../../sim/scenario/formats/types.ts';
import { readSessionText } from '../../sim/scenario/formats/validate.ts';
import { Refusal } from './refusal.ts';

/** Reads a `.kubarium` file. Throws a {@link Refusal} that says what is wrong with it, and where. */
export function readSession(name: string, text: string): SessionDocument {
  const read = readSessionText(text);
  if (read.value !== null) return read.value;
  const problems = read.problems.map(({ path, line, column, message }) => {
    const place = path === '' ? message : `${path}: ${message}`;
    return { file: name, line, column, message: place, severity: 'error' as const };
  });
  throw new Refusal(
    `${name} is not a session that Kubarium can open: ${problems[0]?.message ?? 'it is empty'}`,
    problems,
  );
}
