import { checkFields, formatFieldPath } from '../../sim/api/schema/check-fields.ts';
import { resourceForKind } from '../../sim/api/resources.ts';
import type { CustomResourceDefinition, KubeObject } from '../../sim/api/types.ts';
import type { ManifestDocument, ManifestObject } from '../../sim/api/yaml/manifests.ts';
import { servedKind } from '../../sim/apiserver/served.ts';
import type { Engine } from '../../sim/engine/engine.ts';
import type { ApplyResult, ManifestFile, TextProblem } from '../../sim/protocol.ts';
import { readManifestFiles, type ReadManifests } from '../../sim/scenario/manifests.ts';
import { objectId } from '../../sim/view/element-ids.ts';
import { rehearseApply, type Verdict } from './rehearsal.ts';
import { withoutServerFields } from './user-actions.ts';

/** Files as the simulator reads them, and what the API server would make of them now. */
export interface CheckedManifests extends ApplyResult {
  readonly read: ReadManifests;
  /** Objects of kinds that are served, to be sent. */
  readonly objects: readonly ManifestObject[];
}

const problemsMax = 200;

/** Reads files and tries them on the cluster as it is now; changes nothing. */
export function checkManifests(engine: Engine, files: readonly ManifestFile[]): CheckedManifests {
  const read = readManifestFiles(files);
  const problems: TextProblem[] = read.errors.map(({ fileName, line, column, message }) => {
    return { file: fileName, line, column, message, severity: 'error' };
  });
  const manifests = read.objects.map(withoutServerFields);
  const objects = manifests as readonly KubeObject[];
  const verdicts = problems.length > 0 ? [] : rehearseApply(engine, objects);
  const applied: ApplyResult['applied'] = [];
  verdicts.forEach((verdict, index) => {
    const object = objects[index] as KubeObject;
    const place = read.places[index];
    if (verdict.ok) applied.push({ elementId: elementOf(object), text: verdict.text });
    else if (place !== undefined) problems.push(...problemsOf(place.fileName, place.document, object, verdict));
  });
  const defined = definedKinds(objects);
  const isServed = ({ apiVersion = '', kind = '' }: KubeObject): boolean =>
    servedKind(engine, apiVersion, kind) !== undefined || defined.has(`${apiVersion} ${kind}`);
  return {
    read,
    objects: manifests.filter((manifest) => isServed(manifest as KubeObject)),
    applied,
    problems: problems.slice(0, problemsMax),
  };
}

/** Kinds that the files themselves define; the server knows them when their objects follow. */
function definedKinds(objects: readonly KubeObject[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const { group, names, versions } = ((object as Partial<CustomResourceDefinition>).spec ?? {}) as Partial<
      CustomResourceDefinition['spec']
    >;
    if (!Array.isArray(versions)) continue;
    for (const version of versions) kinds.add(`${group ?? ''}/${version.name} ${names?.kind ?? ''}`);
  }
  return kinds;
}

function elementOf(object: KubeObject): string {
  const { name = '', namespace = 'default' } = object.metadata ?? {};
  const info = resourceForKind(object.apiVersion ?? '', object.kind ?? '');
  if (info === undefined) return '';
  return objectId(info.resource, info.namespaced ? `${namespace}/${name}` : name);
}

/** What a refusal says, each part at the line that it is about. */
function problemsOf(file: string, document: ManifestDocument, object: KubeObject, verdict: Verdict): TextProblem[] {
  const at = (field: string, message: string): TextProblem => {
    const { line, column } = document.locate(field);
    return { file, line, column, message, severity: 'error' };
  };
  const findings = [...fieldFindings(object), ...verdict.causes];
  const [first] = findings;
  if (first === undefined) return [at(verdict.field, verdict.text)];
  if (findings.length === 1) return [at(first.field, verdict.text)];
  return findings.map(({ field, message }) => at(field, message));
}

interface Finding {
  readonly field: string;
  readonly message: string;
}

function fieldFindings(object: KubeObject): Finding[] {
  const { apiVersion = '', kind = '' } = object;
  if (resourceForKind(apiVersion, kind) === undefined) return [];
  const { unknown, typeErrors } = checkFields(object, apiVersion, kind);
  return [
    ...unknown.map(({ path, field }) => ({ field: formatFieldPath(path), message: `unknown field "${field}"` })),
    ...typeErrors.map(({ path, message }) => ({ field: formatFieldPath(path), message })),
  ];
}
