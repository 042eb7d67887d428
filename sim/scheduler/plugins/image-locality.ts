import type { Pod } from '../../api/types.ts';
import { cycleState, maxNodeScore, type Plugin } from '../framework.ts';
import { nodeImages } from '../node-images.ts';

const minThresholdBytes = 23 * 1024 * 1024;
const maxContainerThresholdBytes = 1000 * 1024 * 1024;

/** An image of the pod that some node has. */
interface SpreadImage {
  readonly name: string;
  /** Part of all nodes that have it. */
  readonly spread: number;
}

const wanted = cycleState<readonly SpreadImage[]>('ImageLocality');

/**
 * Prefers nodes that have the pod's images already, images that many nodes have counting more.
 * Models: plugins/imagelocality/image_locality.go (v1.37). Differs: an image has on each node the size that this node reports.
 */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  preScore(cycle) {
    const { cluster } = cycle;
    const images = imageNames(cycle.pod)
      .map((name) => ({ name, spread: cluster.nodesWithImage(name) / cluster.nodes.length }))
      .filter(({ spread }) => spread > 0);
    wanted.write(cycle, images);
    return images.length > 0;
  },
  score(cycle, { node }) {
    const sizes = nodeImages(node);
    if (sizes.size === 0) return 0;
    let sum = 0;
    for (const { name, spread } of wanted.read(cycle) ?? []) sum += Math.floor((sizes.get(name) ?? 0) * spread);
    const most = maxContainerThresholdBytes * imageNames(cycle.pod).length;
    const clamped = Math.min(Math.max(sum, minThresholdBytes), most);
    return Math.floor((maxNodeScore * (clamped - minThresholdBytes)) / (most - minThresholdBytes));
  },
};

/** Volumes of images are younger than the generated types. Models: api core/v1 ImageVolumeSource (v1.37). */
interface ImageVolume {
  readonly name: string;
  readonly image?: { readonly reference?: string };
}

const namesBySpec = new WeakMap<object, readonly string[]>();

/** The images of init containers, containers and volumes, with their tags. Models: image_locality.go sumImageScores (v1.37). */
function imageNames(pod: Pod): readonly string[] {
  const spec = pod.spec;
  if (spec === undefined) return [];
  let names = namesBySpec.get(spec);
  if (names === undefined) {
    const containers = [...(spec.initContainers ?? []), ...spec.containers].map(({ image = '' }) => image);
    const volumes: readonly ImageVolume[] = spec.volumes ?? [];
    const mounted = volumes.flatMap(({ image }) => (image === undefined ? [] : [image.reference ?? '']));
    names = [...containers, ...mounted].map(normalizedName);
    namesBySpec.set(spec, names);
  }
  return names;
}

/** Adds the default tag. Models: image_locality.go normalizedImageName (v1.37). */
function normalizedName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
