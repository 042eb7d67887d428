import { controllerOf } from '../../sim/api/owner-references.ts';
import { resourceForKind } from '../../sim/api/resources.ts';
import type { KubeObject, Pod, PodSpec } from '../../sim/api/types.ts';
import type { ManifestObject } from '../../sim/api/yaml/manifests.ts';
import { writeYaml } from '../../sim/api/yaml/write.ts';
import type { Engine } from '../../sim/engine/engine.ts';
import { lastApplied } from '../../sim/scenario/three-way.ts';
import { getStored } from '../../sim/etcd/etcd.ts';
import type { ManifestFile, RemedyRow } from '../../sim/protocol.ts';
import { remediesFor } from '../../sim/scheduler/explain/explain-pod.ts';
import type { Remedy } from '../../sim/scheduler/explain/what-would-fit.ts';
import { seenPod } from '../../sim/scheduler/pods.ts';
import { objectOfId } from '../../sim/view/element-ids.ts';
import type { OpenSession } from './open-session.ts';
import { changedTemplate } from './pod-template.ts';
import { withoutServerFields } from './user-actions.ts';

/** What would make a pod fit that waits now, and what to type for it. */
export function remedies({ simulation }: OpenSession, elementId: string): RemedyRow[] {
  const { engine } = simulation;
  const found = objectOfId(elementId);
  const pod = found?.resource === 'pods' ? seenPod(engine, found.key) : undefined;
  if (found === undefined || pod === undefined || (pod.spec?.nodeName ?? '') !== '') return [];
  return [...remediesFor(engine, found.key)].sort(byEffort).map((remedy) => rowOf(engine, pod, remedy));
}

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane';

/** Fewest changes first; what opens the control plane to everybody comes last. */
function byEffort(a: Remedy, b: Remedy): number {
  const opens = ({ changes }: Remedy): number => (changes.some(({ text }) => text.includes(controlPlaneTaint)) ? 1 : 0);
  return a.changes.length - b.changes.length || opens(a) - opens(b);
}

function rowOf(engine: Engine, pod: Pod, { changes, nodeName, pod: changed }: Remedy): RemedyRow {
  const texts = changes.map(({ text }) => text);
  const ofOthers = changes.filter(({ target }) => target !== 'pod');
  if (ofOthers.some(({ command }) => command === '')) return { texts, nodeName, commands: [], files: [] };
  const commands = ofOthers.map(({ command }) => command);
  if (changed === pod) return { texts, nodeName, commands, files: [] };
  const { file, command } = edited(engine, pod, changed);
  return { texts, nodeName, commands: [...commands, command], files: [file] };
}

/** Workloads whose template can be changed; what else makes pods has to be made again. */
const changeable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

interface WorkloadSpec {
  readonly replicas?: number;
  readonly template?: { readonly spec?: PodSpec };
}
type Written = KubeObject & { readonly spec?: WorkloadSpec };

/** The object to be changed, with the change, and the command that brings it to the cluster. */
function edited(engine: Engine, pod: Pod, changed: Pod): { file: ManifestFile; command: string } {
  const owner = rootOwner(engine, pod);
  const live: Written = owner ?? { ...(pod as Written), apiVersion: 'v1', kind: 'Pod' };
  const written = asWritten(live);
  const { template, replicas, ...spec } = written.spec ?? {};
  const count = live.spec?.replicas ?? replicas;
  const ownSpec =
    template?.spec === undefined
      ? changedTemplate(spec as PodSpec, pod, changed)
      : {
          ...spec,
          ...(count === undefined ? {} : { replicas: count }),
          template: { ...template, spec: changedTemplate(template.spec, pod, changed) },
        };
  const name = `${live.metadata?.name ?? 'pod'}.yaml`;
  const verb = changeable.has(live.kind ?? '') ? 'apply' : 'replace --force';
  return {
    file: { name, text: writeYaml({ ...written, spec: ownSpec }) },
    command: `kubectl ${verb} -f ${name}`,
  };
}

/** The object as the user wrote it, or else as it is without what only the server writes. */
function asWritten(live: Written): Written {
  const applied = lastApplied(live) as Written | undefined;
  if (applied === undefined) return withoutServerFields(live as unknown as ManifestObject) as Written;
  const { annotations = {}, ...metadata } = applied.metadata ?? {};
  const { namespace } = live.metadata ?? {};
  return {
    ...applied,
    metadata: {
      ...metadata,
      ...(namespace === undefined || namespace === 'default' ? {} : { namespace }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
  };
}

const generationsMax = 4;

/** The workload that the user wrote, from the pod up. */
function rootOwner(engine: Engine, pod: Pod): Written | undefined {
  let object: Written | undefined;
  let reference = controllerOf(pod);
  for (let n = 0; reference !== undefined && n < generationsMax; n++) {
    const info = resourceForKind(reference.apiVersion, reference.kind);
    if (info === undefined) break;
    const key = info.namespaced ? `${pod.metadata?.namespace ?? ''}/${reference.name}` : reference.name;
    const owner = getStored(engine, info.etcdPrefix, key)?.object as Written | undefined;
    if (owner?.spec?.template === undefined) break;
    object = { apiVersion: reference.apiVersion, kind: reference.kind, ...owner };
    reference = controllerOf(owner);
  }
  return object;
}
