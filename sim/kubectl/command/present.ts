/** Objects as `-o` asks for them. */
import type { KubeObject } from '../../api/types.ts';
import { JsonPathError } from '../../api/json-path/index.ts';
import { OutputError, parseOutput, renderObjects, sortByPath, type OutputFormat } from '../output/index.ts';
import type { Flags } from './flags.ts';
import { fileText, type Kubectl } from './kubectl.ts';
import { fail } from './program.ts';

/** Turns what the writers of output throw into kubectl's failures. */
function orFail<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OutputError || error instanceof JsonPathError) return fail(error.message);
    throw error;
  }
}

/** The format that `-o` asks for; fails with the list of what is allowed. */
export function formatOf(kubectl: Kubectl, flags: Flags): OutputFormat {
  const template = flags.has('template') ? { template: flags.text('template') } : {};
  return orFail(() =>
    parseOutput(flags.has('output') ? flags.text('output') : '', {
      ...template,
      readFile: (path) => fileText(kubectl, path),
    }),
  );
}

/** Objects in a format that is no table, as a list or the one object itself. */
export function writeObjects(
  kubectl: Kubectl,
  flags: Flags,
  format: Exclude<OutputFormat, { type: 'table' }>,
  objects: readonly KubeObject[],
  asList: boolean,
): string {
  const resourceOf = ({ apiVersion, kind }: KubeObject): string | undefined => {
    const info = kubectl.resources.find((one) => one.apiVersion === apiVersion && one.kind === kind);
    if (info === undefined) return undefined;
    const name = info.kind.toLowerCase();
    return info.group === '' ? name : `${name}.${info.group}`;
  };
  const options = {
    showManagedFields: flags.bool('show-managed-fields'),
    noHeaders: flags.bool('no-headers'),
    asList,
    resourceOf,
  };
  return orFail(() => renderObjects(format, objects, options));
}

/** Objects in the order of `--sort-by`; an empty path leaves them as they are. */
export function sortObjects(objects: readonly KubeObject[], path: string): readonly KubeObject[] {
  return path === '' ? objects : orFail(() => sortByPath(objects, (object) => object, path));
}
