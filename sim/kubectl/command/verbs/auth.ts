import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { alignRows, tableTabs } from '../../text/tab-writer.ts';
import { allNamespacesFlag, failUsage, namespaceOf, outputFlag, requestOn } from '../common.ts';
import { demandResource, findResource } from '../discovery.ts';
import type { Kubectl } from '../kubectl.ts';
import { formatOf, writeObjects } from '../present.ts';
import { ask, CommandFailure, serverError, type Part } from '../program.ts';
import type { CommandDef } from './command.ts';
import { textFlag } from './generate.ts';

const authorization = 'authorization.k8s.io/v1';

function* review(kubectl: Kubectl, resource: string, body: object): Part<KubeObject> {
  const info = demandResource(kubectl.resources, resource) as ResourceInfo;
  const response = yield* ask(requestOn('create', info, '', '', { body }));
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  return response.body as KubeObject;
}

const canI: CommandDef = {
  path: 'auth can-i',
  short: 'Check whether an action is allowed',
  examples: [
    ['Check to see if I can create pods in any namespace', 'kubectl auth can-i create pods --all-namespaces'],
    [
      'Check to see if a service account can list deployments',
      'kubectl auth can-i list deployments.apps --as=system:serviceaccount:dev:foo -n prod',
    ],
    ['List all allowed actions in namespace "foo"', 'kubectl auth can-i --list --namespace=foo'],
  ],
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]',
  flags: [
    allNamespacesFlag,
    { name: 'list', type: 'bool', initial: 'false', help: 'If true, prints all allowed actions.' },
    { name: 'no-headers', type: 'bool', initial: 'false', help: 'If true, prints allowed actions without headers' },
    {
      name: 'quiet',
      short: 'q',
      type: 'bool',
      initial: 'false',
      help: 'If true, suppress output and just return the exit code.',
    },
    textFlag('subresource', 'SubResource such as pod/log or deployment/scale'),
  ],
  *run(kubectl, given) {
    const namespace = given.bool('all-namespaces') ? '' : namespaceOf(kubectl, given);
    if (given.bool('list')) {
      const answer = yield* review(kubectl, 'selfsubjectrulesreviews', {
        apiVersion: authorization,
        kind: 'SelfSubjectRulesReview',
        spec: { namespace },
      });
      kubectl.out(rulesText((answer as { status?: Rules }).status ?? {}, given.bool('no-headers')));
      return 0;
    }
    const [verb, what] = given.args;
    if (verb === undefined || what === undefined)
      failUsage(
        'auth can-i',
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    const { spec, isKnown } = attributesOf(
      kubectl,
      verb as string,
      what as string,
      namespace,
      given.text('subresource'),
    );
    if (!isKnown)
      kubectl.err(`Warning: the server doesn't have a resource type '${(what as string).split('/')[0] ?? ''}'\n\n`);
    if (!given.bool('all-namespaces')) kubectl.err(scopeWarning(kubectl, what as string));
    const answer = yield* review(kubectl, 'selfsubjectaccessreviews', {
      apiVersion: authorization,
      kind: 'SelfSubjectAccessReview',
      spec,
    });
    const {
      allowed = false,
      reason = '',
      evaluationError = '',
    } = (answer as { status?: { allowed?: boolean; reason?: string; evaluationError?: string } }).status ?? {};
    if (!given.bool('quiet')) {
      const why = reason === '' || allowed ? '' : ` - ${reason}`;
      kubectl.out(`${allowed ? 'yes' : `no${why}`}${evaluationError === '' ? '' : ` - ${evaluationError}`}\n`);
    }
    return allowed ? 0 : 1;
  },
};

/** Models: kubectl pkg/cmd/auth/cani.go Validate (v1.37). */
function scopeWarning(kubectl: Kubectl, what: string): string {
  const info = what.startsWith('/') ? undefined : findResource(kubectl.resources, what.split('/')[0] ?? '');
  if (info === undefined || info.namespaced) return '';
  const where = info.group === '' ? '' : ` in group '${info.group}'`;
  return `Warning: resource '${info.resource}' is not namespace scoped${where}\n\n`;
}

/** Models: kubectl pkg/cmd/auth/cani.go RunAccessCheck (v1.37). */
function attributesOf(
  kubectl: Kubectl,
  verb: string,
  what: string,
  namespace: string,
  subresource: string,
): { spec: object; isKnown: boolean } {
  if (what.startsWith('/')) return { spec: { nonResourceAttributes: { path: what, verb } }, isKnown: true };
  const [type = '', name] = what.split('/');
  const info = findResource(kubectl.resources, type);
  const [plain = '', ...group] = type.split('.');
  const resourceAttributes = {
    ...(info?.namespaced === false || namespace === '' ? {} : { namespace }),
    verb,
    group: info?.group ?? group.join('.'),
    resource: info?.resource ?? plain,
    ...(subresource === '' ? {} : { subresource }),
    ...(name === undefined ? {} : { name }),
  };
  return { spec: { resourceAttributes }, isKnown: info !== undefined || type === '*' };
}

