/** Runs instructions until the program waits for the world or ends. */
import { compileScript } from './compile.ts';
import type { Instruction } from './compile.ts';
import type { CommandResult } from './commands/command.ts';
import { commandNamed } from './commands/table.ts';
import { NeedsInput } from './context.ts';
import { runControl } from './control.ts';
import { nextLine } from './interactive.ts';
import { matchesPattern } from './patterns.ts';
import { instructionsMax } from './state.ts';
import type { Effect, Pending, StepOutcome } from './state.ts';
import { interactiveScript } from './syntax.ts';
import type { SimpleCommand } from './syntax.ts';
import { CommandFailure, ShellWords } from './words.ts';

const busyMicros = 1_000_000;
const notFoundStatus = 127;
const interruptStatus = 130;

export class ShellMachine extends ShellWords {
  /** Runs on until the program waits or ends. */
  run(): StepOutcome {
    this.#resume();
    for (let count = 0; this.effect === null; count++) {
      if (count >= instructionsMax) this.effect = { kind: 'sleep', delayMicros: busyMicros };
      else this.#step();
    }
    const output =
      this.pieces.length === 1 ? (this.pieces[0]?.text ?? '') : this.pieces.map(({ text }) => text).join('');
    return { state: this.state, output, pieces: this.pieces, effect: this.effect, shared: this.shared };
  }

  /** Ctrl+C: ends what is at work; a shell at a prompt gives a new one, everything else ends. */
  interrupt(): StepOutcome {
    const { pending } = this.state;
    this.state.pending = null;
    const command = pending === null ? undefined : commandNamed(pending.command);
    const status = pending === null ? undefined : command?.interrupted?.(this, pending.argv.slice(1), pending.memo);
    const isPrompt = this.state.script === interactiveScript;
    if (isPrompt) this.state.frames = this.state.frames.slice(0, pending?.frames ?? this.state.frames.length);
    else if (this.unwindTo((frame) => frame.kind === 'script' && frame.script === interactiveScript) >= 0) this.pop();
    else {
      this.end(status ?? interruptStatus);
      return this.run();
    }
    Object.assign(this.state, { script: interactiveScript, pc: 0, status: interruptStatus });
    return this.run();
  }

