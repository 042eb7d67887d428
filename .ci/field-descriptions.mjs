// Puts the descriptions of API types into sim/api/schema/descriptions.ts at build time: from the comments of kubernetes-types.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';

/** Packages of types that the simulator serves, as they are named in sim/api/schema. */
const packages = [
  'admissionregistration/v1',
  'apiextensions/v1',
  'apps/v1',
  'authentication/v1',
  'authorization/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'coordination/v1',
  'core/v1',
  'discovery/v1',
  'events/v1',
  'meta/v1',
  'networking/v1',
  'node/v1',
  'policy/v1',
  'rbac/v1',
  'scheduling/v1',
  'storage/v1',
];

/** The line that the table replaces. */
const placeholder = "const source = '{}';";

/** @type {string | undefined} */
let table;

/**
 * The text of a comment without its stars.
 *
 * @param {string} comment
 */
function textOf(comment) {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
}

/**
 * Types and fields of one package with what their comments say.
 *
 * @param {string} name such as `core/v1`
 * @returns {[string, [string, Record<string, string>]][]}
 */
function readPackage(name) {
  const path = join(projectRoot, 'node_modules', 'kubernetes-types', `${name}.d.ts`);
  if (!existsSync(path)) return [];
  const source = readFileSync(path, 'utf8');
  const types = /(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*)?export interface (\w+) \{\n([\s\S]*?)\n\}/g;
  const fields = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*(?:readonly )?"?([\w$-]+)"?\??:/g;
  return [...source.matchAll(types)].map(([, comment = '', type = '', body = '']) => {
    const entries = [...body.matchAll(fields)].map(([, text = '', field = '']) => [field, textOf(text)]);
    return [`${name}.${type}`, [textOf(comment), Object.fromEntries(entries)]];
  });
}

/** The table as JSON in a string of JavaScript, made once. */
function tableText() {
  table ??= JSON.stringify(JSON.stringify(Object.fromEntries(packages.flatMap(readPackage))));
  return table;
}

/**
 * The module with its table.
 *
 * @param {string} source
 */
function filled(source) {
  if (!source.includes(placeholder)) throw new Error(`descriptions.ts: expected the line ${placeholder}`);
  return source.replace(placeholder, () => `const source = ${tableText()};`);
}

const modulePath = /[\\/]sim[\\/]api[\\/]schema[\\/]descriptions\.ts$/;

/**
 * For Vite and Vitest.
 *
 * @returns {import('vite').Plugin}
 */
export function viteFieldDescriptions() {
  return {
    name: 'field-descriptions',
    enforce: 'pre',
    transform: (code, id) => (modulePath.test(id.split('?')[0] ?? '') ? { code: filled(code), map: null } : null),
  };
}

/**
 * For esbuild.
 *
 * @returns {import('esbuild').Plugin}
 */
export function esbuildFieldDescriptions() {
  return {
    name: 'field-descriptions',
    setup(build) {
      build.onLoad({ filter: modulePath }, ({ path }) => ({
        contents: filled(readFileSync(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
}
