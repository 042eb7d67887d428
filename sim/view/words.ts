const numbers = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
] as const;
const ordinals = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'] as const;

/** A number as prose writes it: in words up to twelve. */
export function countWord(n: number): string {
  return numbers[n] ?? String(n);
}

/** `third`; `13th` beyond what words are used for. */
export function ordinalWord(n: number): string {
  return ordinals[n] ?? `${n}th`;
}

/** `one pod`, `three pods`. */
export function counted(n: number, singular: string): string {
  return `${countWord(n)} ${singular}${n === 1 ? '' : 's'}`;
}

/** The text with its first letter large. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A sentence from its words: first letter large, one full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return /[.!?…]$/.test(trimmed) ? capitalised(trimmed) : `${capitalised(trimmed)}.`;
}

/** A length of time as a person says it: `0.4 s`, `12 s`, `3 min`, `2 h`. */
export function timeText(micros: number): string {
  if (micros < 1_000) return `${micros} µs`;
  if (micros < 100_000) return `${Math.round(micros / 1_000)} ms`;
  const seconds = micros / 1_000_000;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return `${Math.round(minutes / 60)} h`;
}

/** `a, b and c`. */
export function listText(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1] ?? ''}`;
}

const pastVerbs: Readonly<Record<string, string>> = {
  apply: 'applied',
  create: 'created',
  delete: 'deleted',
  scale: 'scaled',
  set: 'set',
  patch: 'changed',
  switch: 'switched',
  send: 'sent',
  add: 'added',
  remove: 'removed',
  configure: 'configured',
};

/** What the user did, told afterwards: `You scaled web to 3` from `scale web to 3`. */
export function userDeed(text: string): string {
  const space = text.indexOf(' ');
  const verb = space < 0 ? text : text.slice(0, space);
  return `You ${pastVerbs[verb] ?? verb}${space < 0 ? '' : text.slice(space)}`;
}
