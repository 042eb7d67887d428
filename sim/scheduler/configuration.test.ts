import { describe, expect, it } from 'vitest';
import { compileConfiguration, defaultConfiguration, type ProfileSpec } from './configuration.ts';
import { configurationProblems } from './configuration-problems.ts';
import type { Profile } from './profile.ts';

function profileOf(spec: ProfileSpec): Profile {
  const [profile] = compileConfiguration({ profiles: [spec] }).profiles.values();
  return profile as Profile;
}

const weightsOf = ({ scorers }: Profile): string[] => scorers.map(({ plugin, weight }) => `${plugin.name} ${weight}`);
const filtersOf = ({ filters }: Profile): string[] => filters.map(({ name }) => name);

describe('profiles', () => {
  it('have the default plugins in order and with their weights', () => {
    const profile = compileConfiguration(defaultConfiguration).profiles.get('default-scheduler') as Profile;
    expect(weightsOf(profile)).toEqual([
      'TaintToleration 3',
      'NodeAffinity 2',
      'NodeResourcesFit 1',
      'PodTopologySpread 2',
      'InterPodAffinity 2',
      'NodeResourcesBalancedAllocation 1',
      'ImageLocality 1',
    ]);
    expect(filtersOf(profile)).toEqual([
      'NodeUnschedulable',
      'NodeName',
      'TaintToleration',
      'NodeAffinity',
      'NodePorts',
      'NodeResourcesFit',
      'VolumeRestrictions',
      'NodeVolumeLimits',
      'VolumeBinding',
      'VolumeZone',
      'PodTopologySpread',
      'InterPodAffinity',
    ]);
  });

  it('leave out a plugin that is disabled at one point only there', () => {
    const profile = profileOf({ plugins: { score: { disabled: [{ name: 'NodeAffinity' }] } } });
    expect(weightsOf(profile)).not.toContain('NodeAffinity 2');
    expect(filtersOf(profile)).toContain('NodeAffinity');
  });

  it('keep the place of a default that is enabled anew at all points and take its weight', () => {
    const profile = profileOf({ plugins: { multiPoint: { enabled: [{ name: 'ImageLocality', weight: 9 }] } } });
    expect(weightsOf(profile).slice(-2)).toEqual(['NodeResourcesBalancedAllocation 1', 'ImageLocality 9']);
  });

  it('run what is enabled at a point before the rest', () => {
    const profile = profileOf({ plugins: { score: { enabled: [{ name: 'ImageLocality', weight: 5 }] } } });
    expect(weightsOf(profile).slice(0, 2)).toEqual(['ImageLocality 5', 'TaintToleration 3']);
  });

  it('do not preempt when that plugin is disabled', () => {
    expect(profileOf({ plugins: { postFilter: { disabled: [{ name: '*' }] } } }).preemption).toBeNull();
    expect(profileOf({}).preemption).toEqual({ minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 });
  });
});

describe('configurationProblems', () => {
  it('finds nothing wrong with the defaults', () => {
    expect(configurationProblems(defaultConfiguration, 'c')).toEqual([]);
  });

  it('refuses extenders, and says why', () => {
    const extenders = [{ urlPrefix: 'http://127.0.0.1:8888/' }];
    expect(configurationProblems({ extenders: [] }, 'c')).toEqual([]);
    expect(configurationProblems({ extenders }, 'c')).toEqual([
      {
        path: 'c.extenders',
        message: 'expected none: extenders are programs outside of the cluster, which a simulation cannot ask',
      },
    ]);
  });

  it('names unknown plugins, profiles of one name, and a queue that nobody sorts', () => {
    const problems = configurationProblems(
      {
        podInitialBackoffSeconds: 20,
        profiles: [
          { plugins: { score: { enabled: [{ name: 'Best' }] }, multiPoint: { disabled: [{ name: '*' }] } } },
          { schedulerName: 'default-scheduler' },
        ],
      },
      'c',
    );
    expect(problems.map(({ path }) => path)).toEqual([
      'c.podMaxBackoffSeconds',
      'c.profiles[0].plugins.score.enabled[0].name',
      'c.profiles[0].plugins.queueSort',
      'c.profiles[0].plugins.bind',
      'c.profiles[1].schedulerName',
    ]);
  });

  it('wants the points of a function to rise', () => {
    const shape = [
      { utilization: 50, score: 1 },
      { utilization: 50, score: 2 },
    ];
    const args = { scoringStrategy: { type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape } } };
    const [problem] = configurationProblems(
      { profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args }] }] },
      'c',
    );
    expect(problem?.message).toBe('expected more than 50, got 50');
  });
});
