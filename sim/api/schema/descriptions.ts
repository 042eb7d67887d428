/**
 * What each type and each field means, in Kubernetes' own words.
 *
 * The build puts the table here: it reads the comments of packages of generated types (`.ci/field-descriptions.mjs`). Where no build has
 * been, such as in a checker of types, it is empty and only what `own-descriptions.ts` says is there.
 */

import { ownDescriptions } from './own-descriptions.ts';

/** By definition (`core/v1.Container`, or `/v1.Container` for whatever group): what the type means, and what its fields mean. */
export type DescriptionTable = Readonly<
  Record<string, readonly [type: string, fields: Readonly<Record<string, string>>]>
>;

const source = '{}';

/** Read when first asked for; a memo of a constant. */
let table: DescriptionTable | undefined;

function descriptions(): DescriptionTable {
  table ??= JSON.parse(source) as DescriptionTable;
  return table;
}

/** What a type means; empty when nobody says. @param id of the definition, `core/v1.Container`. */
export function typeDescription(id: string): string {
  for (const [text] of entriesOf(id)) if (text !== '') return text;
  return '';
}

/** What a field of a type means; empty when nobody says. */
export function fieldDescription(id: string, field: string): string {
  for (const [, fields] of entriesOf(id)) {
    if (Object.hasOwn(fields, field) && fields[field] !== '') return fields[field] ?? '';
  }
  return '';
}

/** What is said of a definition, the best first. */
function entriesOf(id: string): DescriptionTable[string][] {
  const anyGroup = id.slice(id.indexOf('/'));
  return [descriptions()[id], descriptions()[anyGroup], ownDescriptions[id]].filter((entry) => entry !== undefined);
}
