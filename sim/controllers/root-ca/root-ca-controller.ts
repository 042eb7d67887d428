/** The running root CA publisher: each namespace has the certificate that its pods trust the API server by. */
import type { Sim } from '../../engine/engine.ts';
import type { ConfigMap } from '../../api/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { create, firstFailure, update } from '../requests.ts';
import { isNamespaceActive } from '../serviceaccount/serviceaccount-controller.ts';

const name = 'root-ca';
const configMapName = 'kube-root-ca.crt';
/** Stands for the certificate: nothing in the simulator checks one. */
const certificate = '-----BEGIN CERTIFICATE-----\nc2ltdWxhdGVk\n-----END CERTIFICATE-----\n';

/** Models: pkg/controller/certificates/rootcacertpublisher/publisher.go (v1.37). Differs: no annotation that describes it. */
export const rootCaController: ControllerDef = {
  name,
  workers: 1,
  sync: publish,
  steps: {
    written: (_sim, _key, _data, responses) => {
      const failure = firstFailure(responses, 'AlreadyExists', 'Forbidden', 'NotFound');
      return failure === '' ? done : { type: 'error', message: failure };
    },
  },
};

export const rootCaHooks: Hooks = {
  namespaces: (sim, change) => {
    if (change.type !== 'deleted') enqueue(sim, name, keyOf(change.object));
  },
  configmaps: (sim, change) => {
    const { metadata } = change.object;
    if (change.type !== 'added' && metadata?.name === configMapName) enqueue(sim, name, metadata.namespace ?? '');
  },
};

function publish(sim: Sim, key: string): Outcome {
  if (!isNamespaceActive(listers.namespaces.get(sim, key))) return done;
  const existing = listers.configmaps.get(sim, `${key}/${configMapName}`);
  const data = { 'ca.crt': certificate };
  if (existing === undefined) {
    const metadata = { name: configMapName, namespace: key };
    const body: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
    return afterRequests([create('configmaps', body)], 'written', null);
  }
  if (existing.data?.['ca.crt'] === certificate) return done;
  return afterRequests([update('configmaps', { ...existing, data })], 'written', null);
}
