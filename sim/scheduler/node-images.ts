import type { Node } from '../api/types.ts';

const sizesByImages = new WeakMap<object, ReadonlyMap<string, number>>();
const none: ReadonlyMap<string, number> = new Map();

/** Sizes in bytes of the images on a node, by each of their names. */
export function nodeImages(node: Node): ReadonlyMap<string, number> {
  const images = node.status?.images;
  if (images === undefined) return none;
  const known = sizesByImages.get(images);
  if (known !== undefined) return known;
  const sizes = new Map<string, number>();
  for (const { names, sizeBytes } of images) for (const name of names ?? []) sizes.set(name, sizeBytes ?? 0);
  sizesByImages.set(images, sizes);
  return sizes;
}
