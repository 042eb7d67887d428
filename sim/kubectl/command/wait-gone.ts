import type { ResourceInfo } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { requestOn } from './common.ts';
import { ask, nextEvent, openWatch, type Part } from './program.ts';

/** An object that is to go. `uid` is empty when it is not known. */
export interface Doomed {
  readonly info: ResourceInfo;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Models: kubectl pkg/cmd/delete/delete.go: a week, when no timeout is given (v1.37). */
const weekMicros = 604_800_000_000;

/**
 * Waits until objects are gone, one after the other.
 *
 * @param timeoutMicros 0 for a week
 * @returns what went wrong, or empty
 * Models: kubectl pkg/cmd/wait/delete.go IsDeleted (v1.37)
 */
export function* waitUntilGone(objects: readonly Doomed[], timeoutMicros: number): Part<string> {
  for (const { info, namespace, name, uid } of objects) {
    const isGone = ({ code, body }: { code: number; body: KubeObject }): boolean =>
      code === 404 || (code === 200 && uid !== '' && body.metadata?.uid !== undefined && body.metadata.uid !== uid);
    const first = yield* ask(requestOn('get', info, namespace, name));
    if (isGone(first as never)) continue;
    const resourceVersion = (first.body as KubeObject).metadata?.resourceVersion ?? '';
    yield* openWatch(
      requestOn('watch', info, namespace, '', { options: { fieldSelector: `metadata.name=${name}`, resourceVersion } }),
    );
    for (;;) {
      const event = yield* nextEvent(undefined, timeoutMicros === 0 ? weekMicros : timeoutMicros);
      if (event === null) return `error: timed out waiting for the condition on ${info.resource}/${name}`;
      if (event.type === 'DELETED' && event.object.metadata?.name === name) break;
    }
  }
  return '';
}
