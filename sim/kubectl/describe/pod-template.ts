/** The pod template of a workload. */
import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { selectorText } from '../../api/tables/format.ts';
import type { PodTemplateSpec } from '../../api/types.ts';
import { containersLines } from './containers.ts';
import { annotationLines, labelLines, tolerationLines } from './metadata.ts';
import { volumesLines } from './volumes.ts';
import { DescriptionWriter } from './writer.ts';

/** Models: describe.go describeTopologySpreadConstraints (v1.37). */
export function spreadLines(
  w: DescriptionWriter,
  constraints: readonly TopologySpreadConstraint[] | undefined,
  indent: string,
): void {
  const sorted = [...(constraints ?? [])].sort((a, b) =>
    a.topologyKey < b.topologyKey ? -1 : a.topologyKey > b.topologyKey ? 1 : 0,
  );
  sorted.forEach(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }, index) => {
    const title = index === 0 ? 'Topology Spread Constraints:' : '';
    const selector = labelSelector === undefined ? '' : ` for selector ${selectorText(labelSelector)}`;
    const rule = `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded`;
    w.raw(`${indent}${title}\t${rule}${selector}\n`);
  });
}

/** Models: describe.go DescribePodTemplate (v1.37). */
export function podTemplateLines(w: DescriptionWriter, template: PodTemplateSpec | undefined): void {
  w.line(0, 'Pod Template:');
  if (template === undefined) {
    w.raw('  <unset>');
    return;
  }
  const { metadata, spec } = template;
  labelLines(w, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) annotationLines(w, metadata?.annotations, '  Annotations');
  const account = spec?.serviceAccountName ?? '';
  if (account !== '') w.field(1, 'Service Account', account);
  const inits = spec?.initContainers ?? [];
  if (inits.length > 0) containersLines(w, 'Init Containers', inits, {});
  containersLines(w, 'Containers', spec?.containers ?? [], {});
  volumesLines(w, spec?.volumes, '  ');
  spreadLines(w, spec?.topologySpreadConstraints, '  ');
  const priorityClass = spec?.priorityClassName ?? '';
  if (priorityClass !== '') w.field(1, 'Priority Class Name', priorityClass);
  labelLines(w, '  Node-Selectors', spec?.nodeSelector);
  tolerationLines(w, '  Tolerations', spec?.tolerations);
}

/** A template alone, with tabs as they are, as `kubectl rollout history --revision` prints it. */
export function podTemplateText(template: PodTemplateSpec): string {
  const w = new DescriptionWriter(0);
  podTemplateLines(w, template);
  return w.unaligned;
}
