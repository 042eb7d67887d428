/** Environment variables of a container, with the values that can be read off the pod. */
import type { EnvVar, ResourceFieldSelector } from 'kubernetes-types/core/v1';
import { milliValue, wholeValue } from '../../api/quantity.ts';
import type { Container, Labels, Pod } from '../../api/types.ts';
import type { DescriptionWriter } from './writer.ts';

function mapText(map: Labels | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`)
    .join('\n');
}

const subscript = /^metadata\.(annotations|labels)\['([^']*)'\]$/;

/** A field of the pod's metadata; everything else is unknown to the client. Models: kubectl pkg/util/fieldpath (v1.37). */
function fieldValue({ metadata }: Pod, path: string): string {
  const match = subscript.exec(path);
  if (match !== null) {
    const map: Labels | undefined = match[1] === 'labels' ? metadata?.labels : metadata?.annotations;
    return map?.[match[2] ?? ''] ?? '';
  }
  switch (path) {
    case 'metadata.annotations':
      return mapText(metadata?.annotations);
    case 'metadata.labels':
      return mapText(metadata?.labels);
    case 'metadata.name':
      return metadata?.name ?? '';
    case 'metadata.namespace':
      return metadata?.namespace ?? '';
    case 'metadata.uid':
      return metadata?.uid ?? '';
    default:
      return '';
  }
}

/** Models: kubectl pkg/util/resource/resource.go ExtractContainerResourceValue (v1.37). */
function resourceValue({ resource, divisor }: ResourceFieldSelector, container: Container): string {
  const [list = '', name = ''] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)];
  if (list !== 'limits' && list !== 'requests') return '';
  const amount = container.resources?.[list]?.[name] ?? '0';
  const unit = divisor === undefined || divisor === '' || divisor === '0' ? '1' : divisor;
  const value =
    name === 'cpu'
      ? Math.ceil(milliValue(amount) / milliValue(unit))
      : Math.ceil(wholeValue(amount) / wholeValue(unit));
  const isUnlimited = value === 0 && (resource === 'limits.cpu' || resource === 'limits.memory');
  return isUnlimited ? 'node allocatable' : String(value);
}

function variableLines({ name, value = '', valueFrom }: EnvVar, container: Container, pod: Pod | undefined): string[] {
  if (valueFrom === undefined) {
    return value.split('\n').map((line, index) => (index === 0 ? `${name}:\t${line}` : `\t${line}`));
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef !== undefined) {
    const text = pod === undefined ? '' : fieldValue(pod, fieldRef.fieldPath);
    return [`${name}:\t${text} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`];
  }
  if (resourceFieldRef !== undefined) {
    return [`${name}:\t${resourceValue(resourceFieldRef, container)} (${resourceFieldRef.resource})`];
  }
  if (secretKeyRef !== undefined) {
    const source = `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>`;
    return [`${name}:\t${source}\tOptional: ${secretKeyRef.optional === true}`];
  }
  if (configMapKeyRef !== undefined) {
    const source = `<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>`;
    return [`${name}:\t${source}\tOptional: ${configMapKeyRef.optional === true}`];
  }
  return [];
}

/**
 * The environment of a container.
 * @param pod absent for a template, in which fields have no values yet.
 * Models: describe.go describeContainerEnvFrom, describeContainerEnvVars (v1.37).
 */
export function environmentLines(w: DescriptionWriter, container: Container, pod: Pod | undefined): void {
  const sources = container.envFrom ?? [];
  if (sources.length > 0) w.line(2, 'Environment Variables from:');
  for (const { configMapRef, secretRef, prefix = '' } of sources) {
    const kind = configMapRef !== undefined ? 'ConfigMap' : secretRef !== undefined ? 'Secret' : '';
    const reference = configMapRef ?? secretRef;
    const how = prefix === '' ? kind : `${kind} with prefix '${prefix}'`;
    w.line(3, `${reference?.name ?? ''}\t${how}\tOptional: ${reference?.optional === true}`);
  }
  const variables = container.env ?? [];
  w.line(2, variables.length === 0 ? 'Environment:\t<none>' : 'Environment:');
  for (const variable of variables) {
    for (const line of variableLines(variable, container, pod)) w.line(3, line);
  }
}
