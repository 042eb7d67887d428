/** Builds a kustomization: its resources, the objects that it generates, and everything that it changes in them. */
import { readManifests } from '../../api/yaml/manifests.ts';
import { resourceForKind } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { contentHash, generate } from './generators.ts';
import {
  KustomizeError,
  kustomizationNames,
  readKustomization,
  type Generated,
  type Kustomization,
} from './kustomization.ts';
import {
  fieldsAt,
  nameOf,
  resourceOf,
  selectorPaths,
  templatePaths,
  walk,
  type Fields,
  type Resource,
} from './objects.ts';
import { inOrder } from './order.ts';
import { applyPatches } from './patches.ts';
import { followNames } from './references.ts';

/** The files that can be read, by path without `./`. */
export interface Files {
  read(path: string): string | undefined;
}

/**
 * The objects of a folder with a kustomization, in the order in which they are applied.
 *
 * Models: kustomize api/krusty/kustomizer.go Run, with kubectl's legacy order (v5.7).
 * @throws KustomizeError
 */
export function buildKustomization(files: Files, folder: string): KubeObject[] {
  const resources = accumulate(files, resolve('', folder), 0);
  const hashed = resources.map((resource) => {
    if (!resource.needsHash) return resource;
    return renamed(resource, `${nameOf(resource.object)}-${contentHash(resource.object)}`);
  });
  followNames(hashed);
  return inOrder(hashed).map(({ object }) => object as KubeObject);
}

const depthMax = 20;

function accumulate(files: Files, folder: string, depth: number): Resource[] {
  const found = kustomizationNames
    .map((name) => ({ path: join(folder, name), text: files.read(join(folder, name)) }))
    .find(({ text }) => text !== undefined);
  if (found?.text === undefined || depth > depthMax) {
    const shown = folder === '' ? '.' : folder;
    throw new KustomizeError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${shown}'`,
    );
  }
  const kustomization = readKustomization(found.text, found.path);
  const read = (path: string): string | undefined => files.read(resolve(folder, path));
  let resources = [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])].flatMap((path) =>
    resourcesAt(files, folder, path, depth),
  );
  const { configMapGenerator = [], secretGenerator = [], generatorOptions: shared } = kustomization;
  for (const given of configMapGenerator)
    resources = withGenerated(resources, given, generate('ConfigMap', given, shared, read));
  for (const given of secretGenerator)
    resources = withGenerated(resources, given, generate('Secret', given, shared, read));
  return transformed(applyPatches(resources, kustomization, read), kustomization);
}

function resourcesAt(files: Files, folder: string, path: string, depth: number): Resource[] {
  if (/^(https?:\/\/|git@|ssh:)/.test(path) || path.includes('?ref=')) {
    throw new KustomizeError(`accumulating resources from '${path}': Kubarium works without a network`);
  }
  const full = resolve(folder, path);
  const text = files.read(full);
  if (text === undefined) {
    const isFolder = kustomizationNames.some((name) => files.read(join(full, name)) !== undefined);
    if (isFolder) return accumulate(files, full, depth + 1);
    throw new KustomizeError(
      `accumulating resources: accumulation err='accumulating resources from '${path}': evalsymlink failure on '${full}' : lstat ${full}: no such file or directory'`,
    );
  }
  const { documents, errors } = readManifests(text, full);
  const [problem] = errors;
  if (problem !== undefined) {
    throw new KustomizeError(`accumulating resources from '${path}': yaml: line ${problem.line}: ${problem.message}`);
  }
  return documents.map(({ value }) => resourceOf(value as KubeObject));
}

/** A generator may add to an object that a base has. */
function withGenerated(resources: readonly Resource[], { behavior }: Generated, made: Resource): Resource[] {
  if (behavior !== 'merge' && behavior !== 'replace') return [...resources, made];
  const [name = ''] = made.names;
  const index = resources.findIndex(({ kind, names }) => kind === made.kind && names.includes(name));
  const known = resources[index];
  if (known === undefined) {
    throw new KustomizeError(`id ${made.kind}.v1.[noGrp]/${name}.[noNs] does not exist; cannot merge or replace`);
  }
  const before = behavior === 'merge' ? (known.object['data'] as Fields | undefined) : {};
  known.object['data'] = { ...before, ...(made.object['data'] as Fields | undefined) };
  return [...resources];
}

