import { maxNodeScore } from '../framework.ts';

/** Weight of the plugin's normalised score in the sum. Models: default_plugins.go PodTopologySpread (v1.37). */
export const podTopologySpreadWeight = 2;

/** Models: plugins/podtopologyspread/plugin.go systemDefaultConstraints (v1.37). */
const hostnameMaxSkew = 3;
const zoneMaxSkew = 5;

/**
 * Prefers nodes and zones with fewer pods of the same controller: the default constraints, which never exclude a node.
 *
 * Models: plugins/podtopologyspread/scoring.go Score, NormalizeScore (v1.37). Differs: pods of the same controller count, in place of
 * those that the selectors of the pod's controller and Services pick; constraints of the pod itself are not looked at.
 * @param counts such pods on each feasible node
 * @param zones the zone of each feasible node, empty where it has none
 * @param zoneCount such pods in a zone, on all nodes
 * @returns a score from 0 to 100 for each node; `null` when all are equal
 */
export function spreadScores(
  counts: readonly number[],
  zones: readonly string[],
  zoneCount: (zone: string) => number,
): number[] | null {
  const distinctZones = new Set(zones.filter((zone) => zone !== ''));
  const hostWeight = topologyNormalizingWeight(counts.length);
  const zoneWeight = topologyNormalizingWeight(distinctZones.size);
  const raw = counts.map((count, index) => {
    const zone = zones[index] ?? '';
    const ofZone = zone === '' ? 0 : zoneCount(zone) * zoneWeight + (zoneMaxSkew - 1);
    return Math.round(count * hostWeight + (hostnameMaxSkew - 1) + ofZone);
  });
  const highest = raw.reduce((most, score) => Math.max(most, score), 0);
  const lowest = raw.reduce((least, score) => Math.min(least, score), highest);
  if (highest === lowest) return null;
  return raw.map((score) => Math.floor((maxNodeScore * (highest + lowest - score)) / highest));
}

/** Gives domains of few members less weight. Models: scoring.go topologyNormalizingWeight (v1.37). */
function topologyNormalizingWeight(size: number): number {
  return naturalLog(size + 2);
}

const ln2 = 0.6931471805599453;

/** Natural logarithm of a number of at least 1, by its series: the same on every engine. */
function naturalLog(value: number): number {
  let halvings = 0;
  let x = value;
  while (x > 1.5) {
    x /= 2;
    halvings++;
  }
  const t = (x - 1) / (x + 1);
  let term = t;
  let sum = 0;
  for (let n = 1; n < 60; n += 2) {
    sum += term / n;
    term *= t * t;
  }
  return 2 * sum + halvings * ln2;
}