  #resume(): void {
    const { pending } = this.state;
    if (this.state.exitCode !== null) this.effect = { kind: 'exit', code: this.state.exitCode };
    if (pending === null || this.effect !== null) return;
    this.state.pending = null;
    if (pending.command === interactiveScript) {
      nextLine(this, pending, pending.memo);
      return;
    }
    const command = commandNamed(pending.command);
    const result = command?.resume?.(this, pending.argv.slice(1), pending.memo, this.input.result) ?? 0;
    this.settle(result, pending);
  }

  /** Takes up what a command came to: a status, or a wait. */
  settle(result: CommandResult, pending: Pending): void {
    if (typeof result !== 'number') {
      this.state.pending = { ...pending, memo: result.memo };
      this.effect = result.effect;
      return;
    }
    this.state.frames = this.state.frames.slice(0, pending.frames);
    this.finish(result, pending.isChecked);
    if (pending.isExec && this.effect === null) this.exit(result);
  }

  /** Sets the status of a command, and ends the script under `set -e`. */
  finish(status: number, isChecked: boolean): void {
    this.state.status = status & 255;
    if (status !== 0 && !isChecked && this.state.options.errexit) this.exit(status & 255);
  }

  #step(): void {
    const [signal, ...signals] = this.state.signals;
    if (signal !== undefined) {
      this.state.signals = signals;
      this.runText(this.state.traps[signal] ?? '', 'trap');
      return;
    }
    const compiled = compileScript(this.state.script);
    if ('error' in compiled) {
      this.write(`sh: ${compiled.error}\n`, 2);
      this.#endOfScript(2);
      return;
    }
    const instruction = compiled.program[this.state.pc++];
    if (instruction === undefined) this.#endOfScript(this.state.status);
    else this.#executeSafely(instruction);
  }

  #endOfScript(status: number): void {
    const index = this.unwindTo((frame) => frame.kind === 'script');
    const frame = index < 0 ? undefined : this.pop();
    if (frame?.kind !== 'script') {
      this.exit(status);
      return;
    }
    Object.assign(this.state, { script: frame.script, pc: frame.pc, ...frame.outer });
    this.state.status = frame.trapStatus ?? status;
  }

  #executeSafely(instruction: Instruction): void {
    const depth = this.state.frames.length;
    const before = this.state.stdin === undefined ? null : { state: { ...this.state }, pieces: [...this.pieces] };
    try {
      this.#execute(instruction);
    } catch (error) {
      if (error instanceof NeedsInput && before !== null) {
        // As if it had not begun: with more input it does.
        Object.assign(this.state, before.state);
        this.state.pc--;
        this.pieces = before.pieces;
        this.effect = { kind: 'input' };
        return;
      }
      if (!(error instanceof CommandFailure)) throw error;
      this.state.frames = this.state.frames.slice(0, depth);
      this.finish(1, instruction.op === 'run' && instruction.isChecked);
    }
  }

  #execute(instruction: Instruction): void {
    switch (instruction.op) {
      case 'run':
        this.#runCommand(instruction.command, instruction.isChecked, instruction.isBackground);
        return;
      case 'jump':
        this.state.pc = instruction.to;
        return;
      case 'jumpIf':
        if ((this.state.status === 0) === instruction.isOk) this.state.pc = instruction.to;
        return;
      case 'status':
        this.state.status = instruction.code;
        return;
      case 'not':
        this.state.status = this.state.status === 0 ? 1 : 0;
        return;
      case 'capture':
        this.push({ kind: 'capture', text: '' });
        return;
      case 'endCapture':
      case 'pipe':
        this.#endCapture(instruction);
        return;
      case 'redirect':
        this.push(this.redirectFrame(instruction.redirects));
        return;
      case 'endInput':
      case 'endRedirect':
      case 'endLoop':
      case 'endCase':
        this.pop();
        return;
      case 'scope':
        this.push({ kind: 'scope', script: this.state.script, endPc: instruction.to, outer: this.surroundings() });
        return;
      case 'endScope': {
        const frame = this.pop();
        if (frame?.kind === 'scope') Object.assign(this.state, frame.outer);
        return;
      }
      default:
        this.#executeLoop(instruction);
    }
  }

  #endCapture(instruction: Extract<Instruction, { op: 'endCapture' | 'pipe' }>): void {
    const frame = this.pop();
    const text = frame?.kind === 'capture' ? frame.text : '';
    if (instruction.op === 'endCapture') {
      this.state.slots = { ...this.state.slots, [instruction.slot]: text.replace(/\n+$/, '') };
      return;
    }
    if (!instruction.isFirst) this.pop();
    this.push({ kind: 'input', text });
  }

  #executeLoop(
    instruction: Extract<
      Instruction,
      { op: 'loop' | 'forWords' | 'forNext' | 'caseWord' | 'caseMatch' | 'define' | 'return' }
    >,
  ): void {
    switch (instruction.op) {
      case 'loop':
        this.push({
          kind: 'loop',
          script: this.state.script,
          breakTo: instruction.breakTo,
          continueTo: instruction.continueTo,
        });
        return;
      case 'forWords':
        this.push({
          kind: 'list',
          words: instruction.words === null ? this.state.args : this.fields(instruction.words),
          next: 0,
        });
        return;
      case 'forNext': {
        const index = this.state.frames.length - 2;
        const frame = this.state.frames[index];
        const word = frame?.kind === 'list' ? frame.words[frame.next] : undefined;
        if (frame?.kind !== 'list' || word === undefined) this.state.pc = instruction.to;
        else {
          this.replaceFrame(index, { ...frame, next: frame.next + 1 });
          this.setVariable(instruction.name, word);
        }
        return;
      }
      case 'caseWord':
        this.push({ kind: 'word', text: this.text(instruction.word) });
        return;
      case 'caseMatch': {
        const frame = this.state.frames.at(-1);
        const subject = frame?.kind === 'word' ? frame.text : '';
        if (instruction.patterns.some((pattern) => matchesPattern(this.text(pattern), subject)))
          this.state.pc = instruction.to;
        return;
      }
      case 'define':
        this.state.functions = {
          ...this.state.functions,
          [instruction.name]: { script: this.state.script, start: this.state.pc },
        };
        this.state.pc = instruction.to;
        return;
      case 'return':
        this.returnFromCall(this.state.status);
    }
  }

  /** Goes back to where a function was called; outside of one the script ends. */
  returnFromCall(status: number): void {
    this.state.status = status;
    if (this.unwindTo((frame) => frame.kind === 'call') < 0) {
      this.#endOfScript(status);
      return;
    }
    const frame = this.pop();
    if (frame?.kind !== 'call') return;
    Object.assign(this.state, { script: frame.script, pc: frame.pc, args: frame.args });
  }

  #runCommand(command: SimpleCommand, isChecked: boolean, isBackground: boolean): void {
    const frames = this.state.frames.length;
    const argv = this.fields(command.words);
    const assignments = command.assignments.map(({ name, value }): [string, string] => [name, this.text(value)]);
    if (command.redirects.length > 0) this.push(this.redirectFrame(command.redirects));
    if (this.state.options.xtrace && argv.length > 0) this.write(`+ ${argv.join(' ')}\n`, 2);
    if (argv.length === 0) {
      for (const [name, value] of assignments) this.setVariable(name, value);
      this.state.frames = this.state.frames.slice(0, frames);
      this.finish(
        command.words.length + command.assignments.length > 0 && this.#hasSubstitution(command) ? this.state.status : 0,
        isChecked,
      );
      return;
    }
    const before = this.state.variables;
    for (const [name, value] of assignments) {
      this.setVariable(name, value);
      this.exportVariable(name);
    }
    const pending: Pending = { command: argv[0] ?? '', argv, memo: '', isExec: false, isChecked, frames };
    this.invoke(pending, isBackground);
    if (assignments.length > 0 && this.state.variables !== before) this.#restore(before, assignments);
  }

  #hasSubstitution(command: SimpleCommand): boolean {
    return command.assignments.some(({ value }) => value.some((part) => part.type === 'substitution'));
  }

  #restore(before: Readonly<Record<string, string>>, assignments: readonly [string, string][]): void {
    for (const [name] of assignments) {
      const old = before[name];
      if (old === undefined) this.unsetVariable(name);
      else this.setVariable(name, old);
    }
  }

  /** Runs a command by its words: a function, a part of the shell, a program of ours, or one of the image. */
  invoke(pending: Pending, isBackground: boolean): void {
    const { command, argv } = pending;
    const definition = Object.hasOwn(this.state.functions, command) ? this.state.functions[command] : undefined;
    if (definition !== undefined) {
      this.state.frames = this.state.frames.slice(0, pending.frames);
      this.push({ kind: 'call', script: this.state.script, pc: this.state.pc, args: this.state.args });
      Object.assign(this.state, { script: definition.script, pc: definition.start, args: argv.slice(1) });
      return;
    }
    if (command === interactiveScript) {
      nextLine(this, pending, '');
      return;
    }
    if (!this.#isLacking(command) && runControl(this, pending)) return;
    const known = this.#isLacking(command) ? undefined : commandNamed(command);
    const result = known === undefined ? this.#runForeign(command) : known.run(this, argv.slice(1));
    if (isBackground && typeof result !== 'number') this.#startJob(result.effect, pending);
    else this.settle(result, pending);
  }

  /** A program that is not ours: the image's server, or not found in an image without programs. */
  #runForeign(command: string): CommandResult {
    if (!this.input.isMinimalImage) return { effect: { kind: 'serve' }, memo: '' };
    this.write(`sh: ${this.input.surroundings?.toolbox === 'debian' ? '1: ' : ''}${command}: not found\n`, 2);
    return notFoundStatus;
  }

  /** Whether the image does not bring a program that we know. */
  #isLacking(command: string): boolean {
    const lacks = this.input.surroundings?.lacks;
    return lacks !== undefined && lacks.includes(command.slice(command.lastIndexOf('/') + 1));
  }

  /** Differs: what waits in the background is only waited for; a server or request there is taken as done. */
  #startJob(effect: Effect, pending: Pending): void {
    const delay =
      effect.kind === 'sleep' ? effect.delayMicros : effect.kind === 'serve' ? Number.MAX_SAFE_INTEGER / 2 : 0;
    const job = {
      pid: this.state.nextPid++,
      endsAt: Math.min(this.input.clockMicros + delay, Number.MAX_SAFE_INTEGER),
    };
    this.state.jobs = [...this.state.jobs.slice(-100), job];
    this.state.frames = this.state.frames.slice(0, pending.frames);
    this.state.status = 0;
  }
}
