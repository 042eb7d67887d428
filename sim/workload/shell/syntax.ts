/** What a script is made of, after parsing. */

export type WordPart =
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly type: 'variable';
      readonly name: string;
      /** `''`, `:-`, `-`, `:=`, `:+`, `+`, `:?`, `?`, `#` (length), `%`, `%%`, `#…` as `^`, `##` as `^^`. */
      readonly operator: string;
      readonly argument: Word;
      readonly quoted: boolean;
    }
  /** `$(…)`: its output is in the slot by the time the word is expanded. */
  | { readonly type: 'substitution'; readonly slot: number; readonly body: Statement; readonly quoted: boolean }
  | { readonly type: 'arithmetic'; readonly expression: Word; readonly quoted: boolean };

/** Parts without a blank between them. */
export type Word = readonly WordPart[];

export interface Redirect {
  readonly fd: number;
  /** `<<` carries the text of the here-document. */
  readonly operator: '>' | '>>' | '<' | '>&' | '<<';
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export interface SimpleCommand {
  readonly type: 'command';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export interface CaseClause {
  readonly patterns: readonly Word[];
  readonly body: Statement;
}

export type Statement =
  | SimpleCommand
  | { readonly type: 'sequence'; readonly items: readonly Statement[] }
  | { readonly type: 'pipeline'; readonly commands: readonly Statement[]; readonly isNegated: boolean }
  | { readonly type: 'logical'; readonly isAnd: boolean; readonly left: Statement; readonly right: Statement }
  | { readonly type: 'background'; readonly body: Statement }
  | {
      readonly type: 'if';
      readonly condition: Statement;
      readonly then: Statement;
      readonly otherwise: Statement | null;
    }
  | { readonly type: 'loop'; readonly isUntil: boolean; readonly condition: Statement; readonly body: Statement }
  | { readonly type: 'for'; readonly name: string; readonly words: readonly Word[] | null; readonly body: Statement }
  | { readonly type: 'case'; readonly word: Word; readonly clauses: readonly CaseClause[] }
  | { readonly type: 'subshell'; readonly body: Statement }
  | { readonly type: 'redirected'; readonly body: Statement; readonly redirects: readonly Redirect[] }
  | { readonly type: 'function'; readonly name: string; readonly body: Statement };

/** What a shell says of a script that it cannot read. */
export class ShellSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ShellSyntaxError';
  }
}

export const scriptCharactersMax = 65_536;
export const scriptNestingMax = 60;

/** The script of a shell that reads its commands from its input: it reads a line, runs it, and begins again. */
export const interactiveScript = 'kubarium-next-line';
