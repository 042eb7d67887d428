/** What may come next in a line: commands, flags, kinds, names. */
import type { Sim } from '../../engine/engine.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import type { Pod } from '../../api/types.ts';
import { handle } from '../../apiserver/server.ts';
import { isSuccess, type ObjectList } from '../../apiserver/types.ts';
import { builtinNames } from './builtins.ts';
import { requestOn } from './common.ts';
import { customKinds, findResource, kindsWith } from './discovery.ts';
import { filterNames } from './filters.ts';
import type { FlagDef } from './flags.ts';
import { globalFlags } from './global-flags.ts';
import { shellOf } from './jobs.ts';
import { allCommands } from './verbs/all.ts';
import type { CommandDef } from './verbs/command.ts';

/** Words that may stand from `from` to the cursor. */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly string[];
}

const candidatesMax = 500;

/** The words that fit at the cursor; each that is whole ends with a blank, so that the next can be typed. */
export function completeLine(sim: Sim, line: string, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const start = Math.max(...['|', ';', '&', '\n'].map((sign) => before.lastIndexOf(sign))) + 1;
  const words = before
    .slice(start)
    .split(/\s+/)
    .filter((word, index, all) => word !== '' || index === all.length - 1);
  const current = words.pop() ?? '';
  const isAfterPipe = before[start - 1] === '|' && before[start - 2] !== '|';
  const from = cursor - current.length;
  const found = wordsFor(sim, words, current, isAfterPipe);
  const candidates = [...new Set(found)].filter((word) => word.startsWith(current)).sort();
  return { from, candidates: candidates.slice(0, candidatesMax) };
}

function wordsFor(sim: Sim, words: readonly string[], current: string, isAfterPipe: boolean): string[] {
  const shell = shellOf(sim);
  const [first] = words;
  if (first === undefined) {
    const own = isAfterPipe ? filterNames() : [...builtinNames(), ...Object.keys(shell.aliases)];
    return ['kubectl', ...own].map(whole);
  }
  const meaning = shell.aliases[first];
  const expanded = meaning === undefined ? words : [...meaning.split(' '), ...words.slice(1)];
  if (expanded[0] !== 'kubectl') return Object.keys(shell.files).map(whole);
  return kubectlWords(sim, expanded.slice(1), current);
}

const whole = (word: string): string => `${word} `;

function kubectlWords(sim: Sim, words: readonly string[], current: string): string[] {
  const names = words.filter((word) => !word.startsWith('-'));
  const command = commandOf(names);
  const flags = [...(command?.flags ?? []), ...globalFlags];
  const value = flagBefore(words, flags);
  if (value !== undefined) return valuesOf(sim, value, words);
  if (current.startsWith('--') && current.includes('=')) {
    const [name = ''] = current.slice(2).split('=');
    const flag = flags.find((one) => one.name === name);
    return flag === undefined ? [] : valuesOf(sim, flag, words).map((one) => `--${name}=${one}`);
  }
  if (current.startsWith('-')) return flags.map(({ name, type }) => (type === 'bool' ? `--${name} ` : `--${name}=`));
  const below = nextWords(names);
  if (command === undefined) return below;
  return [...below, ...argumentsOf(sim, command, names.slice(command.path.split(' ').length), words, current)];
}

