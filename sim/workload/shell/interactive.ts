/** A shell that reads its commands from its input: prompts, and lines until they make a command. */
import { compileScript } from './compile.ts';
import type { ShellMachine } from './machine.ts';
import type { Pending } from './state.ts';

/** Complaints that more text may settle. */
const isUnfinished = /unexpected end of file|unterminated|missing '/;

/** An interactive shell reads its next line, and runs it when it is whole. @param memo `>` and the lines so far, once it has prompted */
export function nextLine(machine: ShellMachine, pending: Pending, memo: string): void {
  const line = machine.takeLiveLine();
  if (line === undefined) {
    if (memo === '') prompt(machine, 'PS1');
    machine.state.pending = { ...pending, memo: memo === '' ? '>' : memo };
    machine.effect = { kind: 'input' };
    return;
  }
  machine.state.frames = machine.state.frames.slice(0, pending.frames);
  if (line === null) {
    machine.exit(machine.state.status);
    return;
  }
  const text = memo.length > 1 ? `${memo.slice(1)}\n${line}` : line;
  const compiled = compileScript(text);
  if ('error' in compiled && isUnfinished.test(compiled.error)) {
    prompt(machine, 'PS2');
    machine.state.pending = { ...pending, memo: `>${text}` };
    machine.effect = { kind: 'input' };
    return;
  }
  machine.state.pc--;
  machine.runText(text, 'eval');
}

function prompt(machine: ShellMachine, name: 'PS1' | 'PS2'): void {
  if (machine.state.stdin?.isTerminal !== true) return;
  const own = machine.variable(name);
  const { directory } = machine.state;
  const home = machine.variable('HOME');
  const shown = directory === home ? '~' : directory;
  const toolbox = machine.input.surroundings?.toolbox ?? 'busybox';
  const usual = toolbox === 'debian' ? '# ' : `${shown} # `;
  machine.write(own ?? (name === 'PS2' ? '> ' : usual), toolbox === 'debian' ? 2 : 1);
}
