import type { Plugin } from '../framework.ts';

/** Higher priority first, then longer waiting. Models: plugins/queuesort/priority_sort.go Less (v1.37). */
export const prioritySort: Plugin = {
  name: 'PrioritySort',
  compare: (a, b) => b.priority - a.priority || a.since - b.since,
};
