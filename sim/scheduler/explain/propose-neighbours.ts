/** Answers to refusals because of other pods: spreading, affinity, anti-affinity. */
import type { Pod } from '../../api/types.ts';
import { podProposal, withSpec, type Proposal, type Proposer } from './proposal.ts';

export const answerSpread: Proposer = ({ pod }) => {
  const constraints = pod.spec?.topologySpreadConstraints ?? [];
  return constraints.flatMap((constraint, index): Proposal[] => {
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule') return [];
    const replaced = (change: Partial<typeof constraint>): Pod =>
      withSpec(pod, {
        topologySpreadConstraints: constraints.map((other, n) => (n === index ? { ...other, ...change } : other)),
      });
    const path = `spec.topologySpreadConstraints[${index}]`;
    const { topologyKey, maxSkew } = constraint;
    return [
      podProposal(`${path}.maxSkew`, `let ${topologyKey} differ by ${maxSkew + 1}`, replaced({ maxSkew: maxSkew + 1 })),
      podProposal(
        `${path}.whenUnsatisfiable`,
        `only prefer to spread over ${topologyKey}`,
        replaced({ whenUnsatisfiable: 'ScheduleAnyway' }),
      ),
    ];
  });
};

export const answerPodAffinity: Proposer = ({ pod }, _, __, { reasons }) => {
  const affinity = pod.spec?.affinity;
  const own = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const anti = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (reasons.some((reason) => reason.endsWith('pod affinity rules'))) {
    return own.map(({ topologyKey }, index) =>
      podProposal(
        `spec.affinity.podAffinity[${index}]`,
        `drop the affinity to pods in the same ${topologyKey}`,
        withSpec(pod, {
          affinity: {
            ...affinity,
            podAffinity: {
              ...affinity?.podAffinity,
              requiredDuringSchedulingIgnoredDuringExecution: own.filter((_term, n) => n !== index),
            },
          },
        }),
      ),
    );
  }
  return anti.map(({ topologyKey }, index) =>
    podProposal(
      `spec.affinity.podAntiAffinity[${index}]`,
      `drop the anti-affinity to pods in the same ${topologyKey}`,
      withSpec(pod, {
        affinity: {
          ...affinity,
          podAntiAffinity: {
            ...affinity?.podAntiAffinity,
            requiredDuringSchedulingIgnoredDuringExecution: anti.filter((_term, n) => n !== index),
          },
        },
      }),
    ),
  );
};
