import type { Sim } from '../../../../engine/engine.ts';
import type { Ingress, KubeObject } from '../../../../api/types.ts';
import { derived } from '../../../../etcd/derived.ts';
import { rangeStored } from '../../../../etcd/etcd.ts';
import { admitted, type AdmissionPlugin } from '../plugin.ts';

const isDefaultAnnotation = 'ingressclass.kubernetes.io/is-default-class';
const classAnnotation = 'kubernetes.io/ingress.class';

/**
 * Gives an Ingress that names no class the default one.
 *
 * Models: plugin/pkg/admission/network/defaultingressclass/admission.go (v1.37).
 */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  handles: ({ info, subresource, operation }) =>
    info.kind === 'Ingress' && subresource === '' && operation === 'CREATE',
  admit: (sim, { object }) => {
    const { metadata, spec } = object as Ingress;
    const isNamed = spec?.ingressClassName !== undefined || metadata?.annotations?.[classAnnotation] !== undefined;
    const name = isNamed ? '' : defaultClassName(sim);
    if (name === '') return admitted(object);
    return admitted({ ...object, spec: { ...spec, ingressClassName: name } } as Ingress);
  },
};

/** The default class that is youngest, or of the first name among equals; empty when there is none. */
const defaultClassName: (sim: Sim) => string = derived('ingress', (sim) => {
  let found: KubeObject | undefined;
  for (const { object } of rangeStored(sim, '/registry/ingressclasses')) {
    if (object.metadata?.annotations?.[isDefaultAnnotation] !== 'true') continue;
    const isYounger = (object.metadata.creationTimestamp ?? '') > (found?.metadata?.creationTimestamp ?? '');
    if (found === undefined || isYounger) found = object;
  }
  return found?.metadata?.name ?? '';
});