interface Rules {
  readonly resourceRules?: readonly {
    verbs: string[];
    apiGroups?: string[];
    resources?: string[];
    resourceNames?: string[];
  }[];
  readonly nonResourceRules?: readonly { verbs: string[]; nonResourceURLs?: string[] }[];
}

/** A rule about one resource or one path, as it is printed. */
interface PrintedRule {
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly url: string;
  readonly verbs: string[];
}

/**
 * One rule a resource and one a path, in the order of what Go prints of them.
 *
 * Models: kubectl pkg/cmd/auth/cani.go RunAccessList, component-helpers auth/rbac/validation BreakdownRule, kubectl pkg/util/rbac CompactRules
 * (v1.37): verbs that several roles give stand there as often.
 */
function printedRules({ resourceRules = [], nonResourceRules = [] }: Rules): PrintedRule[] {
  const simple = new Map<string, PrintedRule>();
  for (const { verbs, apiGroups = [], resources = [], resourceNames = [] } of resourceRules) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        for (const name of resourceNames.length === 0 ? [''] : resourceNames) {
          const key = `${group} ${resource} ${name}`;
          const known = simple.get(key);
          if (known === undefined) {
            simple.set(key, { group, resource, names: name === '' ? [] : [name], url: '', verbs: [...verbs] });
          } else known.verbs.push(...verbs);
        }
      }
    }
  }
  const paths = nonResourceRules.flatMap(({ verbs, nonResourceURLs = [] }) =>
    nonResourceURLs.flatMap((url) =>
      verbs.map((verb): PrintedRule => ({ group: '', resource: '', names: [], url, verbs: [verb] })),
    ),
  );
  return [...simple.values(), ...paths].sort((a, b) => (goText(a) < goText(b) ? -1 : goText(a) > goText(b) ? 1 : 0));
}

function goText({ group, resource, names, url, verbs }: PrintedRule): string {
  const groups = resource === '' ? '' : group;
  return `Verbs:[${verbs.join(' ')}],APIGroups:[${groups}],Resources:[${resource}],ResourceNames:[${names.join(' ')}],NonResourceURLs:[${url}]`;
}

/** `deployments.apps/scale`. Models: kubectl pkg/describe CombineResourceGroup (v1.37). */
function groupedName({ resource, group }: PrintedRule): string {
  const slash = resource.indexOf('/');
  if (group === '') return resource;
  return slash < 0 ? `${resource}.${group}` : `${resource.slice(0, slash)}.${group}${resource.slice(slash)}`;
}

function rulesText(rules: Rules, noHeaders: boolean): string {
  const rows = printedRules(rules).map((rule) => [
    groupedName(rule),
    `[${rule.url}]`,
    `[${rule.names.join(' ')}]`,
    `[${rule.verbs.join(' ')}]`,
  ]);
  const heads = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];
  return alignRows(noHeaders ? rows : [heads, ...rows], tableTabs).text;
}

const whoAmI: CommandDef = {
  path: 'auth whoami',
  short: 'Experimental: Check self subject attributes',
  examples: [['Get your subject attributes', 'kubectl auth whoami']],
  usage: '[options]',
  flags: [outputFlag],
  *run(kubectl, given) {
    const answer = yield* review(kubectl, 'selfsubjectreviews', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
    const format = formatOf(kubectl, given);
    if (format.type !== 'table') {
      kubectl.out(writeObjects(kubectl, given, format, [answer], false));
      return 0;
    }
    const {
      username = '',
      groups = [],
      uid = '',
      extra = {},
    } = (
      answer as {
        status?: {
          userInfo?: { username?: string; groups?: string[]; uid?: string; extra?: Record<string, string[]> };
        };
      }
    ).status?.userInfo ?? {};
    const rows = [
      ['ATTRIBUTE', 'VALUE'],
      ['Username', username],
      ...(uid === '' ? [] : [['UID', uid]]),
      ['Groups', `[${groups.join(' ')}]`],
      ...Object.keys(extra)
        .sort()
        .map((key) => [`Extra: ${key}`, `[${(extra[key] ?? []).join(' ')}]`]),
    ];
    kubectl.out(alignRows(rows, tableTabs).text);
    return 0;
  },
};

export const authCommands: readonly CommandDef[] = [canI, whoAmI];
