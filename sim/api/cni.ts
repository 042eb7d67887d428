/**
 * What the container runtime and the network plugin say to each other.
 *
 * The runtime sends `cni.add` and `cni.del` to `cni/<node>`; the plugin sends the answer as an event of kind `replyKind` to `replyTo`.
 * Models: containernetworking/cni SPEC.md, ADD and DEL (1.1).
 */

/** Payload of `cni.add` and `cni.del`. */
export interface CniCall {
  readonly sandboxId: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly replyTo: string;
  readonly replyKind: string;
}

/** Payload of the answer to `cni.add`. */
export interface CniAddAnswer {
  readonly sandboxId: string;
  readonly uid: string;
  /** Empty when it failed. */
  readonly ip: string;
  /** Why it failed; left out or empty for success. */
  readonly error?: string;
}

/** Payload of the answer to `cni.del`, which does not fail. */
export interface CniDelAnswer {
  readonly sandboxId: string;
  readonly uid: string;
}
