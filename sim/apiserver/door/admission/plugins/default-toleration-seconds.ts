import type { Pod, PodSpec, Toleration } from '../../../../api/types.ts';
import { admitted, type AdmissionPlugin } from '../plugin.ts';
import { isChangedPod, isNewPod } from '../targets.ts';

const defaultTolerationSeconds = 300;
const taintKeys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

/**
 * Lets a pod stay 300 s on a node that is not ready or not heard of, unless it says otherwise.
 *
 * Models: plugin/pkg/admission/defaulttolerationseconds/admission.go (v1.37).
 */
export const defaultTolerationSecondsPlugin: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: (target) => isNewPod(target) || isChangedPod(target),
  judgesTemplates: true,
  admit: (_sim, { object }) => {
    const spec = (object as Pod).spec as PodSpec;
    const tolerating = addDefaultTolerations(spec);
    return admitted(tolerating === spec ? object : ({ ...object, spec: tolerating } as Pod));
  },
};

function addDefaultTolerations(spec: PodSpec): PodSpec {
  const tolerations = spec.tolerations ?? [];
  const missing = taintKeys.filter((key) => !tolerations.some((toleration) => covers(toleration, key)));
  if (missing.length === 0) return spec;
  const added = missing.map((key): Toleration => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: defaultTolerationSeconds,
  }));
  return { ...spec, tolerations: [...tolerations, ...added] };
}

function covers(toleration: Toleration, key: string): boolean {
  const isKey = toleration.key === undefined || toleration.key === '' || toleration.key === key;
  return isKey && (toleration.effect === undefined || toleration.effect === '' || toleration.effect === 'NoExecute');
}
