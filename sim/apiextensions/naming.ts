/** Which names of a definition are free. Models: apiextensions-apiserver pkg/controller/status/naming_controller.go (v1.37). */
import type { CustomResourceDefinition } from '../api/types.ts';

type Names = CustomResourceDefinition['spec']['names'];

/** The names that a definition may use, and why it may not use the others; an empty reason when it may use all. */
export interface AcceptedNames {
  readonly names: Names;
  readonly reason: string;
  readonly message: string;
}

interface UsedNames {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

function usedBy(others: readonly CustomResourceDefinition[]): UsedNames {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const { status } of others) {
    const { plural = '', singular = '', shortNames = [], kind = '', listKind = '' } = status?.acceptedNames ?? {};
    for (const name of [plural, singular, ...shortNames]) resources.add(name);
    for (const name of [kind, listKind]) kinds.add(name);
  }
  return { resources, kinds };
}

/**
 * Takes the names that a definition asks for, as far as no other definition of its group has them; the others stay as they were accepted.
 * @param others all other definitions of the group
 */
export function acceptNames(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): AcceptedNames {
  const { resources, kinds } = usedBy(others);
  const asked = definition.spec.names;
  const before: Partial<Names> = definition.status?.acceptedNames ?? {};
  let [reason, message] = ['', ''];
  const refuse = (why: string, name: string): void => {
    reason = why;
    message = `"${name}" is already in use`;
  };
  const choose = (used: ReadonlySet<string>, name: string, accepted: string, why: string): string => {
    if (name === '' || !used.has(name)) return name;
    refuse(why, name);
    return accepted;
  };
  const plural = choose(resources, asked.plural, before.plural ?? '', 'PluralConflict');
  const singular = choose(resources, asked.singular ?? '', before.singular ?? '', 'SingularConflict');
  const taken = (asked.shortNames ?? []).find((name) => resources.has(name));
  if (taken !== undefined) refuse('ShortNamesConflict', taken);
  const shortNames = taken === undefined ? asked.shortNames : before.shortNames;
  const kind = choose(kinds, asked.kind, before.kind ?? '', 'KindConflict');
  const listKind = choose(kinds, asked.listKind ?? '', before.listKind ?? '', 'ListKindConflict');
  const names: Names = {
    plural,
    kind,
    ...(singular === '' ? {} : { singular }),
    ...(listKind === '' ? {} : { listKind }),
    ...(shortNames === undefined ? {} : { shortNames }),
    ...(asked.categories === undefined ? {} : { categories: asked.categories }),
  };
  return { names, reason, message };
}
