/** Priorities that the system keeps for itself. Models: pkg/apis/scheduling/types.go, helpers.go (v1.37). */

/** The highest number that a user may give. */
export const highestUserPriority = 1_000_000_000;

/** The two classes that every cluster has. */
export const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};
