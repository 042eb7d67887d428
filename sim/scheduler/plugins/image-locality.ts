import type { Node, Pod } from '../../api/types.ts';
import { maxNodeScore, type ScorePlugin } from '../framework.ts';

const minThresholdBytes = 23 * 1024 * 1024;
const maxContainerThresholdBytes = 1000 * 1024 * 1024;

/**
 * Prefers nodes that have the pod's images already.
 * Models: plugins/imagelocality/image_locality.go (v1.37). Differs: an image is not discounted by how few nodes have it, since every
 * node's list would have to be searched for each pod.
 */
export const imageLocality: ScorePlugin = {
  name: 'ImageLocality',
  weight: 1,
  score(pod, { node }) {
    const sizes = imageSizes(node);
    if (sizes.size === 0) return 0;
    let sum = 0;
    let containers = 0;
    for (const { image = '' } of containersOf(pod)) {
      containers++;
      sum += sizes.get(normalizedName(image)) ?? 0;
    }
    const most = maxContainerThresholdBytes * containers;
    const clamped = Math.min(Math.max(sum, minThresholdBytes), most);
    return Math.floor((maxNodeScore * (clamped - minThresholdBytes)) / (most - minThresholdBytes));
  },
};

function containersOf(pod: Pod): { readonly image?: string }[] {
  return [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
}

/** Adds the default tag. Models: image_locality.go normalizedImageName. */
function normalizedName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

const sizesByNode = new WeakMap<object, ReadonlyMap<string, number>>();
const noSizes: ReadonlyMap<string, number> = new Map();

function imageSizes(node: Node): ReadonlyMap<string, number> {
  const images = node.status?.images;
  if (images === undefined) return noSizes;
  const known = sizesByNode.get(images);
  if (known !== undefined) return known;
  const sizes = new Map<string, number>();
  for (const { names, sizeBytes } of images) for (const name of names ?? []) sizes.set(name, sizeBytes ?? 0);
  sizesByNode.set(images, sizes);
  return sizes;
}
