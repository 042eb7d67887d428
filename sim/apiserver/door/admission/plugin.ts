import type { Sim } from '../../../engine/engine.ts';
import type { Micros } from '../../../engine/event.ts';
import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject, Status } from '../../../api/types.ts';
import type { UserInfo } from '../user.ts';
import type { WebhookAnswers, WebhookCall } from './webhooks/call.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What a plugin can be asked about; whether it cares is decided once for each of these. */
export interface Target {
  readonly info: ResourceInfo;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly operation: Operation;
}

/**
 * One write, as admission sees it.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/interfaces.go Attributes (v1.37).
 */
export interface Attributes extends Target {
  readonly namespace: string;
  /** The object's name; before it has one, what it is going to be made from. */
  readonly name: string;
  readonly user: UserInfo;
  /** The object as it is to be written; for a deletion as it is. */
  readonly object: KubeObject;
  /** The object as it is stored; `null` for a new one. */
  readonly old: KubeObject | null;
  readonly isDryRun: boolean;
  /** What webhooks have said of it so far. */
  readonly said: WebhookAnswers | undefined;
}

/** A refusal, in the Status that the client gets. */
export interface Denial {
  readonly type: 'denied';
  readonly status: Status;
  /** What spoke, when it was not the plugin itself. */
  readonly rule?: string;
}

/** Webhooks have to be asked first; then the plugin is asked again. */
export interface Calls {
  readonly type: 'call';
  readonly calls: readonly WebhookCall[];
}

/** What a mutating plugin makes of an object: the object as it goes on, a refusal, or a wait for something that is about to exist. */
export type Mutation =
  | { readonly type: 'admitted'; readonly object: KubeObject; readonly warnings?: readonly string[] }
  | Denial
  | Calls
  | { readonly type: 'wait'; readonly afterMicros: Micros; readonly looksMax: number; readonly status: Status };

/** What a validating plugin says: nothing, something to tell the client, or no. */
export type Verdict = null | { readonly type: 'warned'; readonly warnings: readonly string[] } | Denial | Calls;

/**
 * One admission plugin: it may change an object (`admit`), judge it (`validate`), or both.
 *
 * Plugins keep no state; what they know they read from the store.
 */
export interface AdmissionPlugin {
  /** As `--enable-admission-plugins` spells it. */
  readonly name: string;
  /** Whether it cares for a kind of write at all; asked once, not for each write. */
  readonly handles: (target: Target) => boolean;
  /**
   * What it makes of a new pod depends on the pod's spec, its namespace and objects of the subject `podPolicy` alone, so that the pods of a
   * template are admitted together.
   */
  readonly judgesTemplates?: true;
  /** Whether it has nothing to do for now, whatever is written; chains without such plugins are as if they were not there. */
  readonly isIdle?: (sim: Sim) => boolean;
  readonly admit?: (sim: Sim, attributes: Attributes) => Mutation;
  readonly validate?: (sim: Sim, attributes: Attributes) => Verdict;
}

export function admitted(object: KubeObject): Mutation {
  return { type: 'admitted', object };
}

export function denied(status: Status, rule?: string): Denial {
  return rule === undefined ? { type: 'denied', status } : { type: 'denied', status, rule };
}
