import { isRecord } from './storage.ts';

/** A file of assets/examples, with what the list says of it. */
export interface Example {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly text: string;
}

/**
 * Joins the list of examples with their texts; an entry without a text is a mistake of the package and throws.
 *
 * @param index parsed `index.json`: a list, or an object with `examples`, of {file, title, description}
 * @param texts file name to text
 */
export function readExamples(index: unknown, texts: Readonly<Record<string, string>>): Example[] {
  const entries: unknown = isRecord(index) ? index['examples'] : index;
  if (!Array.isArray(entries)) throw new Error('assets/examples/index.json: expected a list of examples');
  return entries.map((entry: unknown): Example => {
    if (!isRecord(entry)) throw new Error('assets/examples/index.json: expected an object for each example');
    const { file, title, description } = entry;
    const text = typeof file === 'string' ? texts[file] : undefined;
    if (typeof file !== 'string' || typeof title !== 'string' || text === undefined) {
      throw new Error(`assets/examples/index.json: expected file and title, got ${JSON.stringify(entry)}`);
    }
    return { file, title, description: typeof description === 'string' ? description : '', text };
  });
}
