/** What `kubectl rollout history` says. */
import type { ControllerRevision } from 'kubernetes-types/apps/v1';
import { controllerOf } from '../../api/owner-references.ts';
import type { KubeObject, PodTemplateSpec, ReplicaSet } from '../../api/types.ts';
import { alignTabs, describeTabs } from '../text/tab-writer.ts';
import { podTemplateText } from '../describe/pod-template.ts';
import { revisionAnnotation } from './status.ts';

/** The annotation in which users say why they changed something. */
export const changeCauseAnnotation = 'kubernetes.io/change-cause';

/** One revision of a workload. */
export interface RolloutRevision {
  readonly revision: number;
  /** `<none>` when nobody said why. */
  readonly changeCause: string;
  readonly template: PodTemplateSpec;
}

function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata?.uid;
}

function changeCauseOf(object: KubeObject): string {
  const cause = object.metadata?.annotations?.[changeCauseAnnotation] ?? '';
  return cause === '' ? '<none>' : cause;
}

function inOrder(revisions: readonly RolloutRevision[]): RolloutRevision[] {
  return [...revisions].sort((a, b) => a.revision - b.revision);
}

/**
 * Revisions of a deployment, oldest first.
 * @param replicaSets those that its selector picks; foreign ones do not count, and one without the annotation is revision 0.
 * Models: polymorphichelpers/history.go DeploymentHistoryViewer.ViewHistory (v1.37).
 */
export function deploymentRevisions(deployment: KubeObject, replicaSets: readonly ReplicaSet[]): RolloutRevision[] {
  const revisions = replicaSets.flatMap((replicaSet): RolloutRevision[] => {
    const revision = Number(replicaSet.metadata?.annotations?.[revisionAnnotation] ?? 0);
    const template = replicaSet.spec?.template;
    if (!isOwnedBy(replicaSet, deployment) || !Number.isInteger(revision) || template === undefined) return [];
    return [{ revision, changeCause: changeCauseOf(replicaSet), template }];
  });
  return inOrder(revisions);
}

/**
 * Revisions of a daemon set or stateful set, oldest first.
 * @param controllerRevisions those that its selector picks; each holds a patch of `spec.template`.
 * Models: polymorphichelpers/history.go DaemonSetHistoryViewer, StatefulSetHistoryViewer (v1.37).
 */
export function controllerRevisions(owner: KubeObject, revisions: readonly ControllerRevision[]): RolloutRevision[] {
  const own = revisions.flatMap((one): RolloutRevision[] => {
    const data = one.data as { readonly spec?: { readonly template?: PodTemplateSpec } } | undefined;
    const template = data?.spec?.template;
    if (!isOwnedBy(one, owner) || template === undefined) return [];
    return [{ revision: one.revision, changeCause: changeCauseOf(one), template }];
  });
  return inOrder(own);
}

/** The list of revisions, as the command prints it below the name of the object. Models: DeploymentHistoryViewer.ViewHistory (v1.37). */
export function historyText(revisions: readonly RolloutRevision[]): string {
  if (revisions.length === 0) return 'No rollout history found.';
  const lines = revisions.map(({ revision, changeCause }) => `${revision}\t${changeCause}\n`);
  return alignTabs(`REVISION\tCHANGE-CAUSE\n${lines.join('')}`, describeTabs);
}

/**
 * One revision in full (`--revision=N`), with tabs as kubectl leaves them, or an error when it is not there.
 * Models: printTemplate in polymorphichelpers/history.go (v1.37).
 */
export function revisionText(
  revisions: readonly RolloutRevision[],
  wanted: number,
): { readonly text: string } | { readonly error: string } {
  const found = revisions.find(({ revision }) => revision === wanted);
  if (found === undefined) return { error: `unable to find the specified revision` };
  const { template, changeCause } = found;
  const annotations = { ...template.metadata?.annotations };
  if (changeCause !== '<none>') annotations[changeCauseAnnotation] = changeCause;
  return { text: podTemplateText({ ...template, metadata: { ...template.metadata, annotations } }) };
}
