import type { Sim } from '../../../../engine/engine.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../../../api/types.ts';
import { derived } from '../../../../etcd/derived.ts';
import { rangeStored } from '../../../../etcd/etcd.ts';
import { admitted, type AdmissionPlugin } from '../plugin.ts';

const isDefaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const;
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/**
 * Gives a claim that names no class the default one.
 *
 * Models: plugin/pkg/admission/storage/storageclass/setdefault/admission.go (v1.37).
 */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: ({ info, subresource, operation }) =>
    info.kind === 'PersistentVolumeClaim' && subresource === '' && operation === 'CREATE',
  admit: (sim, { object }) => {
    const { metadata, spec } = object as PersistentVolumeClaim;
    const isNamed = spec?.storageClassName !== undefined || metadata?.annotations?.[classAnnotation] !== undefined;
    const name = isNamed ? '' : defaultClassName(sim);
    if (name === '') return admitted(object);
    return admitted({ ...object, spec: { ...spec, storageClassName: name } } as PersistentVolumeClaim);
  },
};

/** The default class that is youngest, or of the first name among equals; empty when there is none. */
const defaultClassName: (sim: Sim) => string = derived('storage', (sim) => {
  let found: KubeObject | undefined;
  for (const { object } of rangeStored(sim, '/registry/storageclasses')) {
    const annotations = object.metadata?.annotations ?? {};
    if (!isDefaultAnnotations.some((name) => annotations[name] === 'true')) continue;
    const isYounger = (object.metadata?.creationTimestamp ?? '') > (found?.metadata?.creationTimestamp ?? '');
    if (found === undefined || isYounger) found = object;
  }
  return found?.metadata?.name ?? '';
});
