/** How fast nodes of a zone may be given NoExecute taints. */

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** Nodes of a zone by readiness. */
export interface ZoneHealth {
  readonly ready: number;
  readonly notReady: number;
}

/** Models: kube-controller-manager flags of the same names (v1.37). */
export interface EvictionSettings {
  readonly unhealthyZoneThreshold: number;
  readonly largeClusterSizeThreshold: number;
  /** Taints a second. */
  readonly evictionRate: number;
  /** Taints a second in a large zone that is mostly down. */
  readonly secondaryEvictionRate: number;
}
export const defaultEvictionSettings: EvictionSettings = {
  unhealthyZoneThreshold: 0.55,
  largeClusterSizeThreshold: 50,
  evictionRate: 0.1,
  secondaryEvictionRate: 0.01,
};

/** State and taints a second of one zone. */
export interface ZoneRate {
  readonly state: ZoneState;
  readonly rate: number;
}

/** Models: pkg/controller/nodelifecycle/node_lifecycle_controller.go ComputeZoneState (v1.37). */
export function zoneState({ ready, notReady }: ZoneHealth, settings: EvictionSettings): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  if (notReady > 2 && notReady / (ready + notReady) >= settings.unhealthyZoneThreshold) return 'PartialDisruption';
  return 'Normal';
}

function rateOf(state: ZoneState, nodes: number, settings: EvictionSettings): number {
  if (state !== 'PartialDisruption') return settings.evictionRate;
  return nodes > settings.largeClusterSizeThreshold ? settings.secondaryEvictionRate : 0;
}

/**
 * The rates of all zones; none when every zone is fully down, for then the controller itself is likely cut off.
 * Models: node_lifecycle_controller.go handleDisruption and setLimiterInZone (v1.37).
 */
export function evictionRates(
  zones: ReadonlyMap<string, ZoneHealth>,
  settings: EvictionSettings,
): Map<string, ZoneRate> {
  const states = [...zones].map(([zone, health]) => ({ zone, health, state: zoneState(health, settings) }));
  const isAllDown = states.length > 0 && states.every(({ state }) => state === 'FullDisruption');
  return new Map(
    states.map(({ zone, health, state }) => {
      const rate = isAllDown ? 0 : rateOf(state, health.ready + health.notReady, settings);
      return [zone, { state, rate }];
    }),
  );
}
