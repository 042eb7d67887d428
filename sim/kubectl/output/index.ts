/**
 * What `-o` prints besides tables.
 *
 * `parseOutput` reads the flag, `renderObjects` prints everything but tables (those are in `sim/kubectl/print`), `sortByPath` is
 * `--sort-by`. Failures are thrown as OutputError; its message is what kubectl prints behind `error: `.
 */
import { findResults, JsonPathError, parseJsonPath, printResults } from '../../api/json-path/index.ts';
import { resourceForKind, qualifiedResource } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { executeGoTemplate } from '../go-template/execute.ts';
import { GoTemplateError } from '../go-template/nodes.ts';
import { parseGoTemplate } from '../go-template/parse.ts';
import { customColumnsText } from './custom-columns.ts';
import { goSyntax } from './go-syntax.ts';
import { jsonText, listOf, withoutManagedFields, yamlText } from './documents.ts';
import { OutputError, type OutputFormat } from './output.ts';

export { OutputError, parseOutput, type OutputFormat } from './output.ts';
export { sortByPath } from './sort.ts';

export interface RenderOptions {
  /** `--show-managed-fields` */
  readonly showManagedFields?: boolean;
  /** `--no-headers`, of custom columns. */
  readonly noHeaders?: boolean;
  /** Whether the objects are printed as a list, even when there is one; a get by one name prints the object itself. */
  readonly asList: boolean;
  /** The resource of a custom kind, `crontabs.stable.example.com`; built-in kinds are known. */
  readonly resourceOf?: (object: KubeObject) => string | undefined;
}

/** `pod/web-0` or `deployment.apps/web`. Models: cli-runtime pkg/printers/name.go (v1.37). */
export function objectName(object: KubeObject, resourceOf?: RenderOptions['resourceOf']): string {
  const { apiVersion = '', kind = '', metadata } = object;
  const known = resourceOf?.(object);
  const info = resourceForKind(apiVersion, kind);
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const resource = known ?? qualifiedResource({ group: info?.group ?? group, resource: kind.toLowerCase() });
  return `${resource}/${metadata?.name ?? ''}`;
}

/** Calls, and gives a failure of the kind the words of the caller. */
function worded<T>(
  work: () => T,
  kind: typeof JsonPathError | typeof GoTemplateError,
  say: (message: string) => string,
): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    throw new OutputError(say(error.message));
  }
}

function jsonPathText(template: string, value: unknown, asJson: boolean): string {
  const parsed = worded(
    () => parseJsonPath(template),
    JsonPathError,
    (message) => `error parsing jsonpath ${template}, ${message}`,
  );
  const results = worded(
    () => findResults(parsed, value, { allowMissingKeys: true }),
    JsonPathError,
    (message) =>
      `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(value)}\n\n`,
  );
  return asJson ? results.map(jsonText).join('') : printResults(results);
}

/** Differs: an error while the template runs does not say at which place of it. */
function goTemplateText(template: string, value: unknown): string {
  const parsed = worded(
    () => parseGoTemplate(template),
    GoTemplateError,
    (message) => `error parsing template ${template}, template: output:1: ${message}`,
  );
  return worded(
    () => executeGoTemplate(parsed, value),
    GoTemplateError,
    (message) =>
      `error executing template ${JSON.stringify(template)}: template: output:1: executing "output": ${message}`,
  );
}

function columnsText(spec: string, objects: readonly KubeObject[], noHeaders: boolean): string {
  return worded(
    () => customColumnsText(spec, objects, noHeaders),
    JsonPathError,
    (message) => message,
  );
}

/**
 * Prints objects in a format that is no table; JSON and YAML end with a line end, templates end as they are written.
 * Models: kubectl pkg/cmd/get/get.go printGeneric, cli-runtime pkg/printers (v1.37).
 */
export function renderObjects(
  format: Exclude<OutputFormat, { type: 'table' }>,
  given: readonly KubeObject[],
  { showManagedFields = false, noHeaders = false, asList, resourceOf }: RenderOptions,
): string {
  const isDocument = format.type === 'json' || format.type === 'yaml';
  const objects = isDocument && !showManagedFields ? given.map(withoutManagedFields) : given;
  const [first] = objects;
  const value = asList || first === undefined ? listOf(objects) : first;
  switch (format.type) {
    case 'json':
      return jsonText(value);
    case 'yaml':
      return yamlText(value);
    case 'name':
      return objects.map((object) => `${objectName(object, resourceOf)}\n`).join('');
    case 'jsonpath':
      return jsonPathText(format.template, value, format.asJson);
    case 'go-template':
      return goTemplateText(format.template, value);
    case 'custom-columns':
      return columnsText(format.spec, objects, noHeaders);
  }
}
