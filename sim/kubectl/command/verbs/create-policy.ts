import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { namespaceOf, requestOn } from '../common.ts';
import { demandResource, findResource } from '../discovery.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, serverError } from '../program.ts';
import type { CommandDef } from './command.ts';
import { generator, nameArgument, pairs, textFlag, arrayFlag } from './generate.ts';

const rbac = 'rbac.authorization.k8s.io';

const namespace = generator({
  path: 'create namespace',
  aliases: ['create ns'],
  short: 'Create a namespace with the specified name',
  examples: [['Create a new namespace named my-namespace', 'kubectl create namespace my-namespace']],
  usage: 'NAME [--dry-run=server|client|none] [options]',
  flags: [],
  make: (_kubectl, given) =>
    ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: nameArgument('create namespace', given) },
      spec: {},
      status: {},
    }) as KubeObject,
});

const serviceAccount = generator({
  path: 'create serviceaccount',
  aliases: ['create sa'],
  short: 'Create a service account with the specified name',
  examples: [
    ['Create a new service account named my-service-account', 'kubectl create serviceaccount my-service-account'],
  ],
  usage: 'NAME [--dry-run=server|client|none] [options]',
  flags: [],
  make: (_kubectl, given) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: nameArgument('create serviceaccount', given) },
  }),
});

const quota = generator({
  path: 'create quota',
  aliases: ['create resourcequota'],
  short: 'Create a quota with the specified name',
  examples: [
    ['Create a new resource quota named my-quota', 'kubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2'],
  ],
  usage: 'NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] [options]',
  flags: [
    textFlag('hard', 'A comma-delimited set of resource=quantity pairs that define a hard limit.'),
    textFlag('scopes', 'A comma-delimited set of quota scopes that must all match each object tracked by the quota.'),
  ],
  make(_kubectl, given) {
    const name = nameArgument('create quota', given);
    const hard = pairs(given.text('hard'), 'hard');
    const scopes = given
      .text('scopes')
      .split(',')
      .filter((scope) => scope !== '');
    const spec = { ...(Object.keys(hard).length > 0 ? { hard } : {}), ...(scopes.length > 0 ? { scopes } : {}) };
    return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec, status: {} } as KubeObject;
  },
});

const budget = generator({
  path: 'create poddisruptionbudget',
  aliases: ['create pdb'],
  short: 'Create a pod disruption budget with the specified name',
  examples: [
    [
      'Require at least one pod of app=rails to be available',
      'kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1',
    ],
  ],
  usage: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] [options]',
  flags: [
    textFlag('max-unavailable', 'The maximum number or percentage of unavailable pods this budget requires.'),
    textFlag('min-available', 'The minimum number or percentage of available pods this budget requires.'),
    textFlag(
      'selector',
      'A label selector to use for this budget. Only equality-based selector requirements are supported.',
    ),
  ],
  make(_kubectl, given) {
    const name = nameArgument('create poddisruptionbudget', given);
    const [min, max] = [given.text('min-available'), given.text('max-unavailable')];
    if (given.text('selector') === '') fail('a selector must be specified');
    if (min === '' && max === '') fail('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') fail('min-available and max-unavailable cannot be both specified');
    const amount = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
    const spec = {
      ...(max === '' ? {} : { maxUnavailable: amount(max) }),
      ...(min === '' ? {} : { minAvailable: amount(min) }),
      selector: { matchLabels: pairs(given.text('selector'), 'selector') },
    };
    return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec, status: {} } as KubeObject;
  },
});

