/** KubeSchedulerConfiguration: which profiles there are, with which plugins, weights and arguments. */
import type { Plugin } from './framework.ts';
import { newProfile, type PluginSets, type PreemptionArgs, type Profile, type Scorer } from './profile.ts';
import { registeredByName, registry } from './registry.ts';

/** Models: k8s.io/kube-scheduler/config/v1 Plugin (v1.37). */
export interface PluginReference {
  readonly name: string;
  readonly weight?: number;
}

/** What is switched on and off at an extension point; `*` switches off all defaults. */
export interface PluginSetSpec {
  readonly enabled?: readonly PluginReference[];
  readonly disabled?: readonly { readonly name: string }[];
}

export const extensionPoints = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
] as const;
export type ExtensionPoint = (typeof extensionPoints)[number];

export interface ProfileSpec {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: Partial<Readonly<Record<ExtensionPoint | 'multiPoint', PluginSetSpec>>>;
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: object }[];
}

/** The part of a KubeSchedulerConfiguration that the simulator follows. Models: config/v1 types.go (v1.37). */
export interface SchedulerConfiguration {
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
  /** Refused when there are any: nothing outside of the simulation is asked. */
  readonly extenders?: readonly object[];
  readonly profiles?: readonly ProfileSpec[];
}

export const defaultSchedulerName = 'default-scheduler';

/** A configuration ready for use. */
export interface CompiledConfiguration {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly initialBackoffMicros: number;
  readonly maxBackoffMicros: number;
}

const compiledByConfiguration = new WeakMap<SchedulerConfiguration, CompiledConfiguration>();

/** Makes the profiles of a configuration, once per object. The configuration must have been checked. */
export function compileConfiguration(configuration: SchedulerConfiguration): CompiledConfiguration {
  const known = compiledByConfiguration.get(configuration);
  if (known !== undefined) return known;
  const specs = configuration.profiles ?? [{}];
  const profiles = specs.map((spec) => profileOf(spec, configuration.percentageOfNodesToScore ?? null));
  const compiled: CompiledConfiguration = {
    profiles: new Map(profiles.map((profile) => [profile.schedulerName, profile])),
    initialBackoffMicros: (configuration.podInitialBackoffSeconds ?? 1) * 1_000_000,
    maxBackoffMicros: (configuration.podMaxBackoffSeconds ?? 10) * 1_000_000,
  };
  compiledByConfiguration.set(configuration, compiled);
  return compiled;
}

/** The configuration that kube-scheduler has without a file. */
export const defaultConfiguration: SchedulerConfiguration = {};

function profileOf(spec: ProfileSpec, percentage: number | null): Profile {
  const made = new Map<string, Plugin>();
  const pluginOf = (name: string): Plugin => {
    let plugin = made.get(name);
    if (plugin === undefined) made.set(name, (plugin = makePlugin(name, spec)));
    return plugin;
  };
  const at = (point: ExtensionPoint): Plugin[] => enabledAt(spec, point).map(({ name }) => pluginOf(name));
  const scorers = enabledAt(spec, 'score').map(({ name, weight }): Scorer => ({
    plugin: pluginOf(name),
    weight: weight ?? 1,
  }));
  const sets: PluginSets = {
    preEnqueue: at('preEnqueue'),
    preFilter: at('preFilter'),
    filter: at('filter'),
    score: scorers,
    preBind: at('preBind'),
    bind: at('bind'),
  };
  const preempts = enabledAt(spec, 'postFilter').some(({ name }) => name === 'DefaultPreemption');
  return newProfile(
    spec.schedulerName ?? defaultSchedulerName,
    spec.percentageOfNodesToScore ?? percentage,
    preempts ? preemptionArgs(spec) : null,
    sets,
  );
}

function makePlugin(name: string, spec: ProfileSpec): Plugin {
  const registered = registeredByName.get(name);
  if (registered === undefined) throw new Error(`scheduler profile: expected a known plugin, got "${name}"`);
  return registered.make(argsOf(name, spec));
}

function argsOf(name: string, spec: ProfileSpec): object {
  return spec.pluginConfig?.find((config) => config.name === name)?.args ?? {};
}

function preemptionArgs(spec: ProfileSpec): PreemptionArgs {
  const args = argsOf('DefaultPreemption', spec) as Partial<PreemptionArgs>;
  return {
    minCandidateNodesPercentage: args.minCandidateNodesPercentage ?? 10,
    minCandidateNodesAbsolute: args.minCandidateNodesAbsolute ?? 100,
  };
}

/**
 * The plugins at an extension point, in order: those that are enabled there, then those of all points, then the defaults that are left.
 * Models: pkg/scheduler/framework/runtime/framework.go expandMultiPointPlugins, apis/config/v1/default_plugins.go mergePlugins (v1.37).
 */
function enabledAt(spec: ProfileSpec, point: ExtensionPoint): readonly PluginReference[] {
  const multi = mergeSets(
    registry.map(({ name, weight }) => ({ name, weight })),
    spec.plugins?.multiPoint,
  );
  const own = spec.plugins?.[point];
  const disabled = (own?.disabled ?? []).map(({ name }) => name);
  const enabled = own?.enabled ?? [];
  const inherited = multi.filter(
    ({ name }) =>
      !disabled.includes(name) && !disabled.includes('*') && !enabled.some((reference) => reference.name === name),
  );
  return [...enabled, ...inherited].map((reference) => withWeight(reference));
}

/** Defaults without the disabled ones; a default that is enabled anew keeps its place and takes the new weight. */
function mergeSets(defaults: readonly PluginReference[], set: PluginSetSpec | undefined): readonly PluginReference[] {
  const disabled = (set?.disabled ?? []).map(({ name }) => name);
  const enabled = set?.enabled ?? [];
  const kept = disabled.includes('*') ? [] : defaults.filter(({ name }) => !disabled.includes(name));
  const replaced = kept.map((reference) => enabled.find(({ name }) => name === reference.name) ?? reference);
  const added = enabled.filter(({ name }) => !kept.some((reference) => reference.name === name));
  return [...replaced, ...added];
}

function withWeight({ name, weight }: PluginReference): PluginReference {
  if (weight !== undefined && weight !== 0) return { name, weight };
  return { name, weight: registeredByName.get(name)?.weight ?? 1 };
}
