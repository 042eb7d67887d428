/** What a kind does at the gates, built-in or custom. Models: staging/src/k8s.io/apiserver/pkg/registry/rest strategies (v1.37). */
import { applyDefaults } from '../api/defaults/defaults.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { prepareForCreate, prepareForUpdate } from '../api/strategies/strategies.ts';
import type { KubeObject } from '../api/types.ts';
import type { FieldError } from '../api/validation/field-error.ts';
import {
  validateCreate,
  validatePartUpdate,
  validateStatusUpdate,
  validateUpdate,
} from '../api/validation/validation.ts';
import {
  checkChangedCustom,
  checkNewCustom,
  fillInCustom,
  shapeChangedCustom,
  shapeNewCustom,
} from './custom/strategy.ts';

/** The object with its kind's defaults. */
export function fillIn<T extends KubeObject>(info: ResourceInfo, object: T): T {
  return info.custom === undefined ? applyDefaults(object) : fillInCustom(info.custom.schema, object);
}

/** What is wrong with a new object. */
export function checkNew(info: ResourceInfo, object: KubeObject): FieldError[] {
  return info.custom === undefined ? validateCreate(object) : checkNewCustom(info, object);
}

/** What is wrong with an object that was changed, as a whole or through a subresource. */
export function checkChanged(
  info: ResourceInfo,
  subresource: string,
  object: KubeObject,
  old: KubeObject,
): FieldError[] {
  if (info.custom !== undefined) return checkChangedCustom(info, object, old);
  switch (subresource) {
    case 'status':
      return validateStatusUpdate(object, old);
    case 'ephemeralcontainers':
    case 'resize':
      return validatePartUpdate(subresource, object, old);
    default:
      return validateUpdate(object, old);
  }
}

/** A new object with what the server makes of it: the status that it begins with. */
export function shapeNew<T extends KubeObject>(info: ResourceInfo, object: T): T {
  return info.custom === undefined ? prepareForCreate(info, object) : shapeNewCustom(info, object);
}

/** A changed object with what the server makes of it: the next generation when its content changed. */
export function shapeChanged<T extends KubeObject>(info: ResourceInfo, object: T, old: T): T {
  return info.custom === undefined ? prepareForUpdate(info, object, old) : shapeChangedCustom(info, object, old);
}
