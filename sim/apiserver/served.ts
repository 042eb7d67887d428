/** Which kinds are served: the built-in ones by table, then those of CustomResourceDefinitions. */
import type { Sim } from '../engine/engine.ts';
import {
  resourceByName,
  resourceByPrefix,
  resourceForKind,
  servedResources,
  type ResourceInfo,
} from '../api/resources.ts';
import {
  customResource,
  customResourceByPrefix,
  customResourceForKind,
  customResources,
} from './custom/custom-resources.ts';

/** The served resource of a path; the group's preferred version when none is named. */
export function servedResource(sim: Sim, group: string, resource: string, version?: string): ResourceInfo | undefined {
  return resourceByName(group, resource, version) ?? customResource(sim, group, resource, version);
}

/** The served kind of an object. */
export function servedKind(sim: Sim, apiVersion: string, kind: string): ResourceInfo | undefined {
  return resourceForKind(apiVersion, kind) ?? customResourceForKind(sim, apiVersion, kind);
}

/** The kind whose objects are kept below a prefix of etcd; undefined when its definition is gone. */
export function servedPrefix(sim: Sim, prefix: string): ResourceInfo | undefined {
  return resourceByPrefix(prefix) ?? customResourceByPrefix(sim, prefix);
}

/** All served kinds in all served versions, in the order of discovery. */
export function servedKinds(sim: Sim): readonly ResourceInfo[] {
  return [...servedResources, ...customResources(sim)];
}
