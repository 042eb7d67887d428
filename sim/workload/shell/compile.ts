/**
 * Turns a parsed script into a list of instructions, so that where a program stands is a number and a few frames:
 * plain data that can be saved and taken up again.
 */
import { parseScript } from './parser.ts';
import { ShellSyntaxError } from './syntax.ts';
import type { Redirect, SimpleCommand, Statement, Word } from './syntax.ts';

export type Instruction =
  /** Runs a command. `isChecked`: its failure is looked at, so `set -e` does not end the script. */
  | { readonly op: 'run'; readonly command: SimpleCommand; readonly isChecked: boolean; readonly isBackground: boolean }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'jumpIf'; readonly isOk: boolean; to: number }
  | { readonly op: 'status'; readonly code: number }
  | { readonly op: 'not' }
  /** What is written from here on is kept, until `endCapture` puts it into a slot or `pipe` makes it the next input. */
  | { readonly op: 'capture' }
  | { readonly op: 'endCapture'; readonly slot: number }
  | { readonly op: 'pipe'; readonly isFirst: boolean }
  | { readonly op: 'endInput' }
  /** A subshell: variables and `exit` stay inside. `to` is its end. */
  | { readonly op: 'scope'; to: number }
  | { readonly op: 'endScope' }
  | { readonly op: 'redirect'; readonly redirects: readonly Redirect[] }
  | { readonly op: 'endRedirect' }
  | { readonly op: 'loop'; breakTo: number; continueTo: number }
  | { readonly op: 'endLoop' }
  | { readonly op: 'forWords'; readonly words: readonly Word[] | null }
  | { readonly op: 'forNext'; readonly name: string; to: number }
  | { readonly op: 'caseWord'; readonly word: Word }
  | { readonly op: 'caseMatch'; readonly patterns: readonly Word[]; to: number }
  | { readonly op: 'endCase' }
  | { readonly op: 'define'; readonly name: string; to: number }
  | { readonly op: 'return' };

export type Program = readonly Instruction[];

class Compiler {
  readonly code: Instruction[] = [];

