/** What kubectl knows of the kinds that the server has. */
import type { Sim } from '../../engine/engine.ts';
import { servedResources, type ResourceInfo } from '../../api/resources.ts';
import { customResources } from '../../apiserver/custom/custom-resources.ts';
import { fail } from './program.ts';

/** All kinds that the API server has, the built-in ones first. @param custom those of {@link customKinds} */
export function kindsWith(custom: readonly ResourceInfo[]): readonly ResourceInfo[] {
  return custom.length === 0 ? servedResources : [...servedResources, ...custom];
}

/** The kinds of CustomResourceDefinitions. Differs: a real client keeps what it once read for six hours. */
export function customKinds(sim: Sim): readonly ResourceInfo[] {
  return customResources(sim);
}

/** Whether a name means a resource: its plural, singular, kind, or a short name. */
function isNamed(info: ResourceInfo, name: string): boolean {
  const lower = name.toLowerCase();
  return (
    info.resource === lower ||
    info.singular === lower ||
    info.kind.toLowerCase() === lower ||
    info.shortNames.includes(lower)
  );
}

/**
 * The resource that an argument means: `deploy`, `deployments.apps`, `deployments.v1.apps`.
 * Models: apimachinery pkg/runtime/schema ParseResourceArg; kubectl's RESTMapper, whose first match in discovery's order wins (v1.37).
 */
export function findResource(resources: readonly ResourceInfo[], text: string): ResourceInfo | undefined {
  const [name = '', ...rest] = text.split('.');
  const qualifier = rest.join('.');
  const [version = '', ...group] = rest;
  return resources.find((info) => {
    if (!isNamed(info, name)) return false;
    return qualifier === '' || info.group === qualifier || (info.version === version && info.group === group.join('.'));
  });
}

/** The resource, or kubectl's complaint that there is none. */
export function demandResource(resources: readonly ResourceInfo[], text: string): ResourceInfo {
  const found = findResource(resources, text);
  if (found !== undefined) return found;
  return fail(`the server doesn't have a resource type ${JSON.stringify(text)}`);
}
