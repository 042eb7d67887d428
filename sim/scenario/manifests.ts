import { readManifests, type ManifestDocument, type ManifestError } from '../api/yaml/manifests.ts';
import type { KubeObject } from '../api/types.ts';
import type { Json } from '../api/types.ts';
import { formatApiVersion, type WorkloadModelSpec, type WorldInput } from './formats/types.ts';

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
export function readManifestFiles(files: readonly { readonly name: string; readonly text: string }[]): ReadManifests {
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
      } else if (kind === 'World') world = { ...world, ...(document.value['spec'] as WorldInput) };
      else if (kind === 'WorkloadModel') workloadModels.push(modelOf(document.value));
    }
  }
  return { objects, places, world, workloadModels: [...(world.workloadModels ?? []), ...workloadModels], errors };
}

function modelOf(value: ManifestDocument['value']): WorkloadModelSpec {
  const { metadata, spec } = value as { metadata?: { name?: string }; spec?: object };
  return { ...spec, name: metadata?.name ?? '' } as unknown as WorkloadModelSpec;
}
