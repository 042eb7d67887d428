// Puts the descriptions of API types into sim/api/schema/descriptions.ts at build time: from the comments of kubernetes-types, and for
// what is newer than they are from those of @kubernetes/client-node.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
  'flowcontrol/v1',
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

/**
 * What the models of client-node say of types and fields that `known` does not have. They do not say of which group they are, so they
 * are named by version and kind alone: `/v1.FileKeySelector`.
 *
 * @param {[string, [string, Record<string, string>]][]} known
 * @returns {[string, [string, Record<string, string>]][]}
 */
function readModels(known) {
  const folder = join(projectRoot, 'node_modules', '@kubernetes', 'client-node', 'dist', 'gen', 'models');
  if (!existsSync(folder)) return [];
  /** @type {Map<string, Set<string>>} */
  const described = new Map();
  for (const [id, [text, fields]] of known) {
    const name = id.slice(id.indexOf('/'));
    const all = described.get(name) ?? new Set();
    for (const [field, words] of Object.entries(fields)) if (words !== '') all.add(field);
    if (text !== '') all.add('');
    described.set(name, all);
  }
  const files = readdirSync(folder).filter((file) => /^(?:\w+?)?V\d\w*\.d\.ts$/.test(file));
  // What is stable goes before what was beta not long ago.
  const ordered = files.sort((a, b) => Number(a.includes('beta')) - Number(b.includes('beta')) || (a < b ? -1 : 1));
  /** @type {Map<string, [string, Record<string, string>]>} */
  const found = new Map();
  for (const file of ordered) {
    const [, version = '', kind = ''] = /^(?:[A-Z][a-z]+)?(V\d+)(?:beta\d+)?([A-Z]\w*)\.d\.ts$/.exec(file) ?? [];
    const name = `/${version.toLowerCase()}.${kind}`;
    if (kind === '' || found.has(name)) continue;
    const [text, fields] = readModel(readFileSync(join(folder, file), 'utf8'));
    const has = described.get(name);
    const kept = Object.entries(fields).filter(([field, words]) => words !== '' && has?.has(field) !== true);
    const own = has?.has('') === true ? '' : text;
    if (own !== '' || kept.length > 0) found.set(name, [own, Object.fromEntries(kept)]);
  }
  return [...found];
}

/**
 * What one model says of itself and of its fields.
 *
 * @param {string} source
 * @returns {[string, Record<string, string>]}
 */
function readModel(source) {
  const comment = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*export declare class/.exec(source)?.[1] ?? '';
  const fields = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*'([\w$]+)'\??:/g;
  const entries = [...source.matchAll(fields)].map(([, text = '', field = '']) => {
    const name = field.startsWith('x_kubernetes_') ? field.replaceAll('_', '-') : field.replace(/^_/, '');
    return [name, plain(textOf(text))];
  });
  return [plain(textOf(comment)), Object.fromEntries(entries)];
}

/**
 * Quotes without the strokes that the generator puts before them.
 *
 * @param {string} text
 */
function plain(text) {
  return text.replaceAll(/\\(['"])/g, '$1');
}

/** The table as JSON in a string of JavaScript, made once. */
function tableText() {
  if (table === undefined) {
    const known = packages.flatMap(readPackage);
    table = JSON.stringify(JSON.stringify(Object.fromEntries([...known, ...readModels(known)])));
  }
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
