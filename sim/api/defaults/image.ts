/** The parts of an image's name that rules depend on. */

/** `registry.k8s.io/pause:3.10@sha256:…` in its parts; an empty text where a part is absent. */
export interface ImageName {
  /** Repository as written, with registry and path. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** Splits an image name. A colon before the last slash belongs to a registry's port. Models: pkg/util/parsers ParseImageName (v1.37). */
export function parseImageName(image: string): ImageName {
  const at = image.indexOf('@');
  const named = at < 0 ? image : image.slice(0, at);
  const digest = at < 0 ? '' : image.slice(at + 1);
  const colon = named.lastIndexOf(':');
  if (colon < 0 || named.includes('/', colon)) return { repository: named, tag: '', digest };
  return { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}

/** `Always` for the tag latest, written or implied, else `IfNotPresent`. Models: pkg/apis/core/v1/defaults.go SetDefaults_Container (v1.37). */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const { tag, digest } = parseImageName(image);
  return tag === 'latest' || (tag === '' && digest === '') ? 'Always' : 'IfNotPresent';
}