const priorityClass = generator({
  path: 'create priorityclass',
  aliases: ['create pc'],
  short: 'Create a priority class with the specified name',
  examples: [
    [
      'Create a priority class',
      'kubectl create priorityclass high-priority --value=1000 --description="high priority"',
    ],
  ],
  usage: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] [options]',
  flags: [
    textFlag(
      'description',
      'description is an arbitrary string that usually provides guidelines on when this priority class should be used.',
    ),
    {
      name: 'global-default',
      type: 'bool',
      initial: 'false',
      help: 'global-default specifies whether this PriorityClass should be considered as the default priority.',
    },
    textFlag('preemption-policy', 'preemption-policy is the policy for preempting pods with lower priority.', {
      initial: 'PreemptLowerPriority',
    }),
    { name: 'value', type: 'int', initial: '0', help: 'the value of this priority class.' },
  ],
  make(_kubectl, given) {
    const name = nameArgument('create priorityclass', given);
    if (!given.has('value')) fail('required flag(s) "value" not set');
    return {
      apiVersion: 'scheduling.k8s.io/v1',
      ...(given.text('description') === '' ? {} : { description: given.text('description') }),
      ...(given.bool('global-default') ? { globalDefault: true } : {}),
      kind: 'PriorityClass',
      metadata: { name },
      preemptionPolicy: given.text('preemption-policy'),
      value: given.int('value'),
    } as KubeObject;
  },
});

const ruleFlags = [
  { name: 'resource', type: 'strings', initial: '[]', help: 'Resource that the rule applies to' },
  arrayFlag(
    'resource-name',
    'Resource in the white list that the rule applies to, repeat this flag for multiple items',
  ),
  { name: 'verb', type: 'strings', initial: '[]', help: 'Verb that applies to the resources contained in the rule' },
] as const;

/** Models: kubectl pkg/cmd/create/create_role.go generateResourcePolicyRules (v1.37): one rule a group. */
function rulesOf(kubectl: Kubectl, given: Flags): object[] {
  const verbs = [...new Set(given.list('verb'))];
  if (verbs.length === 0) fail('at least one verb must be specified');
  const byGroup = new Map<string, string[]>();
  for (const text of new Set(given.list('resource'))) {
    const [type = '', subresource] = text.split('/');
    const info = type === '*' ? undefined : demandResourceOf(kubectl, type);
    const group = info?.group ?? (type === '*' ? '*' : '');
    const resource = `${info?.resource ?? type}${subresource === undefined ? '' : `/${subresource}`}`;
    byGroup.set(group, [...(byGroup.get(group) ?? []), resource]);
  }
  if (byGroup.size === 0 && !given.has('non-resource-url')) fail('at least one resource must be specified');
  const resourceNames = given.list('resource-name');
  return [...byGroup].map(([group, resources]) => ({
    apiGroups: [group],
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
    resources,
    verbs: verbs.includes('*') ? ['*'] : verbs,
  }));
}

function demandResourceOf(kubectl: Kubectl, type: string): ResourceInfo {
  const found = findResource(kubectl.resources, type);
  if (found !== undefined) return found;
  return fail(`the server doesn't have a resource type ${JSON.stringify(type)}`);
}

const role = generator({
  path: 'create role',
  short: 'Create a role with single rule',
  examples: [
    ['Allow to read pods', 'kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods'],
  ],
  usage:
    'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] [options]',
  flags: ruleFlags,
  make: (kubectl, given) =>
    ({
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: nameArgument('create role', given) },
      rules: rulesOf(kubectl, given),
    }) as KubeObject,
});

const clusterRole = generator({
  path: 'create clusterrole',
  short: 'Create a cluster role',
  examples: [
    ['Allow to read pods everywhere', 'kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods'],
  ],
  usage:
    'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] [options]',
  flags: [
    ...ruleFlags,
    textFlag('aggregation-rule', 'An aggregation label selector for combining ClusterRoles.'),
    {
      name: 'non-resource-url',
      type: 'strings',
      initial: '[]',
      help: 'A partial url that user should have access to.',
    },
  ],
  make(kubectl, given) {
    const name = nameArgument('create clusterrole', given);
    const aggregation = given.text('aggregation-rule');
    if (aggregation !== '') {
      const aggregationRule = { clusterRoleSelectors: [{ matchLabels: pairs(aggregation, 'aggregation-rule') }] };
      return {
        aggregationRule,
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: { name },
        rules: null,
      } as KubeObject;
    }
    const urls = given.list('non-resource-url');
    const rules = [
      ...rulesOf(kubectl, given),
      ...(urls.length > 0 ? [{ nonResourceURLs: urls, verbs: given.list('verb') }] : []),
    ];
    return { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules } as KubeObject;
  },
});

