/** Containers for a look into a running pod. Models: pkg/apis/core/validation validateEphemeralContainers (v1.37). */
import type { Container, PodSpec } from '../types.ts';
import { checkContainer, type ContainerContext } from './container.ts';
import { duplicate, forbidden, notFound } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type EphemeralContainer = NonNullable<PodSpec['ephemeralContainers']>[number];

const why = 'cannot be set for an Ephemeral Container';
const forbiddenFields = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

function isSet(value: unknown): boolean {
  return value !== undefined && Object.keys(value as object).length > 0;
}

function checkOne(container: EphemeralContainer, path: string, errors: FieldError[]): void {
  for (const field of forbiddenFields) {
    if (isSet(container[field])) errors.push(forbidden(`${path}.${field}`, why));
  }
  container.volumeMounts?.forEach((mount, index) => {
    const at = `${path}.volumeMounts[${index}]`;
    for (const field of ['subPath', 'subPathExpr'] as const) {
      if ((mount[field] ?? '') !== '') errors.push(forbidden(`${at}.${field}`, why));
    }
  });
}

/** The list of them: names of their own, and a target that is there. */
export function checkEphemeralContainers(
  spec: PodSpec,
  context: ContainerContext,
  path: string,
  errors: FieldError[],
): void {
  const containers = spec.ephemeralContainers ?? [];
  const mainNames = new Set(spec.containers.map((container) => container.name));
  const names = new Set([...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.name));
  containers.forEach((container, index) => {
    const at = `${path}[${index}]`;
    checkContainer(container as Container, context, at, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    const target = container.targetContainerName ?? '';
    if (target !== '' && !mainNames.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    checkOne(container, at, errors);
  });
}
