/** Defaults by kind: what the API server asks. */
import { pairTable } from '../pair-table.ts';
import type { KubeObject } from '../types.ts';
import { infrastructureDefaulters } from './infrastructure-defaults.ts';
import { workloadDefaulters } from './workload-defaults.ts';

const defaultersByKind = pairTable({ ...workloadDefaulters, ...infrastructureDefaulters });

/**
 * Fills in what an object leaves out, by its apiVersion and kind. The object must be of the shape of its kind (`checkFields`).
 * @returns the same object when nothing is missing or the kind has no defaults, else a new one; the given one is never changed.
 */
export function applyDefaults<T extends KubeObject>(object: T): T {
  const defaulter = defaultersByKind.get(object.apiVersion ?? '', object.kind ?? '');
  return defaulter === undefined ? object : (defaulter(object) as T);
}