const unprefixed: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

function transformed(resources: readonly Resource[], kustomization: Kustomization): Resource[] {
  const { namespace, namePrefix = '', nameSuffix = '', commonLabels, labels = [], commonAnnotations } = kustomization;
  let all = namespace === undefined ? [...resources] : resources.map((resource) => inNamespace(resource, namespace));
  if (namePrefix !== '' || nameSuffix !== '') {
    all = all.map((resource) => {
      const isKept = unprefixed.has(resource.kind);
      return isKept ? resource : renamed(resource, `${namePrefix}${nameOf(resource.object)}${nameSuffix}`);
    });
  }
  for (const { object, kind, names } of all) {
    for (const { pairs = {}, includeSelectors, includeTemplates } of labels) {
      addLabels(object, kind, pairs, includeSelectors === true, includeTemplates === true || includeSelectors === true);
    }
    if (commonLabels !== undefined) addLabels(object, kind, commonLabels, true, true);
    if (commonAnnotations !== undefined) {
      for (const path of [['metadata'], ...templatePaths(kind)])
        put(object, [...path, 'annotations'], commonAnnotations);
    }
    for (const { name, count } of kustomization.replicas ?? []) {
      if (names.includes(name) && scalable.has(kind)) (object['spec'] as Fields)['replicas'] = count;
    }
    setImages(object, kustomization.images ?? []);
  }
  return all;
}

const scalable: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController']);

function addLabels(object: Fields, kind: string, pairs: Fields, toSelectors: boolean, toTemplates: boolean): void {
  put(object, ['metadata', 'labels'], pairs);
  if (toTemplates) for (const path of templatePaths(kind)) put(object, [...path, 'labels'], pairs);
  if (!toSelectors) return;
  for (const { path, isMade } of selectorPaths(kind)) {
    if (isMade || fieldsAt(object, path) !== undefined) put(object, path, pairs);
  }
}

function put(object: Fields, path: readonly string[], values: Fields): void {
  const fields = fieldsAt(object, path, true);
  if (fields !== undefined) Object.assign(fields, values);
}

function renamed(resource: Resource, name: string): Resource {
  (resource.object['metadata'] as Fields)['name'] = name;
  return { ...resource, names: [...resource.names, name] };
}

/** Subjects that are the namespace's own account follow it. Models: kustomize api/filters/namespace (v5.7). */
function inNamespace(resource: Resource, namespace: string): Resource {
  const { object, kind } = resource;
  const info = resourceForKind(String(object['apiVersion'] ?? ''), kind);
  if (kind === 'Namespace') return renamed(resource, namespace);
  if (info?.namespaced !== false) put(object, ['metadata'], { namespace });
  const { subjects } = object as { subjects?: Fields[] };
  for (const subject of subjects ?? []) {
    if (subject['kind'] === 'ServiceAccount') subject['namespace'] = namespace;
  }
  return resource;
}

function setImages(object: Fields, images: NonNullable<Kustomization['images']>): void {
  if (images.length === 0) return;
  walk(object, (fields, field) => {
    if (field !== 'containers' && field !== 'initContainers') return;
    const { image } = fields;
    if (typeof image !== 'string') return;
    const [, name = image, tag = '', digest = ''] = /^(.+?)(:[\w.{}-]*)?(@sha256:\w+)?$/.exec(image) ?? [];
    const wanted = images.find((one) => one.name === name);
    if (wanted === undefined) return;
    const { newName = name, newTag, digest: newDigest } = wanted;
    const rest =
      newDigest !== undefined ? `@${newDigest}` : newTag !== undefined ? `:${String(newTag)}` : `${tag}${digest}`;
    fields['image'] = `${newName}${rest}`;
  });
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** A path from a folder, without `.` and `..`. */
function resolve(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of join(folder, path).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
