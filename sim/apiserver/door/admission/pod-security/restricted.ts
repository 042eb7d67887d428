/**
 * The restricted standard: what a hardened pod must say, on top of baseline.
 *
 * Models: staging/src/k8s.io/pod-security-admission/policy/check_*.go of level restricted (v1.37).
 */
import type { Container, PodSpec } from '../../../../api/types.ts';
import {
  baselineChecks,
  capabilitiesBaseline,
  hasOwnUsers,
  hostPathVolumes,
  isGoodSeccomp,
  seccompBaseline,
} from './baseline.ts';
import { containersOf, named, plural, quoted, quotedSet, setters, type Check } from './words.ts';

const allowPrivilegeEscalation: Check = (spec) => {
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (bad.length === 0) return null;
  const detail = `${named(bad)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
};

const capabilitiesRestricted: Check = (spec) => {
  const added = ({ securityContext }: Container): string[] =>
    (securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = containersOf(spec).filter(
    ({ securityContext }) => securityContext?.capabilities?.drop?.includes('ALL') !== true,
  );
  const adding = containersOf(spec).filter((container) => added(container).length > 0);
  const details = [
    ...(keeping.length === 0 ? [] : [`${named(keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    ...(adding.length === 0
      ? []
      : [`${named(adding)} must not include ${quotedSet(adding.flatMap(added))} in securityContext.capabilities.add`]),
  ];
  return details.length === 0 ? null : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const allowedVolumes: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const restrictedVolumes: Check = ({ volumes = [] }) => {
  const typeOf = (volume: object): string => Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';
  const bad = volumes.filter((volume) => !allowedVolumes.has(typeOf(volume)));
  if (bad.length === 0) return null;
  const types = new Set(bad.map(typeOf));
  const names = quoted(bad.map(({ name }) => name));
  const subject = `${plural('volume', 'volumes', bad.length)} ${names} ${plural('uses', 'use', bad.length)}`;
  const object = `restricted volume ${plural('type', 'types', types.size)} ${quotedSet(types)}`;
  return { reason: 'restricted volume types', detail: `${subject} ${object}` };
};

const runAsNonRoot: Check = (spec) => {
  if (hasOwnUsers(spec)) return null;
  const ofPod = spec.securityContext?.runAsNonRoot;
  const all = containersOf(spec);
  const explicit = all.filter(({ securityContext }) => securityContext?.runAsNonRoot === false);
  const reason = 'runAsNonRoot != true';
  if (ofPod === false || explicit.length > 0) {
    return { reason, detail: `${setters(ofPod === false, explicit)} must not set securityContext.runAsNonRoot=false` };
  }
  const implicit =
    ofPod === true ? [] : all.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (implicit.length === 0) return null;
  return { reason, detail: `pod or ${named(implicit)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (spec) => {
  if (hasOwnUsers(spec)) return null;
  const podSets = spec.securityContext?.runAsUser === 0;
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.runAsUser === 0);
  if (!podSets && bad.length === 0) return null;
  return { reason: 'runAsUser=0', detail: `${setters(podSets, bad)} must not set runAsUser=0` };
};

const seccompRestricted: Check = (spec) => {
  const explicit = seccompBaseline(spec);
  if (explicit !== null) return explicit;
  if (isGoodSeccomp(spec.securityContext?.seccompProfile?.type)) return null;
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (bad.length === 0) return null;
  const detail = `pod or ${named(bad)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: 'seccompProfile', detail };
};

/** Baseline checks that a stricter one of this level stands in for. */
const replaced: ReadonlySet<Check> = new Set([capabilitiesBaseline, hostPathVolumes, seccompBaseline]);

/** Everything that the restricted standard checks, in the order in which messages list it. */
export const restrictedChecks: readonly ((spec: PodSpec) => ReturnType<Check>)[] = [
  ...baselineChecks.filter((check) => !replaced.has(check)),
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];
