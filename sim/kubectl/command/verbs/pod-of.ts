/** The pod that is meant where a workload may stand for its pods. */
import type { KubeObject, LabelSelector, Pod } from '../../../api/types.ts';
import { selectorQuery } from '../../../api/tables/format.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import { namespaceOf, requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, serverError, type Part } from '../program.ts';
import { itemsOf, readTargets } from '../resource-args.ts';

/** Which of several pods goes first: for commands in one, or for its logs. */
export type Preference = 'active' | 'logging';

/**
 * The pods that an argument means: itself, or those of a workload or Service, the best first.
 *
 * Models: kubectl pkg/polymorphichelpers attachablepodforobject.go, logsforobject.go (v1.37).
 */
export function* podsFor(kubectl: Kubectl, given: Flags, argument: string, preference: Preference): Part<Pod[]> {
  const namespace = namespaceOf(kubectl, given);
  const [target] = readTargets(kubectl, argument.includes('/') ? [argument] : ['pods', argument]);
  if (target === undefined) return fail('resource name may not be empty');
  const response = yield* ask(requestOn('get', target.info, namespace, target.name));
  if (!isSuccess(response)) {
    const isLost = response.code === 404 && target.info.kind === 'Pod' && preference === 'logging';
    // Logs word it themselves.
    if (isLost) {
      fail(
        `error from server (NotFound): pods ${JSON.stringify(target.name)} not found in namespace ${JSON.stringify(namespace)}`,
      );
    }
    throw new CommandFailure(serverError(response));
  }
  if (target.info.kind === 'Pod') return [response.body as Pod];
  const { spec } = response.body as KubeObject & { spec?: { selector?: LabelSelector & Record<string, string> } };
  const isPlain = target.info.kind === 'Service' || target.info.kind === 'ReplicationController';
  const selector = isPlain ? { matchLabels: spec?.selector as Record<string, string> } : spec?.selector;
  if (isPlain && Object.keys(spec?.selector ?? {}).length === 0) {
    const { kind } = target.info;
    return fail(
      `cannot attach to *v1.${kind}: invalid service '${target.name}': ${kind} is defined without a selector`,
    );
  }
  if (selector === undefined) return fail(`cannot attach to *v1.${target.info.kind}: selector is not set`);
  const pods = demandResource(kubectl.resources, 'pods');
  const options = { labelSelector: selectorQuery(selector) };
  const list = yield* ask(requestOn('list', pods, namespace, '', { options }));
  if (!isSuccess(list)) throw new CommandFailure(serverError(list));
  const items = (itemsOf(list.body as ObjectList, pods) as Pod[]).sort((a, b) => order(a, b, preference));
  return items.length > 0 ? items : fail('timed out waiting for the condition');
}

/** The best of {@link podsFor} to run a command in. */
export function* podFor(kubectl: Kubectl, given: Flags, argument: string): Part<Pod> {
  const [first] = yield* podsFor(kubectl, given, argument, 'active');
  return first as Pod;
}

const phases: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 };

/** Models: kubectl pkg/util/podutils/podutils.go ByLogging, ActivePods reversed (v1.37). */
function order(a: Pod, b: Pod, preference: Preference): number {
  const isHomeless = ({ spec }: Pod): number => ((spec?.nodeName ?? '') === '' ? 1 : 0);
  const phase = ({ status }: Pod): number => phases[status?.phase ?? ''] ?? 0;
  const ready = ({ status }: Pod) => status?.conditions?.find(({ type }) => type === 'Ready');
  const isUnready = (pod: Pod): number => (ready(pod)?.status === 'True' ? 0 : 1);
  const since = (pod: Pod): string => ready(pod)?.lastTransitionTime ?? '';
  const restarts = ({ status }: Pod): number =>
    Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
  const created = ({ metadata }: Pod): string => metadata?.creationTimestamp ?? '';
  const plain = isHomeless(a) - isHomeless(b) || phase(a) - phase(b) || isUnready(a) - isUnready(b);
  if (plain !== 0) return plain;
  if (isUnready(a) === 0 && since(a) !== since(b)) return since(a) < since(b) ? -1 : 1;
  const more = restarts(b) - restarts(a);
  if (more !== 0) return preference === 'logging' ? more : -more;
  return created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0;
}
