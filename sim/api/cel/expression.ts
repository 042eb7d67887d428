/** Expressions in the Common Expression Language, as validation rules and admission policies carry them. */
import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { registerKubernetesFunctions } from './kubernetes-functions.ts';

/** An expression that can be evaluated, or why it is none. */
export type CompiledExpression =
  { readonly evaluate: (variables: CelVariables) => CelResult } | { readonly error: string };

/** What an evaluation came to. Numbers of type int are bigint. */
export type CelResult = { readonly value: unknown } | { readonly error: string };

export type CelVariables = Readonly<Record<string, unknown>>;

/** Bounds of one expression. Models: the cost limits of apiserver pkg/apis/cel; counted in parts of the expression here. */
const limits = { maxAstNodes: 5000, maxDepth: 100, maxListElements: 500, maxMapEntries: 500, maxCallArguments: 32 };

const environments = new Map<string, Environment>();
const compiled = new Map<string, CompiledExpression>();
const memoMax = 2000;

function environmentOf(variables: readonly string[]): Environment {
  const key = variables.join(' ');
  const known = environments.get(key);
  if (known !== undefined) return known;
  const environment = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true, limits });
  registerKubernetesFunctions(environment);
  for (const name of variables) environment.registerVariable(name, 'dyn');
  environments.set(key, environment);
  return environment;
}

/**
 * Reads an expression and checks its functions, operators and variables.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/cel/environment (v1.37). Differs: variables have no static types, so what breaks a type is found when
 * the expression meets such a value; functions that are not known here, and times in another zone than UTC, are refused.
 * @param variables names that the expression may use
 */
export function compileExpression(expression: string, variables: readonly string[]): CompiledExpression {
  const key = `${variables.join(' ')}\n${expression}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= memoMax) compiled.clear();
  const result = compile(expression, environmentOf(variables));
  compiled.set(key, result);
  return result;
}

function compile(expression: string, environment: Environment): CompiledExpression {
  const checked = environment.check(expression);
  if (!checked.valid) return { error: checked.error?.summary ?? 'not an expression' };
  const program = environment.parse(expression);
  if (namesZone(program.ast)) return { error: 'times in a time zone are not supported, only UTC' };
  return {
    evaluate: (variables) => {
      try {
        return { value: program(variables) as unknown };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return { error: (error as { readonly summary?: string }).summary ?? error.message };
      }
    },
  };
}

const zonedFunction = /^get(Date|DayOfMonth|DayOfWeek|FullYear|Hours|Milliseconds|Minutes|Month|Seconds)$/;

/** Whether a part of an expression asks for a time in a zone, or for the day of the year, which the host's zone decides. */
function namesZone(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(namesZone);
  if (typeof part !== 'object' || part === null || !('op' in part)) return false;
  const { op, args } = part as ASTNode;
  if (op === 'rcall') {
    const [name, , given] = args;
    if (name === 'getDayOfYear' || (zonedFunction.test(name) && given.length > 0)) return true;
  }
  return Array.isArray(args) && args.some(namesZone);
}
