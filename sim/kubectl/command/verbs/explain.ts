import { isSuccess } from '../../../apiserver/types.ts';
import { explain } from '../../explain/explain.ts';
import type { OpenApiDocument } from '../../explain/openapi.ts';
import { exitWith, failUsage } from '../common.ts';
import { demandResource } from '../discovery.ts';
import { ask, CommandFailure, fail, serverError } from '../program.ts';
import type { CommandDef } from './command.ts';
import { textFlag } from './generate.ts';

/** Models: kubectl pkg/cmd/explain/explain.go (v1.37). */
export const explainCommand: CommandDef = {
  path: 'explain',
  short: 'Get documentation for a resource',
  long: 'Describe fields and structure of various resources.\n\n Fields are identified via a simple JSONPath identifier: <type>.<fieldName>[.<fieldName>]',
  examples: [
    ['Get the documentation of the resource and its fields', 'kubectl explain pods'],
    ['Get all the fields in the resource', 'kubectl explain pods --recursive'],
    ['Get the documentation of a specific field of a resource', 'kubectl explain pods.spec.containers'],
  ],
  usage:
    'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]',
  flags: [
    textFlag('api-version', 'Use given api-version (group/version) of the resource.'),
    textFlag('output', 'Format in which to render the schema.', { short: 'o', initial: 'plaintext' }),
    {
      name: 'recursive',
      type: 'bool',
      initial: 'false',
      help: 'When true, print the name of all the fields recursively.',
    },
  ],
  *run(kubectl, given) {
    const [argument, ...more] = given.args;
    if (argument === undefined) {
      fail(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (more.length > 0) failUsage('explain', 'We accept only this format: explain RESOURCE');
    const [type = '', ...path] = argument.split('.');
    const version = given.text('api-version');
    const first = demandResource(kubectl.resources, type);
    const info =
      version === '' ? first : kubectl.resources.find((one) => one.apiVersion === version && one.kind === first.kind);
    if (info === undefined) fail(`couldn't find resource for ${JSON.stringify(version)}, Kind=${first.kind}`);
    const root = info.group === '' ? `api/${info.version}` : `apis/${info.group}/${info.version}`;
    const response = yield* ask({ verb: 'get', resource: '', path: `/openapi/v3/${root}` });
    if (!isSuccess(response)) throw new CommandFailure(serverError(response));
    const { group, kind } = info;
    const document = response.body as unknown as OpenApiDocument;
    const told = explain(document, {
      gvk: { group, version: info.version, kind },
      path,
      recursive: given.bool('recursive'),
    });
    kubectl.out(told.text);
    return exitWith(kubectl, told.error === undefined ? [] : [`error: ${told.error}`]);
  },
};
