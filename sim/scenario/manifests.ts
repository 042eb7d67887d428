import { readManifests, type ManifestDocument, type ManifestError } from '../api/yaml/manifests.ts';
import type { Json, KubeObject } from '../api/types.ts';
import { formatApiVersion, type WorkloadModelSpec, type WorldInput } from './formats/types.ts';
import { checkFormat, type Checked } from './formats/validate.ts';

/** A file to read: a name for messages, and its text. */
export interface FileText {
  readonly name: string;
  readonly text: string;
}

/** What a set of files says: objects to apply, the world to apply them to, models, and what could not be read. */
export interface ReadManifests {
  readonly objects: readonly { readonly [key: string]: Json }[];
  /** Where each object stands, for messages about it. */
  readonly places: readonly { readonly fileName: string; readonly document: ManifestDocument }[];
  readonly world: WorldInput;
  readonly workloadModels: readonly WorkloadModelSpec[];
  readonly errors: readonly ManifestError[];
}

/** Reads files one after another: Kubernetes objects, and documents of kind World and WorkloadModel among them. */
export function readManifestFiles(files: readonly FileText[]): ReadManifests {
  const objects: { readonly [key: string]: Json }[] = [];
  const places: { fileName: string; document: ManifestDocument }[] = [];
  const workloadModels: WorkloadModelSpec[] = [];
  const errors: ManifestError[] = [];
  let world: WorldInput = {};
  for (const { name, text } of files) {
    const read = readManifests(text, name);
    errors.push(...read.errors);
    for (const document of read.documents) {
      const { apiVersion, kind } = document.value as KubeObject;
      if (apiVersion !== formatApiVersion) {
        objects.push(document.value);
        places.push({ fileName: name, document });
        continue;
      }
      if (kind === 'WorkloadModel') {
        const model = checkFormat(document.value, 'WorkloadModel');
        if (model.value === null) errors.push(...errorsOf(model, document, name));
        else workloadModels.push({ ...model.value.spec, name: model.value.metadata.name });
        continue;
      }
      const found = checkFormat(document.value, 'World');
      if (found.value === null) errors.push(...errorsOf(found, document, name));
      else world = { ...world, ...found.value.spec };
    }
  }
  return { objects, places, world, workloadModels: [...(world.workloadModels ?? []), ...workloadModels], errors };
}

/** The problems of a document, each where it stands in its file. */
function errorsOf({ problems }: Checked<unknown>, document: ManifestDocument, fileName: string): ManifestError[] {
  return problems.map(({ path, message }) => ({
    ...document.locate(path),
    message: path === '' ? message : `${path}: ${message}`,
    document: document.index,
    fileName,
  }));
}