const subjectFlags = [
  arrayFlag('group', 'Groups to bind to the role.'),
  arrayFlag('serviceaccount', 'Service accounts to bind to the role, in the format <namespace>:<name>'),
  arrayFlag('user', 'Usernames to bind to the role.'),
] as const;

function subjectsOf(given: Flags): object[] {
  const named = (kind: string, name: string): object => ({ apiGroup: rbac, kind, name });
  const accounts = given.list('serviceaccount').map((text) => {
    const [inNamespace = '', name = ''] = text.split(':');
    if (inNamespace === '' || name === '') fail('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace: inNamespace };
  });
  return [
    ...given.list('user').map((name) => named('User', name)),
    ...given.list('group').map((name) => named('Group', name)),
    ...accounts,
  ];
}

const roleBinding = generator({
  path: 'create rolebinding',
  short: 'Create a role binding for a particular role or cluster role',
  examples: [
    [
      'Let a user be admin of a namespace',
      'kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2',
    ],
  ],
  usage:
    'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  flags: [
    ...subjectFlags,
    textFlag('clusterrole', 'ClusterRole this RoleBinding should reference'),
    textFlag('role', 'Role this RoleBinding should reference'),
  ],
  make(_kubectl, given) {
    const name = nameArgument('create rolebinding', given);
    const [cluster, own] = [given.text('clusterrole'), given.text('role')];
    if ((cluster === '') === (own === '')) fail('exactly one of clusterrole or role must be specified');
    const roleRef = {
      apiGroup: rbac,
      kind: cluster === '' ? 'Role' : 'ClusterRole',
      name: cluster === '' ? own : cluster,
    };
    return {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name },
      roleRef,
      subjects: subjectsOf(given),
    } as KubeObject;
  },
});

const clusterRoleBinding = generator({
  path: 'create clusterrolebinding',
  short: 'Create a cluster role binding for a particular cluster role',
  examples: [
    [
      'Let a user be cluster-admin',
      'kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1',
    ],
  ],
  usage:
    'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  flags: [...subjectFlags, textFlag('clusterrole', 'ClusterRole this ClusterRoleBinding should reference')],
  make(_kubectl, given) {
    const name = nameArgument('create clusterrolebinding', given);
    if (given.text('clusterrole') === '') fail('required flag(s) "clusterrole" not set');
    const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: given.text('clusterrole') };
    return {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef,
      subjects: subjectsOf(given),
    } as KubeObject;
  },
});

const token: CommandDef = {
  path: 'create token',
  short: 'Request a service account token',
  examples: [['Request a token to authenticate to the API server as a service account', 'kubectl create token myapp']],
  usage: 'SERVICE_ACCOUNT_NAME [options]',
  flags: [
    arrayFlag('audience', 'Audience of the requested token.'),
    { name: 'duration', type: 'duration', initial: '0s', help: 'Requested lifetime of the issued token.' },
  ],
  *run(kubectl, given) {
    const name = nameArgument('create token', given);
    const info = demandResource(kubectl.resources, 'serviceaccounts');
    const audiences = given.list('audience');
    const seconds = Math.round(given.micros('duration') / 1_000_000);
    const spec = {
      audiences: audiences.length > 0 ? audiences : null,
      ...(seconds > 0 ? { expirationSeconds: seconds } : {}),
    };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec };
    const response = yield* ask(
      requestOn('create', info, namespaceOf(kubectl, given), name, { subresource: 'token', body }),
    );
    if (!isSuccess(response))
      throw new CommandFailure(
        serverError(response).replace(/^Error from server \((\w+)\): /, 'error: failed to create token: '),
      );
    kubectl.out(`${(response.body as { status?: { token?: string } }).status?.token ?? ''}\n`);
    return 0;
  },
};

export const policyGenerators: readonly CommandDef[] = [
  namespace,
  serviceAccount,
  quota,
  budget,
  priorityClass,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  token,
];
