/** Seeded mutations of requests and of the objects in them. */
import { random } from '../engine/random.ts';

/** A source of chance that depends on its seed alone. */
export class Dice {
  readonly #seed: number;
  #n = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number from 0 up to, without, `bound`. */
  below(bound: number): number {
    return Math.floor(random(this.#seed, 'fuzz', '', this.#n++) * bound);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}

const oddTexts = [
  '',
  ' ',
  'x',
  '-',
  '..',
  '/',
  '%',
  'UPPER',
  'a'.repeat(300),
  '\u0000',
  'ä€😀',
  '__proto__',
  'constructor',
  'true',
  '0',
  '1.5',
  '100%',
  '1e400',
  '2006-01-02T15:04:05Z',
  'default',
  'web',
  'k:{"name":"x"}',
];

const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  1.5,
  80,
  65_536,
  2_147_483_648,
  9_007_199_254_740_992,
  -1e300,
  [],
  {},
  [null],
  [[]],
  [{}],
  { name: 'x' },
  { '': '' },
  { $patch: 'delete' },
  { $patch: 'replace' },
  { $retainKeys: ['x'] },
  '$patch',
];

function oddValue(dice: Dice): unknown {
  return dice.once(2) ? dice.pick(oddTexts) : dice.pick(oddValues);
}

const oddNames = [...oddTexts, 'name', 'metadata', 'spec', 'kind', 'items', '$setElementOrder/containers', 'foo'];

/** A copy of a value with one place changed. */
export function mutateValue(value: unknown, dice: Dice): unknown {
  if (dice.once(6)) return oddValue(dice);
  if (Array.isArray(value)) return mutateList(value, dice);
  if (typeof value !== 'object' || value === null) return oddValue(dice);
  const keys = Object.keys(value);
  const fields = value as Readonly<Record<string, unknown>>;
  const key = keys.length === 0 ? dice.pick(oddNames) : dice.pick(keys);
  const copy: Record<string, unknown> = { ...fields };
  switch (dice.below(6)) {
    case 0: {
      const { [key]: _, ...rest } = copy;
      return rest;
    }
    case 1:
      return { ...copy, [dice.pick(oddNames)]: oddValue(dice) };
    case 2: {
      const { [key]: moved, ...rest } = copy;
      return { ...rest, [dice.pick(oddNames)]: moved };
    }
    default:
      return { ...copy, [key]: mutateValue(fields[key], dice) };
  }
}

function mutateList(list: readonly unknown[], dice: Dice): unknown[] {
  const at = dice.below(Math.max(1, list.length));
  const copy = [...list];
  switch (dice.below(4)) {
    case 0:
      copy.splice(at, 1);
      return copy;
    case 1:
      return [...copy, list.length === 0 ? oddValue(dice) : list[at]];
    default:
      if (list.length > 0) copy[at] = mutateValue(list[at], dice);
      return copy;
  }
}

/** A text with some characters changed, cut or doubled. */
export function mutateText(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  switch (dice.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + dice.pick(oddTexts) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + dice.below(8));
    case 3:
      return text.slice(0, at) + text.slice(dice.below(text.length + 1));
    default:
      return text.slice(0, at) + String.fromCharCode(dice.below(0x300)) + text.slice(at + 1);
  }
}
