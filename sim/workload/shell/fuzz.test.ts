import { describe, expect, it } from 'vitest';
import type { Files, ShellState } from '../program.ts';
import { startProgram, stepProgram } from '../program.ts';

const fragments = [
  'echo a',
  'x=1',
  '$x',
  '"$x"',
  '${x:-y}',
  '${x%%*}',
  '$(',
  ')',
  '`',
  'if',
  'then',
  'fi',
  'else',
  'while',
  'until',
  'do',
  'done',
  'for i in',
  'case',
  'esac',
  'in',
  '*)',
  ';;',
  ';',
  '\n',
  '&&',
  '||',
  '|',
  '&',
  '!',
  '{',
  '}',
  '(',
  '((',
  '))',
  '$((',
  '1+',
  '>',
  '>>',
  '<',
  '<<EOF',
  'EOF',
  '/tmp/f',
  '2>&1',
  "'",
  '"',
  '\\',
  'sleep 1',
  'exit 3',
  'break',
  'continue',
  'return',
  'f()',
  'f',
  'set -e',
  'set --',
  'shift',
  'trap "echo t" EXIT',
  'wait',
  'kill 1',
  'read y',
  'eval',
  'sh -c',
  'exec',
  'cat',
  'grep a',
  'wc -l',
  'sed s/a/b/',
  'seq 3',
  'test',
  '[',
  ']',
  'printf %s',
  'date',
  'wget http://a',
  'nslookup a',
  'nc a 1',
  'tail -f',
  'true',
  'false',
  '#c',
  '~',
  '$?',
  '$@',
  '{1..3}',
  'env',
  'cd ..',
  'unset x',
  'export x=2',
  'yes',
  'tr a b',
];

function draws(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * bound);
  };
}

describe('any text as a script', () => {
  it('runs or is refused, within its bounds, and goes on the same after saving', () => {
    const draw = draws(11);
    for (let round = 0; round < 3000; round++) {
      const words = Array.from({ length: 1 + draw(14) }, () => fragments[draw(fragments.length)] ?? '');
      const script = words.join(draw(4) === 0 ? '' : ' ');
      let state: ShellState = startProgram({ argv: ['sh', '-c', script], env: {} });
      let shared: Files = {};
      for (let steps = 0; steps < 4; steps++) {
        const input = {
          clockMicros: steps * 1_000_000,
          hostname: 'h',
          podIP: '',
          isMinimalImage: true,
          mounts: {},
          shared,
        };
        const copy = JSON.parse(JSON.stringify(state)) as ShellState;
        const outcome = stepProgram(state, input);
        expect(JSON.stringify(stepProgram(copy, input)), script).toBe(JSON.stringify(outcome));
        expect(outcome.output.length).toBeLessThan(70_000);
        ({ state, shared } = outcome);
        if (outcome.effect.kind === 'exit') break;
      }
    }
  }, 60_000);
});
