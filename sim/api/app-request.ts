/**
 * Application traffic between the network of a machine and the processes of its containers.
 *
 * Inbound: whoever has brought a request to a pod's address sends `containerd.serve` to the `containerd/<node>` of that pod.
 * Outbound: a program's effect goes as `kernel.connect` to `kernel/<node>`, and its outcome comes back as `containerd.connected`.
 */
import type { Micros } from '../engine/event.ts';

/** Payload of `containerd.serve`: a connection that has arrived at a pod's address. */
export interface ServeCall {
  /** Address and port that it arrived at: the pod's own, behind every translation. */
  readonly ip: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  /** Absent for a bare connection. */
  readonly http?: HttpRequest;
  readonly replyTo: string;
  readonly replyKind: string;
  /** Plain data that comes back with the answer. */
  readonly context: unknown;
}
export interface HttpRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
}

/** Payload of the answer, sent when the process has worked on the request. */
export interface ServeAnswer {
  /** `refused`: nobody listens on the port; `closed`: the process ended while it worked on it; `noAddress`: no pod here has the address. */
  readonly outcome: 'answered' | 'refused' | 'closed' | 'noAddress';
  /** Status of the HTTP answer; 0 for a bare connection. */
  readonly status: number;
  readonly body: string;
  /** Lines of its head behind the status. */
  readonly headers?: readonly string[];
  /** `namespace/name` of the pod and name of the container that answered; empty when none did. */
  readonly podKey: string;
  readonly container: string;
  readonly context: unknown;
}

/** What resolv.conf says. */
export interface ResolverConfig {
  readonly server: string;
  readonly searches: readonly string[];
  readonly ndots: number;
}

/** Payload of `kernel.connect`: a program asks for the network. */
export interface ConnectCall {
  readonly podUid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The pod's own address, its source address. */
  readonly ip: string;
  readonly request:
    | { readonly type: 'http'; readonly method: string; readonly url: string; readonly body?: string }
    | { readonly type: 'tcp'; readonly host: string; readonly port: number }
    | { readonly type: 'dns'; readonly name: string }
    /** An ICMP echo request. */
    | { readonly type: 'ping'; readonly host: string };
  readonly timeoutMicros: Micros;
  /** How long the program waits in all, the look-up of a name included; for ever without it. */
  readonly deadlineMicros?: Micros;
  /** What the pod's resolv.conf says; without it that of policy ClusterFirst, or the machine's for a pod in its network. */
  readonly resolver?: ResolverConfig;
  readonly replyTo: string;
  /** Kind of the event that brings the outcome: `containerd.connected`. */
  readonly replyKind: string;
  /** Comes back unchanged. */
  readonly context: unknown;
}

/** Payload of `containerd.connected`. */
export interface ConnectAnswer {
  readonly ok: boolean;
  readonly outcome: 'answered' | 'nameNotFound' | 'nameUnresolved' | 'refused' | 'closed' | 'timedOut';
  /** `ip:port` that was connected to; empty when it did not come to that. */
  readonly destination: string;
  /** The program's deadline came before the end. */
  readonly isLate: boolean;
  /** Status of the HTTP answer; 0 for none. */
  readonly status: number;
  readonly body: string;
  /** Lines of the HTTP answer's head behind its status. */
  readonly headers?: readonly string[];
  /** Hops that the answer of a ping had left; 0 for none. */
  readonly ttl: number;
  /** The name that the addresses are of. */
  readonly canonicalName: string;
  /** Addresses that a name was resolved to. */
  readonly addresses: readonly string[];
  /** Why it failed, as the program's error says it: `Connection refused`, `Name or service not known`, `Operation timed out`. */
  readonly error: string;
  readonly context: unknown;
}
