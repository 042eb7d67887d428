/** The objects of `-f`: files of the session, the input, or what came with the command. */
import { readManifests } from '../../api/yaml/manifests.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { buildKustomization } from '../kustomize/build.ts';
import { KustomizeError } from '../kustomize/kustomization.ts';
import { namespaceOf } from './common.ts';
import type { Flags } from './flags.ts';
import { fileText, filesIn, type Kubectl } from './kubectl.ts';
import { CommandFailure, fail } from './program.ts';

/** An object of a file, with its kind and namespace settled. */
export interface Manifest {
  readonly info: ResourceInfo;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
  /** File that it stands in. */
  readonly source: string;
}

export interface ReadManifests {
  readonly manifests: readonly Manifest[];
  /** What could not be read, in kubectl's words; the rest is worked on all the same. */
  readonly errors: readonly string[];
}

const extensions = ['.json', '.yaml', '.yml'];

/** Reads all files that `-f` names. Fails when one is not there or is no YAML. */
export function readFiles(kubectl: Kubectl, flags: Flags): ReadManifests {
  const manifests: Manifest[] = [];
  const errors: string[] = [];
  if (flags.has('kustomize')) {
    if (flags.has('filename')) fail('only one of -f or -k can be specified');
    for (const object of kustomized(kubectl, flags.text('kustomize'))) {
      const made = settle(kubectl, flags, object, flags.text('kustomize'));
      if (typeof made === 'string') errors.push(made);
      else manifests.push(made);
    }
  }
  for (const name of flags.list('filename')) {
    for (const [source, text] of textsOf(kubectl, name, flags)) {
      const read = readManifests(text, source);
      for (const problem of read.errors) {
        errors.push(
          `error: error parsing ${source}: error converting YAML to JSON: yaml: line ${problem.line}: ${problem.message}`,
        );
      }
      for (const { value } of read.documents) {
        const made = settle(kubectl, flags, value as KubeObject, source);
        if (typeof made === 'string') errors.push(made);
        else manifests.push(made);
      }
    }
  }
  if (manifests.length === 0 && errors.length === 0) fail('no objects passed to ' + 'apply');
  return { manifests, errors };
}

/** The objects of a folder of the session's files with a kustomization. */
export function kustomized(kubectl: Kubectl, folder: string): KubeObject[] {
  const hasFiles = folder === '.' || filesIn(kubectl, folder).length > 0;
  if (!hasFiles) {
    return fail(
      `must build at directory: not a valid directory: evalsymlink failure on '${folder}' : lstat ${folder}: no such file or directory`,
    );
  }
  try {
    return buildKustomization({ read: (path) => fileText(kubectl, path) }, folder);
  } catch (error) {
    if (error instanceof KustomizeError) return fail(error.message);
    throw error;
  }
}

function textsOf(kubectl: Kubectl, name: string, flags: Flags): [string, string][] {
  if (name === '-') return [['STDIN', kubectl.stdin ?? '']];
  if (/^https?:\/\//.test(name)) {
    const host = /^https?:\/\/([^/]+)/.exec(name)?.[1] ?? name;
    return fail(
      `unable to read URL "${name}", Kubarium works without a network: dial tcp: lookup ${host}: no such host`,
    );
  }
  const text = fileText(kubectl, name);
  if (text !== undefined) return [[name, text]];
  const inside = filesIn(kubectl, name).filter((file) => extensions.some((end) => file.endsWith(end)));
  const depth = name.replace(/^\.\/?/, '').replace(/\/$/, '').length;
  const direct = inside.filter((file) => flags.bool('recursive') || !file.slice(depth + 1).includes('/'));
  if (direct.length > 0) return direct.map((file) => [file, fileText(kubectl, file) ?? '']);
  return fail(`the path ${JSON.stringify(name)} does not exist`);
}

function settle(kubectl: Kubectl, flags: Flags, object: KubeObject, source: string): Manifest | string {
  const { apiVersion = '', kind = '', metadata } = object;
  const name = metadata?.name ?? '';
  const info = kubectl.resources.find((one) => one.apiVersion === apiVersion && one.kind === kind);
  if (info === undefined) {
    return `error: resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(
      metadata?.namespace ?? '',
    )} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`;
  }
  if (!info.namespaced) return { info, namespace: '', name, object, source };
  const wanted = metadata?.namespace ?? '';
  if (flags.has('namespace') && wanted !== '' && wanted !== flags.text('namespace')) {
    throw new CommandFailure(
      `error: the namespace from the provided object ${JSON.stringify(wanted)} does not match the namespace ${JSON.stringify(
        flags.text('namespace'),
      )}. You must pass '--namespace=${wanted}' to perform this operation.`,
    );
  }
  const namespace = wanted === '' ? namespaceOf(kubectl, flags) : wanted;
  const settled = wanted === '' ? { ...object, metadata: { ...metadata, namespace } } : object;
  return { info, namespace, name, object: settled, source };
}
