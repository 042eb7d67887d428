import {
  defaultSchedulerName,
  extensionPoints,
  type ProfileSpec,
  type SchedulerConfiguration,
} from './configuration.ts';
import { registeredByName } from './registry.ts';

/** What is wrong with a configuration, with the path of the field. */
export interface ConfigurationProblem {
  readonly path: string;
  readonly message: string;
}

const maxTotalWeight = 2_147_483_647;

/**
 * Finds what the form of a configuration does not say: names of plugins, profiles that collide, points of a function that do not rise.
 *
 * @param path of the configuration in its document
 * Models: pkg/scheduler/apis/config/validation/{validation,validation_pluginargs}.go (v1.37).
 */
export function configurationProblems(configuration: SchedulerConfiguration, path: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const first = configuration.podInitialBackoffSeconds ?? 1;
  const longest = configuration.podMaxBackoffSeconds ?? 10;
  if (longest < first) {
    const message = `expected at least podInitialBackoffSeconds, ${first}, got ${longest}`;
    problems.push({ path: `${path}.podMaxBackoffSeconds`, message });
  }
  if ((configuration.extenders ?? []).length > 0) {
    const message = 'expected none: extenders are programs outside of the cluster, which a simulation cannot ask';
    problems.push({ path: `${path}.extenders`, message });
  }
  const names = new Set<string>();
  configuration.profiles?.forEach((profile, index) => {
    const at = `${path}.profiles[${index}]`;
    const name = profile.schedulerName ?? defaultSchedulerName;
    if (name === '') problems.push({ path: `${at}.schedulerName`, message: 'expected a name, got ""' });
    if (names.has(name)) {
      problems.push({ path: `${at}.schedulerName`, message: `expected a name of its own, got "${name}" again` });
    }
    names.add(name);
    problems.push(...pluginProblems(profile, at), ...argumentProblems(profile, at));
  });
  return problems;
}

/** Each plugin is known, enabled once at a point, and its weight fits. */
function pluginProblems({ plugins }: ProfileSpec, path: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  for (const point of [...extensionPoints, 'multiPoint'] as const) {
    const set = plugins?.[point];
    const at = `${path}.plugins.${point}`;
    const seen = new Set<string>();
    let weights = 0;
    set?.enabled?.forEach(({ name, weight = 0 }, index) => {
      const where = `${at}.enabled[${index}]`;
      if (!registeredByName.has(name)) {
        problems.push({ path: `${where}.name`, message: `expected a plugin of kube-scheduler, got "${name}"` });
      }
      if (seen.has(name))
        problems.push({ path: `${where}.name`, message: `expected each plugin once, got "${name}" again` });
      seen.add(name);
      weights += weight;
    });
    if (weights * 100 > maxTotalWeight) {
      problems.push({
        path: at,
        message: `expected weights whose total score stays below ${maxTotalWeight}, got ${weights}`,
      });
    }
    set?.disabled?.forEach(({ name }, index) => {
      if (name === '*' || registeredByName.has(name)) return;
      const message = `expected "*" or a plugin of kube-scheduler, got "${name}"`;
      problems.push({ path: `${at}.disabled[${index}].name`, message });
    });
  }
  return [...problems, ...queueSortProblems(plugins, path)];
}

/** A profile needs exactly one plugin that sorts the queue, and one that binds. */
function queueSortProblems(plugins: ProfileSpec['plugins'], path: string): ConfigurationProblem[] {
  const isOff = (point: 'queueSort' | 'bind', plugin: string): boolean => {
    const disabled = [...(plugins?.[point]?.disabled ?? []), ...(plugins?.multiPoint?.disabled ?? [])];
    const enabled = [...(plugins?.[point]?.enabled ?? []), ...(plugins?.multiPoint?.enabled ?? [])];
    return disabled.some(({ name }) => name === plugin || name === '*') && !enabled.some(({ name }) => name === plugin);
  };
  const problems: ConfigurationProblem[] = [];
  if (isOff('queueSort', 'PrioritySort')) {
    problems.push({ path: `${path}.plugins.queueSort`, message: 'expected one queue sort plugin, got none' });
  }
  if (isOff('bind', 'DefaultBinder')) {
    problems.push({ path: `${path}.plugins.bind`, message: 'expected at least one bind plugin, got none' });
  }
  return problems;
}

interface ShapedArgs {
  readonly scoringStrategy?: {
    readonly type?: string;
    readonly requestedToCapacityRatio?: { readonly shape?: readonly { readonly utilization: number }[] };
  };
  readonly defaultConstraints?: readonly { readonly topologyKey: string }[];
  readonly defaultingType?: string;
}

function argumentProblems({ pluginConfig }: ProfileSpec, path: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const seen = new Set<string>();
  pluginConfig?.forEach(({ name, args }, index) => {
    const at = `${path}.pluginConfig[${index}]`;
    if (seen.has(name))
      problems.push({ path: `${at}.name`, message: `expected each plugin once, got "${name}" again` });
    seen.add(name);
    const { scoringStrategy, defaultConstraints = [], defaultingType } = (args ?? {}) as ShapedArgs;
    const shape = scoringStrategy?.requestedToCapacityRatio?.shape ?? [];
    if (scoringStrategy?.type === 'RequestedToCapacityRatio' && shape.length === 0) {
      const message = 'expected at least one point, got none';
      problems.push({ path: `${at}.args.scoringStrategy.requestedToCapacityRatio.shape`, message });
    }
    shape.forEach(({ utilization }, n) => {
      const before = shape[n - 1]?.utilization ?? -1;
      if (utilization > before) return;
      const where = `${at}.args.scoringStrategy.requestedToCapacityRatio.shape[${n}].utilization`;
      problems.push({ path: where, message: `expected more than ${before}, got ${utilization}` });
    });
    if (defaultConstraints.length > 0 && defaultingType !== 'List') {
      const message = 'expected "List" with default constraints of one\'s own, got "System"';
      problems.push({ path: `${at}.args.defaultingType`, message });
    }
  });
  return problems;
}
