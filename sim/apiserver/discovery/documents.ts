/** Answers to paths that are no resource's: discovery, version, health, OpenAPI. */
import type { Sim } from '../../engine/engine.ts';
import { metricsServerName } from '../../api/resource-usage.ts';
import { unknownPath } from '../../api/status.ts';
import type { KubeObject } from '../../api/types.ts';
import { worldSettings } from '../../api/world.ts';
import { metricsGroup } from '../metrics.ts';
import { servedKinds } from '../served.ts';
import type { ApiRequest, ApiResponse } from '../types.ts';
import { aggregatedDiscovery } from './aggregated.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './groups.ts';
import { healthAnswer, type HealthName } from './health.ts';
import { openApiV2Document } from './openapi-v2.ts';
import { openApiDocument, openApiIndex } from './openapi.ts';

/**
 * The smallest document that clients take for OpenAPI v2 in protobuf: swagger 2.0, a title and a version. Types that it does not
 * have are left to the server. As JSON it is whole.
 */
const openApiV2 = '\n\u00032.0\u0012\b\n\u0003sim\u0012\u00011';

const healthPaths = /^\/(healthz|livez|readyz)((?:\/[\w-]+)*)$/;

/** Answers a request for a document. */
export function answerPath(sim: Sim, { path = '', options }: ApiRequest): ApiResponse {
  const health = healthPaths.exec(path);
  if (health !== null) return healthAnswer(health[1] as HealthName, health[2] ?? '', options?.isVerbose === true);
  if (path === '/openapi/v2' && options?.isJson !== true) return { code: 200, body: {}, text: openApiV2 };
  const document = documentAt(sim, path, options?.discovery);
  const status = unknownPath();
  return document === undefined ? { code: status.code, body: status } : { code: 200, body: document as KubeObject };
}

function documentAt(sim: Sim, path: string, discovery: 'v2' | 'v2beta1' | undefined): object | undefined {
  const all = servedKinds(sim);
  const resources = sim.isUp(metricsServerName) ? all : all.filter(({ group }) => group !== metricsGroup);
  const { kubernetesVersion } = worldSettings(sim);
  const isRoot = path === '/api' || path === '/apis';
  if (isRoot && discovery !== undefined) return aggregatedDiscovery(resources, path === '/api', discovery);
  switch (path) {
    case '/':
      return { paths: rootPaths(resources.map(({ apiVersion }) => apiVersion)) };
    case '/version':
      return versionInfo(kubernetesVersion);
    case '/api':
      return apiVersions();
    case '/apis':
      return apiGroupList(resources);
    case '/openapi/v2':
      return openApiV2Document(resources, kubernetesVersion);
    case '/openapi/v3':
      return openApiIndex(resources, kubernetesVersion);
    default:
      break;
  }
  const [root = '', group = '', version = '', ...more] = path.slice(1).split('/');
  if (root === 'openapi') {
    const match = /^\/openapi\/v3\/(?:api|apis)\/(v1|[^/]+\/[^/]+)$/.exec(path);
    return match === null ? undefined : openApiDocument(resources, match[1] ?? '', kubernetesVersion);
  }
  if (root === 'api' && version === '') return apiResourceList(resources, group);
  if (root !== 'apis' || more.length > 0) return undefined;
  return version === '' ? apiGroup(resources, group) : apiResourceList(resources, `${group}/${version}`);
}

/** Models: k8s.io/apimachinery/pkg/version.Info of a release build. Differs: commit and date are of no build. */
function versionInfo(gitVersion: string): object {
  const [major = '1', minor = '0'] = gitVersion.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'go1.25.0',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function rootPaths(apiVersions: readonly string[]): string[] {
  const groups = new Set<string>(['/api', '/api/v1', '/apis']);
  for (const apiVersion of apiVersions) {
    const slash = apiVersion.indexOf('/');
    if (slash < 0) continue;
    groups.add(`/apis/${apiVersion.slice(0, slash)}`);
    groups.add(`/apis/${apiVersion}`);
  }
  return [...groups, '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'].sort();
}
