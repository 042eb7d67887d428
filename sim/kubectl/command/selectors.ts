import { selects } from '../../api/label-selector.ts';
import { parseLabelSelector } from '../../api/label-selector-parser.ts';
import type { KubeObject, Labels } from '../../api/types.ts';
import { fail } from './program.ts';

/** Whether an object of a file has the labels that `-l` asks for; an empty selector takes all. */
export function matchesSelector(object: KubeObject, selector: string): boolean {
  if (selector === '') return true;
  const parsed = parseLabelSelector(selector);
  if (parsed.error !== undefined) return fail(parsed.error);
  return selects(parsed.selector, object.metadata?.labels as Labels | undefined);
}
