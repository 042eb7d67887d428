/** What a parsed JSONPath template consists of. */

/** A bound of a slice; `undefined` when it was left out. */
export type Bound = number | undefined;

/** One step of an expression, applied to every value that the step before it found. */
export type PathNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'literal'; readonly value: number | boolean }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'slice'; readonly start: Bound; readonly end: Bound; readonly step: Bound }
  | { readonly type: 'union'; readonly members: readonly (readonly PathNode[])[] }
  | {
      readonly type: 'filter';
      readonly left: readonly PathNode[];
      /** `exists`, or a comparison; an unknown one is an error when it is used. */
      readonly operator: string;
      readonly right: readonly PathNode[];
    }
  | { readonly type: 'identifier'; readonly name: string };

/** One part of a template: text to print as it is, an expression in braces, or a loop up to its `{end}`. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'expression'; readonly path: readonly PathNode[] }
  | { readonly type: 'range'; readonly path: readonly PathNode[]; readonly body: readonly TemplatePart[] };

/** A template that cannot be parsed, or that does not fit the object. The message is kubectl's. */
export class JsonPathError extends Error {}
