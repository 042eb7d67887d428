/** Ids of images, and what the world's registry knows of them. */
import { parseImageName } from '../api/defaults/image.ts';
import { fullImageName, fullRepository } from '../api/image-reference.ts';
import type { Registry, RegistryImage } from '../api/world.ts';
import { hexId } from '../api/hex-id.ts';

/** Ids of images. A memo of a pure function, so emptying it never changes an answer. */
const ids = new Map<string, string>();
const idsMax = 10_000;

/** The image's id as a pod's status shows it: its repository with the digest of what was pulled. */
export function imageIdOf(image: string): string {
  const known = ids.get(image);
  if (known !== undefined) return known;
  const { repository, digest } = parseImageName(image);
  const id = `${fullRepository(repository)}@${digest !== '' ? digest : `sha256:${hexId(fullImageName(image))}`}`;
  if (ids.size >= idsMax) ids.clear();
  ids.set(image, id);
  return id;
}

/**
 * The registry's entry for an image: the first whose name fits. A name with tag fits that tag, one without fits every tag, and `*` at the
 * end any rest. Short and full spellings are the same.
 */
export function registryImage(registry: Registry, image: string): RegistryImage | undefined {
  const full = fullImageName(image);
  const repository = fullRepository(parseImageName(image).repository);
  return registry.images.find(({ name }) => {
    if (name.endsWith('*')) {
      const prefix = name.slice(0, -1);
      return image.startsWith(prefix) || full.startsWith(prefix);
    }
    const { tag, digest, repository: named } = parseImageName(name);
    return tag === '' && digest === '' ? fullRepository(named) === repository : fullImageName(name) === full;
  });
}
