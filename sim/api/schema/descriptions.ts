/**
 * What each type and each field means, in Kubernetes' own words.
 *
 * The build puts the table here: it reads the comments of the package `kubernetes-types` (`.ci/field-descriptions.mjs`). Where no
 * build has been, such as in a checker of types, it is empty and everything goes without descriptions.
 */

/** By definition (`core/v1.Container`): what the type means, and what its fields mean. */
type DescriptionTable = Readonly<Record<string, readonly [type: string, fields: Readonly<Record<string, string>>]>>;

const source = '{}';

/** Read when first asked for; a memo of a constant. */
let table: DescriptionTable | undefined;

function descriptions(): DescriptionTable {
  table ??= JSON.parse(source) as DescriptionTable;
  return table;
}

/** What a type means; empty when nobody says. @param id of the definition, `core/v1.Container`. */
export function typeDescription(id: string): string {
  return descriptions()[id]?.[0] ?? '';
}

/** What a field of a type means; empty when nobody says. */
export function fieldDescription(id: string, field: string): string {
  const fields = descriptions()[id]?.[1];
  return fields !== undefined && Object.hasOwn(fields, field) ? (fields[field] ?? '') : '';
}
