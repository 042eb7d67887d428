/** The pod ranges of nodes: one /24 each, handed out in order. */

/** Models: flags cluster-cidr (kubeadm's 10.244.0.0/16 with flannel) and node-cidr-mask-size 24 (v1.37). */
const firstSecondByte = 244;
const bytesPerRange = 256;
/** Second bytes 244 to 255, then 112 to 243; Services have 96 to 111. */
const secondBytes = [256 - firstSecondByte, firstSecondByte - 112] as const;

/** How many ranges there are. */
export const podCidrCount = (secondBytes[0] + secondBytes[1]) * bytesPerRange;

/**
 * The range of a place.
 * @param index from 0 up to {@link podCidrCount}.
 * Models: pkg/controller/nodeipam/ipam/cidrset/cidr_set.go (v1.37). Differs: when the 256 ranges of 10.244.0.0/16 are used up, it goes on
 * with 10.245.0.0 and further, as a cluster with a wider range would.
 */
export function podCidrAt(index: number): string {
  const second = Math.floor(index / bytesPerRange);
  const byte = second < secondBytes[0] ? firstSecondByte + second : 112 + second - secondBytes[0];
  return `10.${byte}.${index % bytesPerRange}.0/24`;
}

/** The place of a range, `undefined` when it is none of ours. */
export function indexOfPodCidr(cidr: string): number | undefined {
  const match = /^10\.(\d{1,3})\.(\d{1,3})\.0\/24$/.exec(cidr);
  if (match === null) return undefined;
  const [byte, third] = [Number(match[1]), Number(match[2])];
  if (third >= bytesPerRange || byte < 112 || byte > 255) return undefined;
  const second = byte >= firstSecondByte ? byte - firstSecondByte : byte - 112 + secondBytes[0];
  return second * bytesPerRange + third;
}
