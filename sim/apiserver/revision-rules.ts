/** What a resourceVersion asks of a read. */
import type { Sim } from '../engine/engine.ts';
import { badRequest, expired, timeout } from '../api/status.ts';
import type { Status } from '../api/types.ts';
import { compactedRevision } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';

/** The revision that a text names; 0 for none. @returns 400 for a text that is no revision */
export function parseRevision(text: string | undefined): number | { readonly status: Status } {
  if (text === undefined || text === '') return 0;
  const revision = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(revision)) return revision;
  const quoted = JSON.stringify(text);
  const why = `strconv.ParseUint: parsing ${quoted}: invalid syntax`;
  return { status: badRequest(`resourceVersion: Invalid value: ${quoted}: ${why}`) };
}

/** 504 for a revision that is yet to come. Models: apiserver pkg/storage/errors.go NewTooLargeResourceVersionError (v1.37). */
export function tooLarge(sim: Sim, revision: number): { readonly status: Status } | null {
  const current = currentRevision(sim);
  if (revision <= current) return null;
  const status = timeout(`Too large resource version: ${revision}, current: ${current}`, 1);
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return { status: { ...status, details: { ...status.details, causes } } };
}

/** 410 for a list at an exact revision that is compacted. Models: apiserver pkg/storage/etcd3/errors.go interpretListError (v1.37). */
export function compactedList(sim: Sim, revision: number): { readonly status: Status } | null {
  if (revision >= compactedRevision(sim)) return null;
  return { status: expired('The resourceVersion for the provided list is too old.') };
}
