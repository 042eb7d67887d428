import type { Sim } from '../engine/engine.ts';
import { randomUuid } from '../engine/random.ts';
import { numbered } from '../engine/store.ts';
import type { KubeObject, Mutable, ObjectMeta } from '../api/types.ts';
import { randomNameSuffix } from '../api/rand.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { formatTime } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';

const generatedNamesName = numbered('apiserver/generatedNames');

/** The instant as API times show it: RFC 3339 with whole seconds. */
export function apiNow(sim: Sim): string {
  return formatTime(sim.now, worldSettings(sim).epochMs);
}

/**
 * A name from `generateName`: five random characters that depend on the base and on how many names it gave before.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/storage/names/generate.go (v1.37).
 */
export function generateName(sim: Sim, namespace: string, base: string): string {
  const counts = sim.store.map<number>(generatedNamesName);
  const subject = `${namespace}/${base}`;
  const n = counts.get(subject) ?? 0;
  counts.set(subject, n + 1);
  let draw = 0;
  const suffix = randomNameSuffix((bound) => Math.floor(sim.random('generateName', subject, n * 8 + draw++) * bound));
  // Joined rather than added: engines keep a sum of texts as a pair of them, which is slow to compare.
  return [base.slice(0, maxGeneratedBase), suffix].join('');
}
const maxGeneratedBase = 58;

/**
 * Metadata of a new object: name, namespace, uid, creation time, generation; what the server owns is not taken from the client.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/registry/rest/create.go BeforeCreate (v1.37).
 */
export function newMetadata(
  sim: Sim,
  info: ResourceInfo,
  object: KubeObject,
  namespace: string,
  name: string,
): ObjectMeta {
  const given = object.metadata ?? {};
  const metadata: Mutable<ObjectMeta> = { name };
  if (given.generateName !== undefined) metadata.generateName = given.generateName;
  if (info.namespaced) metadata.namespace = namespace;
  metadata.uid = randomUuid(sim.seed, [info.etcdPrefix, '/', namespace, '/', name], sim.now);
  metadata.creationTimestamp = apiNow(sim);
  if (info.hasGeneration) metadata.generation = 1;
  if (given.labels !== undefined) metadata.labels = given.labels;
  if (given.annotations !== undefined) metadata.annotations = given.annotations;
  if (given.ownerReferences !== undefined) metadata.ownerReferences = given.ownerReferences;
  if (given.finalizers !== undefined) metadata.finalizers = given.finalizers;
  return metadata;
}

/** Metadata of an update: the client's labels, annotations, owners and finalizers; everything else stays as stored. */
export function updatedMetadata(stored: ObjectMeta, given: ObjectMeta): ObjectMeta {
  const metadata: Mutable<ObjectMeta> = { ...stored };
  delete metadata.labels;
  delete metadata.annotations;
  delete metadata.ownerReferences;
  delete metadata.finalizers;
  if (given.labels !== undefined) metadata.labels = given.labels;
  if (given.annotations !== undefined) metadata.annotations = given.annotations;
  if (given.ownerReferences !== undefined) metadata.ownerReferences = given.ownerReferences;
  if (given.finalizers !== undefined && given.finalizers.length > 0) metadata.finalizers = given.finalizers;
  return metadata;
}
