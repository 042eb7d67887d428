/** Defaults of CustomResourceDefinitions. Models: apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go (v1.37). */
import type { CustomResourceDefinition } from '../types.ts';
import { fill } from './fill.ts';

type Spec = CustomResourceDefinition['spec'];

/** Fills in names and the conversion of a CustomResourceDefinition. */
export function defaultCustomResourceDefinition(definition: CustomResourceDefinition): CustomResourceDefinition {
  const spec = definition.spec as Spec | undefined;
  if (spec === undefined) return definition;
  const names = spec.names as Spec['names'] | undefined;
  const kind = names?.kind ?? '';
  const filled =
    names === undefined ? undefined : fill(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
  const withNames = filled === undefined || filled === names ? spec : { ...spec, names: filled };
  const whole = fill(withNames, { conversion: { strategy: 'None' } });
  return whole === spec ? definition : { ...definition, spec: whole };
}
