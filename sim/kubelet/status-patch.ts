/** The strategic merge patch that turns one pod status into another. */
import type { PodStatus } from '../api/types.ts';
import { deepEqual } from '../api/deep-equal.ts';

type Fields = Record<string, unknown>;

/** Lists that are merged by key on the server: the patch carries only entries that differ. */
const mergeKeys: Readonly<Record<string, string>> = { conditions: 'type', podIPs: 'ip', hostIPs: 'ip' };

/**
 * The patch body for `pods/status`, or `null` when nothing differs.
 *
 * @param before what was written last
 * Models: pkg/util/pod/pod.go preparePatchBytesForPodStatus (v1.37).
 */
export function statusPatch(uid: string, before: PodStatus, after: PodStatus): { metadata: { uid: string }; status: Fields } | null {
  const changes = changedFields(before as Fields, after as Fields);
  return Object.keys(changes).length === 0 ? null : { metadata: { uid }, status: changes };
}

function changedFields(before: Fields, after: Fields): Fields {
  const changes: Fields = {};
  for (const [field, value] of Object.entries(after)) {
    const old = before[field];
    if (old === value || deepEqual(old, value)) continue;
    const key = mergeKeys[field];
    changes[field] = key === undefined ? value : listChanges((old ?? []) as Fields[], value as Fields[], key);
  }
  for (const field of Object.keys(before)) if (!(field in after) && field !== 'conditions') changes[field] = null;
  return changes;
}

function listChanges(before: readonly Fields[], after: readonly Fields[], key: string): Fields[] {
  const changes: Fields[] = [];
  for (const entry of after) {
    const old = before.find((candidate) => candidate[key] === entry[key]);
    if (old === undefined) changes.push(entry);
    else if (!deepEqual(old, entry)) changes.push({ [key]: entry[key], ...entryChanges(old, entry) });
  }
  if (key === 'type') return changes;
  for (const entry of before) {
    if (!after.some((candidate) => candidate[key] === entry[key])) changes.push({ $patch: 'delete', [key]: entry[key] });
  }
  return changes;
}

function entryChanges(old: Fields, entry: Fields): Fields {
  const changes: Fields = {};
  for (const [field, value] of Object.entries(entry)) if (!deepEqual(old[field], value)) changes[field] = value;
  for (const field of Object.keys(old)) if (!(field in entry)) changes[field] = null;
  return changes;
}