function commandOf(names: readonly string[]): CommandDef | undefined {
  for (let length = Math.min(3, names.length); length > 0; length--) {
    const path = names.slice(0, length).join(' ');
    const found = allCommands.find((one) => one.path === path || one.aliases?.includes(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Words that lead to a command from the words so far. */
function nextWords(names: readonly string[]): string[] {
  return allCommands.flatMap(({ path }) => {
    const parts = path.split(' ');
    const isBelow = parts.length > names.length && names.every((name, index) => parts[index] === name);
    return isBelow ? [whole(parts[names.length] as string)] : [];
  });
}

/** The flag whose value the cursor stands at. */
function flagBefore(words: readonly string[], flags: readonly FlagDef[]): FlagDef | undefined {
  const last = words.at(-1) ?? '';
  const flag = flags.find(({ name, short }) => last === `--${name}` || (short !== undefined && last === `-${short}`));
  return flag === undefined || flag.type === 'bool' || flag.bare !== undefined ? undefined : flag;
}

function valuesOf(sim: Sim, { name, bare }: FlagDef, words: readonly string[]): string[] {
  if (name === 'namespace') return namesOf(sim, 'namespaces', words);
  if (name === 'filename') return [...Object.keys(shellOf(sim).files), '-'].map(whole);
  if (name === 'output') return ['json ', 'yaml ', 'wide ', 'name ', 'jsonpath=', 'custom-columns='];
  if (name === 'dry-run') return ['client ', 'server ', 'none '];
  if (name === 'for') return ['condition=', 'delete ', 'jsonpath='];
  if (name === 'container') return containersOf(sim, words);
  return bare === undefined ? [] : [whole(bare)];
}

const onPods = ['logs', 'exec', 'port-forward', 'attach', 'top pod'];
const onNodes = ['cordon', 'uncordon', 'drain', 'top node'];
const onWorkloads = ['rollout', 'set', 'scale', 'autoscale', 'expose'];
const withoutObjects = [
  'create',
  'run',
  'config',
  'version',
  'cluster-info',
  'api-resources',
  'api-versions',
  'auth',
  'apply',
  'diff',
  'cp',
];

function argumentsOf(
  sim: Sim,
  { path }: CommandDef,
  args: readonly string[],
  words: readonly string[],
  current: string,
): string[] {
  const [verb = ''] = path.split(' ');
  if (withoutObjects.includes(verb)) return [];
  if (onPods.includes(path)) return args.length === 0 ? namesOf(sim, 'pods', words) : [];
  if (onNodes.includes(path)) return namesOf(sim, 'nodes', words);
  if (current.includes('/')) return pairsOf(sim, current, words);
  if (args.some((arg) => arg.includes('/'))) return kindsOf(sim, verb).map((kind) => `${kind}/`);
  const [kind] = args;
  if (kind !== undefined) return verb === 'explain' ? [] : namesOf(sim, kind, words);
  const comma = current.lastIndexOf(',');
  const kinds = kindsOf(sim, verb);
  if (comma >= 0) return kinds.map((one) => whole(`${current.slice(0, comma + 1)}${one}`));
  const pairs = onWorkloads.includes(verb) ? kinds.map((one) => `${one}/`) : [];
  return [...kinds.map(whole), ...(verb === 'get' ? ['all '] : []), ...pairs];
}

function kindsOf(sim: Sim, verb: string): string[] {
  const all = kindsWith(customKinds(sim));
  const isWanted = (info: ResourceInfo): boolean => {
    if (onWorkloads.includes(verb))
      return info.subresources.some(({ name }) => name === 'scale') || info.kind === 'DaemonSet';
    return verb === 'taint' ? info.kind === 'Node' : info.verbs.includes(verb === 'explain' ? 'create' : 'list');
  };
  return all
    .filter((info) => isWanted(info) && all.find(({ resource }) => resource === info.resource) === info)
    .map(({ resource }) => resource);
}

function pairsOf(sim: Sim, current: string, words: readonly string[]): string[] {
  const kind = current.slice(0, current.indexOf('/'));
  return namesOf(sim, kind, words).map((name) => `${kind}/${name}`);
}

/** The namespace that the line works in. */
function namespaceOf(sim: Sim, words: readonly string[]): string {
  const index = words.findIndex((word) => word === '-n' || word === '--namespace');
  const joined = words.find((word) => word.startsWith('--namespace='))?.slice('--namespace='.length);
  if (words.some((word) => word === '-A' || word === '--all-namespaces')) return '';
  return joined ?? (index < 0 ? undefined : words[index + 1]) ?? shellOf(sim).namespace;
}

function namesOf(sim: Sim, kind: string, words: readonly string[]): string[] {
  const info = findResource(kindsWith(customKinds(sim)), kind.split(',')[0] ?? '');
  if (info === undefined || !info.verbs.includes('list')) return [];
  const response = handle(sim, requestOn('list', info, namespaceOf(sim, words), ''));
  if (!isSuccess(response)) return [];
  return (response.body as ObjectList).items.map(({ metadata }) => whole(metadata?.name ?? ''));
}

function containersOf(sim: Sim, words: readonly string[]): string[] {
  const info = findResource(kindsWith(customKinds(sim)), 'pods') as ResourceInfo;
  const response = handle(sim, requestOn('list', info, namespaceOf(sim, words), ''));
  const pods = isSuccess(response) ? ((response.body as ObjectList).items as Pod[]) : [];
  const pod = pods.find(({ metadata }) => words.some((word) => word.replace(/^pods?\//, '') === metadata?.name));
  return (pod?.spec?.containers ?? []).map(({ name }) => whole(name));
}
