// Turns a TypeScript entry into one JavaScript file for Node, only when a source has changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { esbuildFieldDescriptions } from './field-descriptions.mjs';
import { projectRoot } from './project.mjs';

/**
 * @typedef {object} BundleOptions
 * @property {string} entry TypeScript file, relative to the project root.
 * @property {string} outfile JavaScript file to write, relative to the project root.
 * @property {'esm' | 'cjs'} [format] Module format of the result; `esm` unless given.
 * @property {string[]} [external] Packages that stay imports, beside Node's own.
 * @property {'bundle' | 'external'} [packages] Whether packages go into the file; `bundle` unless given.
 * @property {boolean} [minify] Whether to shrink the result.
 */

/**
 * Bundles `entry` into `outfile` unless the file there was made from the same sources with the same options.
 * Where esbuild is not installed (a copy of the program without its tools) the file there is used as it is.
 *
 * @param {BundleOptions} options
 * @returns {Promise<string>} The absolute path of the bundle.
 * @throws When a source does not compile; the message names file and line.
 */
export async function bundleWhenStale(options) {
  const outfile = resolve(projectRoot, options.outfile);
  const record = `${outfile}.inputs.json`;
  if (isFresh(outfile, record, options)) return outfile;
  const esbuild = await import('esbuild').catch((/** @type {unknown} */ error) => {
    if (existsSync(outfile)) return undefined;
    throw error;
  });
  if (esbuild === undefined) return outfile;
  const result = await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: [options.entry],
    outfile,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: options.format ?? 'esm',
    packages: options.packages ?? 'bundle',
    external: options.external ?? [],
    minify: options.minify ?? false,
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'silent',
    loader: { '.yaml': 'text', '.md': 'text' },
    plugins: [esbuildFieldDescriptions()],
    banner: options.format === 'cjs' ? {} : { js: requireBanner },
  });
  mkdirSync(dirname(outfile), { recursive: true });
  for (const file of result.outputFiles) replaceFile(file.path, file.contents);
  const inputs = Object.keys(result.metafile.inputs).filter((path) => !path.includes(':'));
  replaceFile(record, JSON.stringify({ options: digestOf(options), inputs: inputs.map((path) => stampOf(path)) }));
  return outfile;
}

/** CommonJS packages inside an ES module bundle still call `require` for Node's own modules. */
const requireBanner =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

/**
 * @param {string} outfile
 * @param {string} record
 * @param {BundleOptions} options
 */
function isFresh(outfile, record, options) {
  if (!existsSync(outfile) || !existsSync(record)) return false;
  /** @type {{ options: string, inputs: { path: string, size: number, mtimeMs: number }[] }} */
  let last;
  try {
    last = JSON.parse(readFileSync(record, 'utf8'));
  } catch {
    return false; // A record cut short by a crash: build again.
  }
  if (last.options !== digestOf(options)) return false;
  return last.inputs.every((input) => {
    const now = stampOf(input.path);
    return now.size === input.size && now.mtimeMs === input.mtimeMs;
  });
}

/** @param {string} path Relative to the project root. */
function stampOf(path) {
  const stat = statSync(resolve(projectRoot, path), { throwIfNoEntry: false });
  return { path, size: stat?.size ?? -1, mtimeMs: stat?.mtimeMs ?? -1 };
}

/** @param {BundleOptions} options */
function digestOf(options) {
  const self = readFileSync(resolve(projectRoot, '.ci/bundle.mjs'), 'utf8');
  return createHash('sha256').update(JSON.stringify(options)).update(self).digest('hex');
}

/**
 * Writes beside the target and renames, so that another process never reads half a file.
 *
 * @param {string} path
 * @param {string | Uint8Array} contents
 */
function replaceFile(path, contents) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, contents);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * @param {unknown} error What {@link bundleWhenStale} threw.
 * @returns {string} One line for each compile error, or the error itself.
 */
export function describeBundleError(error) {
  if (!(error instanceof Error)) return String(error);
  const errors = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  // esbuild's errors have text and place; others say everything in their message.
  const isEsbuild = errors.length > 0 && errors.every((one) => typeof one?.text === 'string');
  if (!isEsbuild) return stripVTControlCharacters(error.message);
  return errors
    .map(({ location, text }) =>
      location ? `${relative('', location.file)}:${location.line}:${location.column}: ${text}` : text,
    )
    .join('\n');
}
