/** Executes Go templates on JSON values. */
import { goFunctions, goValue, isTrue } from './functions.ts';
import { GoTemplateError, type Branch, type Command, type Operand, type Pipeline, type TemplateNode } from './nodes.ts';

/** Variables in force: the innermost scope first, each known by its name. */
interface Scope {
  readonly values: Map<string, unknown>;
  readonly outer: Scope | undefined;
}

/** How a list of nodes ended. */
type Flow = 'next' | 'break' | 'continue';

/** The longest output, so that no template runs away with memory. */
const maxOutput = 8_000_000;

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value === undefined || value === null) return undefined;
    throw new GoTemplateError(
      `can't evaluate field ${name} in type ${Array.isArray(value) ? '[]interface {}' : typeof value}`,
    );
  }
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function scopeOf(scope: Scope | undefined, name: string): Scope {
  for (let one = scope; one !== undefined; one = one.outer) if (one.values.has(name)) return one;
  throw new GoTemplateError(`undefined variable "${name}"`);
}

class Execution {
  #output = '';
  #length = 0;

  get output(): string {
    return this.#output;
  }

  run(nodes: readonly TemplateNode[], dot: unknown, scope: Scope): Flow {
    for (const node of nodes) {
      const flow = this.#node(node, dot, scope);
      if (flow !== 'next') return flow;
    }
    return 'next';
  }

  #write(text: string): void {
    this.#length += text.length;
    if (this.#length > maxOutput) throw new GoTemplateError(`output is longer than ${maxOutput} characters`);
    this.#output += text;
  }

  #node(node: TemplateNode, dot: unknown, scope: Scope): Flow {
    switch (node.type) {
      case 'text':
        this.#write(node.text);
        return 'next';
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot, scope);
        if (node.pipeline.variables.length === 0) this.#write(goValue(value));
        return 'next';
      }
      case 'break':
      case 'continue':
        return node.type;
      case 'range':
        return this.#range(node, dot, scope);
      case 'if':
      case 'with': {
        const inner: Scope = { values: new Map(), outer: scope };
        const value = this.#pipeline(node.pipeline, dot, inner);
        if (!isTrue(value)) return this.run(node.otherwise, dot, inner);
        return this.run(node.body, node.type === 'with' ? value : dot, inner);
      }
    }
  }

  #range({ pipeline, body, otherwise }: Branch, dot: unknown, scope: Scope): Flow {
    const value = this.#commands(pipeline.commands, dot, scope);
    const entries = entriesOf(value);
    if (entries.length === 0) return this.run(otherwise, dot, { values: new Map(), outer: scope });
    const [first, second] = pipeline.variables;
    for (const [key, item] of entries) {
      const values = new Map<string, unknown>();
      if (first !== undefined) values.set(first, second === undefined ? item : key);
      if (second !== undefined) values.set(second, item);
      if (this.run(body, item, { values, outer: scope }) === 'break') break;
    }
    return 'next';
  }

  #pipeline(pipeline: Pipeline, dot: unknown, scope: Scope): unknown {
    const value = this.#commands(pipeline.commands, dot, scope);
    for (const name of pipeline.variables) {
      const target = pipeline.isAssignment ? scopeOf(scope, name) : scope;
      target.values.set(name, value);
    }
    return value;
  }

  #commands(commands: readonly Command[], dot: unknown, scope: Scope): unknown {
    let value: unknown;
    commands.forEach((command, index) => {
      value = this.#command(command, dot, scope, index === 0 ? [] : [value]);
    });
    return value;
  }

  #command(command: Command, dot: unknown, scope: Scope, last: readonly unknown[]): unknown {
    const [first, ...rest] = command;
    if (first === undefined) throw new GoTemplateError('missing value for command');
    if (first.type !== 'function') {
      if (rest.length > 0 || last.length > 0) throw new GoTemplateError("can't give argument to non-function");
      return this.#operand(first, dot, scope);
    }
    if (first.name === 'and' || first.name === 'or') return this.#decide(first.name, rest, dot, scope, last);
    const call = goFunctions.get(first.name);
    if (call === undefined) throw new GoTemplateError(`function "${first.name}" not defined`);
    return call(...rest.map((operand) => this.#operand(operand, dot, scope)), ...last);
  }

  /** The first operand that decides, or the last. */
  #decide(
    name: 'and' | 'or',
    operands: readonly Operand[],
    dot: unknown,
    scope: Scope,
    last: readonly unknown[],
  ): unknown {
    let value: unknown;
    for (const operand of operands) {
      value = this.#operand(operand, dot, scope);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return last.length > 0 ? last[0] : value;
  }

  #operand(operand: Operand, dot: unknown, scope: Scope): unknown {
    switch (operand.type) {
      case 'literal':
        return operand.value;
      case 'fields': {
        const from = operand.of === undefined ? dot : this.#operand(operand.of, dot, scope);
        return operand.names.reduce(fieldOf, from);
      }
      case 'variable':
        return scopeOf(scope, operand.name).values.get(operand.name);
      case 'pipeline':
        return this.#pipeline(operand.pipeline, dot, scope);
      case 'function':
        return this.#command([operand], dot, scope, []);
    }
  }
}

/** What a range goes through: items by index, fields by sorted key, a number of times. */
function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item] as const);
  if (typeof value === 'number') return Array.from({ length: Math.min(value, 10_000) }, (_, index) => [index, index]);
  if (typeof value !== 'object') throw new GoTemplateError(`range can't iterate over ${goValue(value)}`);
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.keys(fields)
    .sort()
    .map((key) => [key, fields[key]] as const);
}

/**
 * Executes a parsed template. Throws GoTemplateError.
 * Models: Go's text/template with missing keys printed as `<no value>`, and kubectl's additions (v1.37).
 */
export function executeGoTemplate(nodes: readonly TemplateNode[], value: unknown): string {
  const execution = new Execution();
  execution.run(nodes, value, { values: new Map([['$', value]]), outer: undefined });
  return execution.output;
}
