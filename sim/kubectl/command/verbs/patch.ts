import { readValue } from '../yaml-value.ts';
import {
  dryRunFlag,
  exitWith,
  fieldManagerFlag,
  filenameFlags,
  failUsage,
  localFlag,
  outputFlag,
  showManagedFieldsFlag,
  namesFiles,
} from '../common.ts';
import { chooseObjects, sendEdit, type Edit } from '../edits.ts';
import type { Flags } from '../flags.ts';
import { fileText, type Kubectl } from '../kubectl.ts';
import { fail } from '../program.ts';
import type { CommandDef } from './command.ts';

export const patchCommand: CommandDef = {
  path: 'patch',
  short: 'Update fields of a resource',
  long: 'Update fields of a resource using strategic merge patch, a JSON merge patch, or a JSON patch. JSON and YAML formats are accepted.',
  examples: [
    ['Partially update a node', `kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'`],
    [
      "Update a container's image; spec.containers[*].name is required because it's a merge key",
      `kubectl patch pod valid-pod -p '{"spec":{"containers":[{"name":"kubernetes-serve-hostname","image":"new image"}]}}'`,
    ],
    [
      "Update a container's image using a JSON patch with positional arrays",
      `kubectl patch pod valid-pod --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"new image"}]'`,
    ],
    [
      'Update the replicas through the scale subresource',
      `kubectl patch deployment web --subresource='scale' --type='merge' -p '{"spec":{"replicas":2}}'`,
    ],
  ],
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]',
  flags: [
    dryRunFlag,
    fieldManagerFlag('kubectl-patch'),
    ...filenameFlags,
    localFlag,
    outputFlag,
    {
      name: 'patch',
      short: 'p',
      type: 'string',
      initial: '',
      help: 'The patch to be applied to the resource JSON file.',
    },
    {
      name: 'patch-file',
      type: 'string',
      initial: '',
      help: 'A file containing a patch to be applied to the resource.',
    },
    showManagedFieldsFlag,
    {
      name: 'subresource',
      type: 'string',
      initial: '',
      help: 'If specified, patches the subresource of the requested object.',
    },
    {
      name: 'type',
      type: 'string',
      initial: 'strategic',
      help: 'The type of patch being provided; one of [json merge strategic]',
    },
  ],
  *run(kubectl, given) {
    const edit = editOf(kubectl, given);
    if (given.args.length === 0 && !namesFiles(given))
      failUsage('patch', 'must specify the resource to patch by argument or filename');
    const { objects, errors } = yield* chooseObjects(kubectl, given, given.args);
    const problems = [...errors];
    for (const subject of objects) {
      const problem = yield* sendEdit(kubectl, given, subject, edit, 'patched');
      if (problem !== '') problems.push(problem);
    }
    return exitWith(kubectl, problems);
  },
};

function editOf(kubectl: Kubectl, given: Flags): Edit {
  if (given.has('patch') && given.has('patch-file')) fail('cannot specify --patch and --patch-file together');
  if (!given.has('patch') && !given.has('patch-file'))
    failUsage('patch', 'must specify --patch or --patch-file containing the contents of the patch');
  const type = given.text('type').toLowerCase();
  if (type !== 'json' && type !== 'merge' && type !== 'strategic') {
    failUsage('patch', `--type must be one of [json merge strategic], not ${JSON.stringify(given.text('type'))}`);
  }
  const file = given.text('patch-file');
  const text = file === '' ? given.text('patch') : file === '-' ? kubectl.stdin : fileText(kubectl, file);
  if (text === undefined || text === null) fail(`unable to read patch file: open ${file}: no such file or directory`);
  const value = readValue(text);
  if (value === undefined || typeof value !== 'object' || value === null) {
    fail(`unable to parse ${JSON.stringify(text)}: yaml: the patch is not an object`);
  }
  const subresource = given.text('subresource');
  return { patchType: type, patch: value, ...(subresource === '' ? {} : { subresource }) };
}
