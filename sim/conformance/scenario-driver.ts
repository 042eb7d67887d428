/** What a `scenario` check asks of the simulator. The whole simulator is plugged in behind these interfaces. */
import type { KubeObject, Labels, Node } from '../api/types.ts';
import type { JsonObject } from './types.ts';

/** What containers do that match by image or by labels of their pod. Absent fields keep the default: ready within 5 s, run for ever. */
export interface ScenarioBehavior {
  readonly match: { readonly image?: string; readonly labels?: Labels };
  /** Seconds from start to ready, null for never. */
  readonly readyAfter?: number | null;
  /** Seconds until the container ends, with `exitCode`. */
  readonly runSeconds?: number;
  readonly exitCode?: number;
  /** CPU that each pod uses. */
  readonly cpu?: string;
}

/** The world at second 0. */
export interface ScenarioWorld {
  readonly nodes: readonly Node[];
  readonly objects: readonly KubeObject[];
  readonly behavior: readonly ScenarioBehavior[];
  /** Wall clock at 0, RFC 3339; absent: the world's own default. */
  readonly startTime: string | undefined;
  readonly settings: JsonObject;
}

/** One object by name, or several by labels. */
export interface ScenarioTarget {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A running simulator. Times are virtual seconds since the start. Actions go through the API at the present instant. */
export interface ScenarioDriver {
  /** Runs every event up to and including this second. */
  runUntil: (seconds: number) => void;
  /** The present second, with fractions. */
  nowSeconds: () => number;
  /** The wall clock at second 0, milliseconds since 1970, that API times count from. */
  epochMs: () => number;
  /** Creates or updates as `kubectl apply` does. A Node applied becomes a working node. */
  apply: (object: KubeObject) => void;
  /** JSON merge patch, in which containers merge by name. */
  patch: (target: ScenarioTarget, patch: JsonObject) => void;
  delete: (target: ScenarioTarget, propagationPolicy: string | undefined) => void;
  nodeDown: (nodeName: string) => void;
  nodeUp: (nodeName: string) => void;
  /** Posts Eviction requests one after another at this instant; returns the status codes. */
  evict: (pods: readonly ScenarioTarget[]) => readonly number[];
  /** Changes the CPU that pods with a label set or image use. */
  load: (step: JsonObject) => void;
  /** Everything of a kind as stored now, in the order of names. */
  list: (kind: string) => readonly KubeObject[];
  /** Calls back after every change of the store, with the kind of what changed. */
  onChange: (listener: (kind: string) => void) => void;
}

/** Starts a simulator with the world applied at second 0. */
export type StartScenario = (world: ScenarioWorld) => ScenarioDriver;