  #add<T extends Instruction>(instruction: T): T {
    this.code.push(instruction);
    return instruction;
  }

  /** Emits the command substitutions of words: they run before the words are expanded. */
  #substitutions(words: readonly Word[]): void {
    for (const word of words) {
      for (const part of word) {
        if (part.type === 'variable') this.#substitutions([part.argument]);
        if (part.type === 'arithmetic') this.#substitutions([part.expression]);
        if (part.type !== 'substitution') continue;
        this.#add({ op: 'capture' });
        this.#scoped(part.body, true);
        this.#add({ op: 'endCapture', slot: part.slot });
      }
    }
  }

  #scoped(body: Statement, isChecked: boolean): void {
    const scope = this.#add({ op: 'scope', to: 0 });
    this.compile(body, isChecked);
    scope.to = this.code.length;
    this.#add({ op: 'endScope' });
  }

  compile(statement: Statement, isChecked: boolean): void {
    switch (statement.type) {
      case 'command':
        this.#command(statement, isChecked, false);
        return;
      case 'sequence':
        if (statement.items.length === 0) this.#add({ op: 'status', code: 0 });
        for (const item of statement.items) this.compile(item, isChecked);
        return;
      case 'pipeline':
        this.#pipeline(statement.commands, isChecked || statement.isNegated);
        if (statement.isNegated) this.#add({ op: 'not' });
        return;
      case 'logical': {
        this.compile(statement.left, true);
        const skip = this.#add({ op: 'jumpIf', isOk: !statement.isAnd, to: 0 });
        this.compile(statement.right, isChecked);
        skip.to = this.code.length;
        return;
      }
      case 'background':
        if (statement.body.type === 'command') this.#command(statement.body, true, true);
        else this.#scoped(statement.body, true);
        return;
      case 'if':
        this.#if(statement.condition, statement.then, statement.otherwise, isChecked);
        return;
      case 'loop':
        this.#loop(statement.isUntil, statement.condition, statement.body, isChecked);
        return;
      case 'for':
        this.#for(statement.name, statement.words, statement.body, isChecked);
        return;
      case 'case':
        this.#case(statement, isChecked);
        return;
      case 'subshell':
        this.#scoped(statement.body, isChecked);
        return;
      case 'redirected':
        this.#substitutions(statement.redirects.map((redirect) => redirect.target));
        this.#add({ op: 'redirect', redirects: statement.redirects });
        this.compile(statement.body, isChecked);
        this.#add({ op: 'endRedirect' });
        return;
      case 'function': {
        const define = this.#add({ op: 'define', name: statement.name, to: 0 });
        this.compile(statement.body, false);
        this.#add({ op: 'return' });
        define.to = this.code.length;
      }
    }
  }

  #command(command: SimpleCommand, isChecked: boolean, isBackground: boolean): void {
    this.#substitutions(command.assignments.map((assignment) => assignment.value));
    this.#substitutions(command.words);
    this.#substitutions(command.redirects.map((redirect) => redirect.target));
    this.#add({ op: 'run', command, isChecked, isBackground });
  }

  #pipeline(commands: readonly Statement[], isChecked: boolean): void {
    commands.forEach((command, index) => {
      const isLast = index === commands.length - 1;
      if (commands.length === 1) {
        this.compile(command, isChecked);
        return;
      }
      if (!isLast) this.#add({ op: 'capture' });
      this.#scoped(command, isChecked || !isLast);
      this.#add(isLast ? { op: 'endInput' } : { op: 'pipe', isFirst: index === 0 });
    });
  }

  #if(condition: Statement, then: Statement, otherwise: Statement | null, isChecked: boolean): void {
    this.compile(condition, true);
    const toElse = this.#add({ op: 'jumpIf', isOk: false, to: 0 });
    this.compile(then, isChecked);
    const toEnd = this.#add({ op: 'jump', to: 0 });
    toElse.to = this.code.length;
    if (otherwise === null) this.#add({ op: 'status', code: 0 });
    else this.compile(otherwise, isChecked);
    toEnd.to = this.code.length;
  }

  #loop(isUntil: boolean, condition: Statement, body: Statement, isChecked: boolean): void {
    const loop = this.#add({ op: 'loop', breakTo: 0, continueTo: 0 });
    const start = this.code.length;
    loop.continueTo = start;
    this.compile(condition, true);
    const leave = this.#add({ op: 'jumpIf', isOk: isUntil, to: 0 });
    this.compile(body, isChecked);
    this.#add({ op: 'jump', to: start });
    leave.to = this.code.length;
    this.#add({ op: 'status', code: 0 });
    loop.breakTo = this.code.length;
    this.#add({ op: 'endLoop' });
  }

  #for(name: string, words: readonly Word[] | null, body: Statement, isChecked: boolean): void {
    if (words !== null) this.#substitutions(words);
    this.#add({ op: 'forWords', words });
    const loop = this.#add({ op: 'loop', breakTo: 0, continueTo: this.code.length + 1 });
    const next = this.#add({ op: 'forNext', name, to: 0 });
    this.compile(body, isChecked);
    this.#add({ op: 'jump', to: loop.continueTo });
    next.to = this.code.length;
    loop.breakTo = this.code.length;
    this.#add({ op: 'endLoop' });
    this.#add({ op: 'endCase' });
  }

  #case(statement: Extract<Statement, { type: 'case' }>, isChecked: boolean): void {
    this.#substitutions([statement.word]);
    this.#add({ op: 'caseWord', word: statement.word });
    const matches = statement.clauses.map((clause) => {
      this.#substitutions(clause.patterns);
      return this.#add({ op: 'caseMatch', patterns: clause.patterns, to: 0 });
    });
    this.#add({ op: 'status', code: 0 });
    const ends = [this.#add({ op: 'jump', to: 0 })];
    statement.clauses.forEach((clause, index) => {
      const match = matches[index];
      if (match !== undefined) match.to = this.code.length;
      this.compile(clause.body, isChecked);
      ends.push(this.#add({ op: 'jump', to: 0 }));
    });
    for (const end of ends) end.to = this.code.length;
    this.#add({ op: 'endCase' });
  }
}

export type CompiledScript = { readonly program: Program } | { readonly error: string };

const compiledByText = new Map<string, CompiledScript>();
const compiledMax = 500;

/** Compiles a script, once per text; a script that no shell reads gives the shell's complaint. */
export function compileScript(text: string): CompiledScript {
  const known = compiledByText.get(text);
  if (known !== undefined) return known;
  const compiled = compileUncached(text);
  if (compiledByText.size >= compiledMax) compiledByText.clear();
  compiledByText.set(text, compiled);
  return compiled;
}

function compileUncached(text: string): CompiledScript {
  const compiler = new Compiler();
  try {
    compiler.compile(parseScript(text), false);
  } catch (error) {
    if (error instanceof ShellSyntaxError) return { error: `syntax error: ${error.message}` };
    throw error;
  }
  return { program: compiler.code };
}
