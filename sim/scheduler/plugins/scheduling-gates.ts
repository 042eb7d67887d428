import type { Plugin } from '../framework.ts';

/** Keeps a pod out of the queue as long as it has scheduling gates. Models: plugins/schedulinggates/scheduling_gates.go (v1.37). */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  preEnqueue(pod) {
    const gates = (pod.spec?.schedulingGates ?? []).map((gate) => gate.name);
    return gates.length === 0 ? null : `waiting for scheduling gates: [${gates.join(' ')}]`;
  },
  events: ['targetPod'],
  mayHelp: (change) => change.what === 'targetPod' && (change.object.spec?.schedulingGates ?? []).length === 0,
};
