import type { KubeObject } from '../types.ts';
import type { NameRule } from './common.ts';
import type { FieldError } from './field-error.ts';

/** The rules of one kind. `object` is run for creations, and for updates too unless `isUpdateComplete`. */
export interface KindRules<T extends KubeObject = KubeObject> {
  readonly nameRule?: NameRule;
  readonly object?: (object: T, errors: FieldError[]) => void;
  readonly update?: (object: T, old: T, errors: FieldError[]) => void;
  readonly status?: (object: T, old: T, errors: FieldError[]) => void;
  /** Changes through a subresource that changes part of the object, by the name of the subresource. */
  readonly parts?: Readonly<Record<string, (object: T, old: T, errors: FieldError[]) => void>>;
  /** `update` says all there is to say of a changed object. */
  readonly isUpdateComplete?: boolean;
  /** What is wrong with the object itself is said before what may not be changed of it. */
  readonly isUpdateLast?: boolean;
  /** Objects that are only answered need no name. */
  readonly isNameless?: boolean;
}

/** The rules of kinds by `apiVersion Kind`. */
export type RulesByKind = Readonly<Record<string, KindRules>>;

/** Rules that are written for one kind, for the table of all. The caller has decoded and defaulted the object, so its shape is the kind's. */
export function rulesFor<T extends KubeObject>(rules: KindRules<T>): KindRules {
  return rules as unknown as KindRules;
}
