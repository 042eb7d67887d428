import { writeYaml } from '../../../api/yaml/write.ts';
import { failUsage } from '../common.ts';
import { kustomized } from '../manifests.ts';
import type { CommandDef } from './command.ts';

/** Models: kubectl pkg/cmd/kustomize (v1.37). Differs: folders are those of the session's files. */
export const kustomizeCommand: CommandDef = {
  path: 'kustomize',
  short: 'Build a kustomization target from a directory or URL',
  examples: [
    ['Build the present folder', 'kubectl kustomize'],
    ['Build some shared configuration folder', 'kubectl kustomize overlays/production'],
  ],
  usage: 'DIR [options]',
  flags: [],
  run(kubectl, given) {
    if (given.args.length > 1) failUsage('kustomize', 'specify one path to kustomization.yaml');
    const objects = kustomized(kubectl, given.args[0] ?? '.');
    kubectl.out(objects.map((object) => writeYaml(object)).join('---\n'));
    return 0;
  },
};
