import { composeDocument } from '../../api/yaml/compose.ts';
import { convertDocument } from '../../api/yaml/convert.ts';
import type { Problem } from '../../api/yaml/problem.ts';
import { ProblemError } from '../../api/yaml/problem.ts';
import type { Json } from '../../api/types.ts';

/** Reads one value written as YAML or JSON, such as a patch; undefined for text that is none. */
export function readValue(text: string): Json | undefined {
  try {
    const { document, problems } = composeDocument(text);
    if (document === undefined || problems.length > 0) return undefined;
    const found: Problem[] = [];
    const value = convertDocument(document, found);
    return found.length > 0 ? undefined : value;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
