import type { Engine } from '../../engine/engine.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import { getStored } from '../../etcd/etcd.ts';
import type { Detail } from '../../protocol.ts';
import { objectOfId } from '../element-ids.ts';
import { fidelityOf } from '../fidelity.ts';
import { lastWriteOf, resourceInfo } from '../object-history.ts';
import { whyProcess } from '../why/why.ts';
import { emptyDetail, objectDetail, type KindDetail, type Subject } from './base.ts';
import { nodeDetail } from './node.ts';
import { dataDetail, namespaceDetail, plainDetail } from './other.ts';
import { podDetail } from './pod.ts';
import { processDetail } from './process.ts';
import { outsideWords } from './process-words.ts';
import { endpointSliceDetail, serviceDetail } from './service.ts';
import { deploymentDetail, replicaSetDetail } from './workload.ts';

const byKind: Readonly<Record<string, (subject: Subject) => KindDetail>> = {
  Pod: podDetail,
  Node: nodeDetail,
  Deployment: deploymentDetail,
  ReplicaSet: replicaSetDetail,
  Service: serviceDetail,
  EndpointSlice: endpointSliceDetail,
  Namespace: namespaceDetail,
  ConfigMap: dataDetail,
  Secret: dataDetail,
};

/**
 * Everything that the inspector shows of an element at the present instant.
 *
 * @param elementId of any element, or of one that existed before; what is not known is said not to exist
 */
export function detailOf(engine: Engine, elementId: string): Detail {
  const [first = '', machine = '', process] = elementId.split('/');
  if (first === 'outside') return outsideDetail(engine, elementId, machine);
  if (first === 'machine' && process !== undefined) {
    return processDetail(engine, elementId, machine, process) ?? nothing(elementId, process);
  }
  const found = objectOfId(elementId);
  const info = found === undefined ? undefined : resourceInfo(engine, found.resource);
  if (found === undefined || info === undefined) return nothing(elementId, elementId);
  const stored = getStored(engine, info.etcdPrefix, found.key)?.object;
  const object = stored ?? lastWriteOf(engine, info, found.key)?.object;
  if (object === undefined) return nothing(elementId, found.key.slice(found.key.lastIndexOf('/') + 1));
  const subject: Subject = { engine, info, key: found.key, object, exists: stored !== undefined };
  return objectDetail(subject, tellerOf(info)(subject));
}

function tellerOf({ kind, custom }: ResourceInfo): (subject: Subject) => KindDetail {
  return (custom === undefined ? byKind[kind] : undefined) ?? plainDetail;
}

function nothing(elementId: string, title: string): Detail {
  return { ...emptyDetail(elementId, '', title), exists: false };
}

function outsideDetail(engine: Engine, elementId: string, name: string): Detail {
  const words = outsideWords[name];
  if (words === undefined) return nothing(elementId, name);
  const [kindLine, title, what] = words;
  return {
    ...emptyDetail(elementId, kindLine, title),
    summary: [what],
    why: whyProcess(engine, elementId),
    fidelity: fidelityOf(name),
  };
}
