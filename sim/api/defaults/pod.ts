/** Defaults of pods and of pod templates. Models: pkg/apis/core/v1/defaults.go SetDefaults_Pod, SetDefaults_PodSpec (v1.37). */
import type { Container, Pod, PodSpec, PodTemplateSpec } from '../types.ts';
import { defaultContainer, hostPortsOnHostNetwork, requestsFromLimits } from './container.ts';
import { fill, mapSame, withField } from './fill.ts';
import { defaultVolume } from './volume.ts';

const podSpecDefaults: Partial<PodSpec> = {
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
};

/** The old name of the service account field mirrors the new one, whichever was written. */
function mirrorServiceAccount(spec: PodSpec): PodSpec {
  const name =
    spec.serviceAccountName === undefined || spec.serviceAccountName === ''
      ? spec.serviceAccount
      : spec.serviceAccountName;
  if (name === undefined || name === '') return spec;
  return withField(withField(spec, 'serviceAccountName', name), 'serviceAccount', name);
}

/** Specs that came out of `defaultPodSpec`: values are never changed, so they stay whole. */
const wholeSpecs = new WeakSet<PodSpec>();

/** Fills in the spec of a pod or of a template; returns the same object when nothing is missing. */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  if (wholeSpecs.has(spec)) return spec;
  let next = mirrorServiceAccount(fill(spec, podSpecDefaults));
  next = withField(next, 'containers', mapSame(next.containers ?? [], defaultContainer));
  if (next.initContainers !== undefined) {
    next = withField(next, 'initContainers', mapSame(next.initContainers, defaultContainer));
  }
  if (next.ephemeralContainers !== undefined) {
    next = withField(next, 'ephemeralContainers', mapSame(next.ephemeralContainers, defaultContainer));
  }
  if (next.volumes !== undefined) next = withField(next, 'volumes', mapSame(next.volumes, defaultVolume));
  wholeSpecs.add(next);
  return next;
}

/** Fills in a pod template. */
export function defaultPodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return withField(template, 'spec', defaultPodSpec(template.spec ?? { containers: [] }));
}

function changeContainers(spec: PodSpec, change: (container: Container) => Container): PodSpec {
  const next = withField(spec, 'containers', mapSame(spec.containers, change));
  return next.initContainers === undefined
    ? next
    : withField(next, 'initContainers', mapSame(next.initContainers, change));
}

/**
 * Fills in a pod: beside the spec's defaults, environment of services, requests from limits, host ports.
 * Differs: pod-level resources are taken as written.
 */
export function defaultPod(pod: Pod): Pod {
  let spec = defaultPodSpec(pod.spec ?? { containers: [] });
  if (spec.enableServiceLinks === undefined) spec = { ...spec, enableServiceLinks: true };
  spec = changeContainers(spec, requestsFromLimits);
  if (spec.hostNetwork === true) spec = changeContainers(spec, hostPortsOnHostNetwork);
  wholeSpecs.add(spec);
  return withField(pod, 'spec', spec);
}
