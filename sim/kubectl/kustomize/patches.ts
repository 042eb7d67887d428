/** The patches of a kustomization. Models: kustomize api/internal/builtins/PatchTransformer.go (v5.7). */
import { applyJsonPatch, type JsonPatchOperation } from '../../api/json-patch.ts';
import { parseLabelSelector } from '../../api/label-selector-parser.ts';
import { selects } from '../../api/label-selector.ts';
import { definitionForKind } from '../../api/schema/schema.ts';
import { applyStrategicMergePatch } from '../../api/strategic-merge-patch.ts';
import type { Labels } from '../../api/types.ts';
import { readManifests } from '../../api/yaml/manifests.ts';
import { readValue } from '../command/yaml-value.ts';
import { KustomizeError, type Kustomization, type PatchTarget } from './kustomization.ts';
import { fieldsAt, type Fields, type Resource } from './objects.ts';
import type { ReadFile } from './generators.ts';

interface OnePatch {
  readonly text: string;
  readonly target: PatchTarget | undefined;
  readonly source: string;
}

/** The resources with all patches applied; those that a patch deletes are gone. */
export function applyPatches(
  resources: readonly Resource[],
  { patches = [], patchesStrategicMerge = [], patchesJson6902 = [] }: Kustomization,
  read: ReadFile,
): Resource[] {
  const all: OnePatch[] = [
    ...patchesStrategicMerge.map((given) => ({
      text: given.includes('\n') ? given : fileText(given, read),
      target: undefined,
      source: given,
    })),
    ...[...patches, ...patchesJson6902].map(({ path, patch, target }) => ({
      text: patch ?? fileText(path ?? '', read),
      target,
      source: path ?? 'patch',
    })),
  ];
  let patched = [...resources];
  for (const patch of all) patched = applyOne(patched, patch);
  return patched;
}

function fileText(path: string, read: ReadFile): string {
  const text = read(path);
  if (text !== undefined) return text;
  throw new KustomizeError(
    `trouble configuring builtin PatchTransformer with config: ${path}: no such file or directory`,
  );
}

function applyOne(resources: readonly Resource[], patch: OnePatch): Resource[] {
  const value = readValue(patch.text);
  if (Array.isArray(value)) {
    const { target } = patch;
    if (target === undefined) throw new KustomizeError('must specify a target for JSON patch');
    return resources.map((resource) => {
      if (!isTarget(resource, target)) return resource;
      return { ...resource, object: applyJsonPatch(resource.object, value as JsonPatchOperation[]) as Fields };
    });
  }
  return readManifestsOf(patch).reduce<Resource[]>((before, fields) => merged(before, fields, patch), [...resources]);
}

function readManifestsOf({ text, source, target }: OnePatch): Fields[] {
  if (target !== undefined) return [readValue(text) as Fields];
  const { documents, errors } = readManifests(text, source);
  const [problem] = errors;
  if (problem !== undefined)
    throw new KustomizeError(`unable to parse SM or JSON patch from ${source}: ${problem.message}`);
  return documents.map(({ value }) => value as Fields);
}

/** A strategic merge patch on all that it means. */
function merged(resources: readonly Resource[], fields: Fields, { target }: OnePatch): Resource[] {
  const metadata = fieldsAt(fields, ['metadata']);
  const meant: PatchTarget = target ?? {
    kind: String(fields['kind'] ?? ''),
    name: String(metadata?.['name'] ?? ''),
    ...groupVersion(String(fields['apiVersion'] ?? '')),
  };
  let isFound = false;
  const result: Resource[] = [];
  for (const resource of resources) {
    if (!isTarget(resource, meant)) {
      result.push(resource);
      continue;
    }
    isFound = true;
    if (fields['$patch'] === 'delete') continue;
    const { object, kind } = resource;
    const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = fields;
    const { name: _name, namespace: _namespace, ...head } = metadata ?? {};
    const patch = Object.keys(head).length === 0 ? rest : { ...rest, metadata: head };
    const schema = definitionForKind(String(object['apiVersion'] ?? ''), kind);
    const changed = applyStrategicMergePatch(object, patch, schema);
    const copy = JSON.parse(JSON.stringify(changed)) as Fields;
    patchFirst(patch, copy);
    result.push({ ...resource, object: copy });
  }
  if (!isFound && target === undefined) {
    const where = `${meant.kind ?? ''}.${meant.version ?? ''}.${meant.group === '' ? '[noGrp]' : (meant.group ?? '')}/${meant.name ?? ''}.[noNs]`;
    throw new KustomizeError(
      `no resource matches strategic merge patch ${JSON.stringify(where)}: no matches for Id ${where}; failed to find unique target for patch ${where}`,
    );
  }
  return result;
}

const listKeys = [
  'name',
  'containerPort',
  'port',
  'mountPath',
  'devicePath',
  'ip',
  'topologyKey',
  'key',
  'type',
  'uid',
];

/** In lists whose items have a key, those of the patch stand first. Models: kyaml MergeOptionsListPrepend. */
function patchFirst(patch: unknown, changed: unknown): void {
  if (typeof patch !== 'object' || patch === null || typeof changed !== 'object' || changed === null) return;
  if (!Array.isArray(patch) || !Array.isArray(changed)) {
    for (const [key, inner] of Object.entries(patch)) patchFirst(inner, (changed as Fields)[key]);
    return;
  }
  const [items, all] = [changed as Fields[], patch as Fields[]];
  const key = listKeys.find((one) => [...items, ...all].every((item) => item?.[one] !== undefined));
  if (key === undefined) return;
  const rank = (item: Fields): number => {
    const index = all.findIndex((other) => other[key] === item[key]);
    return index < 0 ? all.length : index;
  };
  items.sort((a, b) => rank(a) - rank(b));
  for (const item of items) patchFirst(all[rank(item)], item);
}

function groupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Kinds and names of a target are patterns for the whole of them. */
function isTarget({ object, kind, names }: Resource, target: PatchTarget): boolean {
  const { group, version } = groupVersion(String(object['apiVersion'] ?? ''));
  const { namespace, labels } = (object['metadata'] ?? {}) as { namespace?: string; labels?: Labels };
  const matches = (pattern: string | undefined, ...texts: string[]): boolean =>
    pattern === undefined || pattern === '' || texts.some((text) => new RegExp(`^(?:${pattern})$`).test(text));
  if (!matches(target.kind, kind) || !matches(target.name, ...names)) return false;
  if (target.group !== undefined && target.group !== group) return false;
  if (target.version !== undefined && target.version !== version) return false;
  if (!matches(target.namespace, namespace ?? '')) return false;
  if (target.labelSelector === undefined) return true;
  const parsed = parseLabelSelector(target.labelSelector);
  return parsed.error === undefined && selects(parsed.selector, labels);
}
