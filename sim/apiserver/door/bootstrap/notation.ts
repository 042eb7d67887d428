import type { PolicyRule } from '../../../api/types.ts';

const words: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  change: ['patch', 'update'],
};

/**
 * Reads rules of a role in a short form, one a line: `verbs resources @groups =names`.
 *
 * Lists are joined by commas; they come out sorted, as Kubernetes' own rules are. `read`, `write` and `change` stand for several verbs, `recordEvents` for the whole rule that lets a component
 * write Events. Without `@` the group is the core group; a resource that begins with a slash is a path. `=` names the only objects meant.
 */
export function rulesOf(text: string): PolicyRule[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ruleOf(line === 'recordEvents' ? 'create,patch,update events @,events.k8s.io' : line));
}

function ruleOf(line: string): PolicyRule {
  const [verbText = '', resourceText = '', ...rest] = line.split(' ');
  const verbs = verbText.split(',').flatMap((verb) => words[verb] ?? [verb]);
  const resources = resourceText.split(',');
  if (resourceText.startsWith('/')) return { nonResourceURLs: resources.sort(), verbs: verbs.sort() };
  const groups = rest.find((word) => word.startsWith('@'));
  const names = rest.find((word) => word.startsWith('='));
  return {
    apiGroups: groups === undefined ? [''] : groups.slice(1).split(',').sort(),
    ...(names === undefined ? {} : { resourceNames: names.slice(1).split(',').sort() }),
    resources: resources.sort(),
    verbs: verbs.sort(),
  };
}
