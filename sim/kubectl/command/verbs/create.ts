import type { KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { withLastApplied } from '../../../scenario/three-way.ts';
import {
  dryRunFlag,
  dryRunOf,
  exitWith,
  fieldManagerFlag,
  filenameFlags,
  outputFlag,
  requestOn,
  selectorFlag,
  showManagedFieldsFlag,
  tell,
  validateFlag,
  validationOf,
  warn,
  writeOptions,
  namesFiles,
} from '../common.ts';
import { readFiles } from '../manifests.ts';
import { ask, CommandFailure, serverError } from '../program.ts';
import { matchesSelector } from '../selectors.ts';
import type { CommandDef } from './command.ts';

export const createCommand: CommandDef = {
  path: 'create',
  short: 'Create a resource from a file or from stdin',
  long: 'Create a resource from a file or from stdin.\n\n JSON and YAML formats are accepted.',
  examples: [
    ['Create a pod using the data in pod.yaml', 'kubectl create -f ./pod.yaml'],
    ['Create what is typed in', 'cat pod.yaml | kubectl create -f -'],
  ],
  usage: '-f FILENAME [options]',
  flags: [
    dryRunFlag,
    fieldManagerFlag('kubectl-create'),
    ...filenameFlags,
    outputFlag,
    { name: 'raw', type: 'string', initial: '', help: 'Raw URI to POST to the server.' },
    {
      name: 'save-config',
      type: 'bool',
      initial: 'false',
      help: 'If true, the configuration of the current object is saved in its annotation.',
    },
    selectorFlag,
    showManagedFieldsFlag,
    validateFlag,
  ],
  *run(kubectl, given) {
    if (!namesFiles(given)) {
      const [first] = given.args;
      if (first !== undefined) {
        throw new CommandFailure(
          `error: Unexpected args: [${given.args.join(' ')}]\nSee 'kubectl create -h' for help and examples`,
        );
      }
      throw new CommandFailure(
        "error: must specify one of -f and -k\n\nerror: Required resource not specified.\nSee 'kubectl create -h' for help and examples".split(
          '\n\n',
        )[0] ?? '',
      );
    }
    const { manifests, errors } = readFiles(kubectl, given);
    const problems = [...errors];
    for (const { info, namespace, object, source } of manifests) {
      if (!matchesSelector(object, given.text('selector'))) continue;
      const body = given.bool('save-config') ? withLastApplied(object) : object;
      if (dryRunOf(given) === 'client') {
        tell(kubectl, given, info, body, 'created');
        continue;
      }
      const options = writeOptions(given, { fieldValidation: validationOf(given) });
      const response = yield* ask(requestOn('create', info, namespace, '', { body, options }));
      warn(kubectl, response);
      if (isSuccess(response)) tell(kubectl, given, info, response.body as KubeObject, 'created');
      else problems.push(whileCreating(serverError(response), source));
    }
    return exitWith(kubectl, problems);
  },
};

/** Models: cmdutil.AddSourceToErr("creating", …) (v1.37). */
function whileCreating(text: string, source: string): string {
  const colon = text.indexOf(': ');
  if (!text.startsWith('Error from server')) return text;
  return `${text.slice(0, colon)}: error when creating ${JSON.stringify(source)}: ${text.slice(colon + 2)}`;
}
