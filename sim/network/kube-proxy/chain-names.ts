/** The chains that kube-proxy makes for Services, and their names: a prefix and 16 letters of a hash, the same as on a real node. */
import { sha256 } from '../sha256.ts';

/** Cluster policy, Local policy, external destinations, firewall, one endpoint. */
export type ChainKind = 'SVC' | 'SVL' | 'EXT' | 'FW' | 'SEP';

/** A chain by what it is for. */
export interface Chain {
  readonly kind: ChainKind;
  /** `namespace/service:port`. */
  readonly servicePort: string;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly protocol: string;
  /** `ip:port` for chains of kind SEP, else empty. */
  readonly endpoint: string;
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const hashLength = 16;

/** The first 16 letters of the digest in base 32. */
function hashLetters(text: string): string {
  let letters = '';
  let bits = 0;
  let held = 0;
  for (const word of sha256(text)) {
    for (const shift of [24, 16, 8, 0]) {
      bits = ((bits << 8) | ((word >>> shift) & 0xff)) & 0xffff;
      held += 8;
      while (held >= 5) {
        held -= 5;
        letters += base32Alphabet.charAt((bits >> held) & 31);
        if (letters.length === hashLength) return letters;
      }
    }
  }
  return letters;
}

/**
 * The name of a chain.
 *
 * Models: pkg/proxy/iptables/proxier.go portProtoHash, servicePortEndpointChainName (v1.37).
 */
export function chainName({ kind, servicePort, protocol, endpoint }: Chain): string {
  return `KUBE-${kind}-${hashLetters(servicePort + protocol.toLowerCase() + endpoint)}`;
}
