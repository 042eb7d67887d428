/** What the API server adds to DaemonSets. Models: pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/conversion.go (v1.37). */
import { isSame } from '../validation/common.ts';
import type { DaemonSet } from '../types.ts';
import type { Strategy } from './strategy.ts';

/** Counts the templates: once a field, now a deprecated annotation that is still kept up. */
const templateGenerationAnnotation = 'deprecated.daemonset.template.generation';

function withTemplateGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const { metadata = {} } = daemonSet;
  const annotations = { ...metadata.annotations, [templateGenerationAnnotation]: String(generation) };
  return { ...daemonSet, metadata: { ...metadata, annotations } };
}

function templateGenerationOf(daemonSet: DaemonSet): number {
  const generation = Number(daemonSet.metadata?.annotations?.[templateGenerationAnnotation] ?? 0);
  return Number.isInteger(generation) && generation >= 1 ? generation : 1;
}

export const daemonSetStrategy: Strategy<DaemonSet> = {
  initialStatus: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  create: (daemonSet) => withTemplateGeneration(daemonSet, templateGenerationOf(daemonSet)),
  update: (daemonSet, old) => {
    const isNew = !isSame(daemonSet.spec?.template, old.spec?.template);
    return withTemplateGeneration(daemonSet, templateGenerationOf(old) + (isNew ? 1 : 0));
  },
};
