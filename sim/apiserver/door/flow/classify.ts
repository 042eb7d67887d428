/** Which flow of requests a request belongs to: a flow schema, its priority level, and what tells its flows apart. */
import type { Sim } from '../../../engine/engine.ts';
import { byName } from '../../../api/object-key.ts';
import type { FlowSchema, PriorityLevelConfiguration } from '../../../api/types.ts';
import { derived } from '../../../etcd/derived.ts';
import { rangeStored } from '../../../etcd/etcd.ts';
import type { AccessAttributes } from '../authorization/attributes.ts';
import type { UserInfo } from '../user.ts';

type Rule = NonNullable<NonNullable<FlowSchema['spec']>['rules']>[number];
type Subject = Rule['subjects'][number];

/** What a request was classified as. */
export interface Flow {
  readonly schema: string;
  readonly level: string;
  /** User or namespace by which the schema tells flows apart; empty when it does not. */
  readonly distinguisher: string;
}

/** A priority level as it is counted. */
export interface Level {
  readonly name: string;
  readonly isExempt: boolean;
  readonly shares: number;
  readonly lendablePercent: number;
  /** Percent of its own seats that it may borrow; -1 for no limit. */
  readonly borrowingPercent: number;
  /** Requests that may wait, of one flow and together; 0 where none may. */
  readonly flowQueue: number;
  readonly queue: number;
}

/** The schemas in the order in which they are asked, and the levels by name. */
export interface FlowControl {
  readonly schemas: readonly FlowSchema[];
  readonly levels: ReadonlyMap<string, Level>;
  /** Flows by user, kind and place: a memo. */
  readonly known: Map<string, Flow>;
}

const knownMax = 10_000;

/** What divides the server's room, computed again only when one of the objects was written. */
export const flowControlOf: (sim: Sim) => FlowControl = derived('flowControl', (sim) => {
  const schemas = rangeStored(sim, '/registry/flowschemas').map(({ object }) => object as FlowSchema);
  const levels = new Map<string, Level>();
  for (const { object } of rangeStored(sim, '/registry/prioritylevelconfigurations')) {
    const level = levelOf(object as PriorityLevelConfiguration);
    levels.set(level.name, level);
  }
  return { schemas: schemas.sort(byPrecedence), levels, known: new Map() };
});

/** Models: apiserver pkg/util/apihelpers FlowSchemaSequence.Less (v1.37). */
function byPrecedence(a: FlowSchema, b: FlowSchema): number {
  const difference = (a.spec?.matchingPrecedence ?? 0) - (b.spec?.matchingPrecedence ?? 0);
  return difference !== 0 ? difference : byName(a, b);
}

function levelOf({ metadata, spec }: PriorityLevelConfiguration): Level {
  const { nominalConcurrencyShares = 0, lendablePercent = 0, ...rest } = spec?.limited ?? spec?.exempt ?? {};
  const { borrowingLimitPercent = -1, limitResponse } = rest as Partial<NonNullable<typeof spec>['limited'] & object>;
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = limitResponse?.queuing ?? {};
  return {
    name: metadata?.name ?? '',
    isExempt: spec?.type === 'Exempt',
    shares: nominalConcurrencyShares,
    lendablePercent,
    borrowingPercent: borrowingLimitPercent,
    flowQueue: handSize * queueLengthLimit,
    queue: queues * queueLengthLimit,
  };
}

const catchAll: Flow = { schema: 'catch-all', level: 'catch-all', distinguisher: '' };

/**
 * The flow of a request.
 *
 * Models: apiserver pkg/util/flowcontrol/rule.go matchesFlowSchema, apf_controller.go startRequest (v1.37).
 */
export function classify(sim: Sim, user: UserInfo, wanted: AccessAttributes): Flow {
  const { schemas, levels, known } = flowControlOf(sim);
  const { verb, group, resource, subresource, namespace, path } = wanted;
  const key = JSON.stringify([user.name, user.groups, verb, group, resource, subresource, namespace, path]);
  let flow = known.get(key);
  if (flow === undefined) {
    const found = schemas.find(
      ({ spec }) =>
        levels.has(spec?.priorityLevelConfiguration.name ?? '') &&
        (spec?.rules ?? []).some((rule) => ruleMatches(rule, user, wanted)),
    );
    flow = found === undefined ? catchAll : flowOf(found, user, wanted);
    if (known.size >= knownMax) known.clear();
    known.set(key, flow);
  }
  return flow;
}

function flowOf({ metadata, spec }: FlowSchema, user: UserInfo, { namespace }: AccessAttributes): Flow {
  const method = spec?.distinguisherMethod?.type ?? '';
  const distinguisher = method === 'ByUser' ? user.name : method === 'ByNamespace' ? namespace : '';
  return { schema: metadata?.name ?? '', level: spec?.priorityLevelConfiguration.name ?? '', distinguisher };
}

function ruleMatches(
  { subjects, resourceRules, nonResourceRules }: Rule,
  user: UserInfo,
  wanted: AccessAttributes,
): boolean {
  if (!subjects.some((subject) => subjectMatches(subject, user))) return false;
  if (wanted.path !== '') {
    return (nonResourceRules ?? []).some(
      ({ verbs, nonResourceURLs }) =>
        has(verbs, wanted.verb) && nonResourceURLs.some((url) => isPath(url, wanted.path)),
    );
  }
  const resource = wanted.subresource === '' ? wanted.resource : `${wanted.resource}/${wanted.subresource}`;
  return (resourceRules ?? []).some(
    ({ verbs, apiGroups, resources, namespaces, clusterScope }) =>
      has(verbs, wanted.verb) &&
      has(apiGroups, wanted.group) &&
      has(resources, resource) &&
      (wanted.namespace === '' ? clusterScope === true : has(namespaces ?? [], wanted.namespace)),
  );
}

function has(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}

function isPath(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1));
}

function subjectMatches({ kind, user: named, group, serviceAccount }: Subject, user: UserInfo): boolean {
  switch (kind) {
    case 'User':
      return named?.name === '*' || named?.name === user.name;
    case 'Group':
      return group?.name === '*' || user.groups.includes(group?.name ?? '');
    default: {
      const prefix = `system:serviceaccount:${serviceAccount?.namespace ?? ''}:`;
      if (!user.name.startsWith(prefix)) return false;
      return serviceAccount?.name === '*' || user.name === prefix + (serviceAccount?.name ?? '');
    }
  }
}
