/** `test` and `[`: conditions on files, texts and numbers. */
import { complain } from './command.ts';
import type { Command, Shell } from './command.ts';

type Binary = (a: string, b: string) => boolean;

const binaries: Readonly<Record<string, Binary>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
};

function isUnaryTrue(shell: Shell, operator: string, operand: string): boolean | undefined {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-e':
      return shell.readFile(operand) !== undefined || shell.isDirectory(operand);
    case '-f':
    case '-r':
    case '-w':
    case '-x':
      return shell.readFile(operand) !== undefined;
    case '-s':
      return (shell.readFile(operand) ?? '') !== '';
    case '-d':
      return shell.isDirectory(operand);
    case '-t':
    case '-L':
    case '-h':
      return false;
    default:
      return undefined;
  }
}

/** One condition without `-a` and `-o`; undefined when it is none. */
function evaluate(shell: Shell, words: readonly string[]): boolean | undefined {
  const [first = '', second = '', third = ''] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (first === '!') {
    const inner = evaluate(shell, words.slice(1));
    return inner === undefined ? undefined : !inner;
  }
  if (words.length === 2) return isUnaryTrue(shell, first, second);
  return words.length === 3 && Object.hasOwn(binaries, second) ? binaries[second]?.(first, third) : undefined;
}

function splitAt(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

function test(shell: Shell, words: readonly string[]): number {
  const alternatives = splitAt(words, '-o').map((alternative) =>
    splitAt(alternative, '-a').map((condition) => evaluate(shell, condition)),
  );
  if (alternatives.flat().includes(undefined)) return complain(shell, 'sh', `${words.join(' ')}: unknown operand`, 2);
  return alternatives.some((conditions) => conditions.every((condition) => condition === true)) ? 0 : 1;
}

function bracket(shell: Shell, args: readonly string[]): number {
  const closing = args.at(-1);
  if (closing !== ']' && closing !== ']]') return complain(shell, 'sh', 'missing ]', 2);
  return test(shell, args.slice(0, -1));
}

export const testCommands: Readonly<Record<string, Command>> = {
  test: { run: test },
  '[': { run: bracket },
  '[[': { run: bracket },
};
