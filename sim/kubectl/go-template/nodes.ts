/** What a parsed Go template consists of. */

/** A value that an action computes from. */
export type Operand =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  /** `.a.b`, or with `of` a chain behind a variable or parentheses. */
  | { readonly type: 'fields'; readonly of: Operand | undefined; readonly names: readonly string[] }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'pipeline'; readonly pipeline: Pipeline }
  | { readonly type: 'function'; readonly name: string };

/** Operands side by side: a value, or a function and its arguments. */
export type Command = readonly Operand[];

/** Commands joined by `|`, each given the value before it as its last argument. */
export interface Pipeline {
  readonly commands: readonly Command[];
  /** Variables that the value is given to: one, or index and element in a range. */
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
}

export type TemplateNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | Branch
  | { readonly type: 'break' }
  | { readonly type: 'continue' };

/** `if`, `range` and `with`, each with a list for the other case. */
export interface Branch {
  readonly type: 'if' | 'range' | 'with';
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** A template that cannot be parsed or executed. */
export class GoTemplateError extends Error {}
