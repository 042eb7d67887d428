import type { KubeObject } from '../../../api/types.ts';
import { writeYaml } from '../../../api/yaml/write.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { threeWayPatch, withLastApplied } from '../../../scenario/three-way.ts';
import {
  fieldManagerFlag,
  filenameFlags,
  requestOn,
  selectorFlag,
  showManagedFieldsFlag,
  namesFiles,
} from '../common.ts';
import type { Flags } from '../flags.ts';
import { readFiles, type Manifest } from '../manifests.ts';
import { ask, CommandFailure, fail, serverError, type Part } from '../program.ts';
import { matchesSelector } from '../selectors.ts';
import { unifiedDiff } from '../unified-diff.ts';
import type { CommandDef } from './command.ts';

/** Models: kubectl pkg/cmd/diff/diff.go (v1.37). Differs: the folders that `diff` would compare are named LIVE and MERGED alone. */
export const diffCommand: CommandDef = {
  path: 'diff',
  short: 'Diff the live version against a would-be applied version',
  examples: [['Diff resources included in pod.json', 'kubectl diff -f pod.json']],
  usage: '-f FILENAME [options]',
  flags: [
    fieldManagerFlag('kubectl-client-side-apply'),
    ...filenameFlags,
    {
      name: 'force-conflicts',
      type: 'bool',
      initial: 'false',
      help: 'If true, server-side apply will force the changes against conflicts.',
    },
    selectorFlag,
    {
      name: 'server-side',
      type: 'bool',
      initial: 'false',
      help: 'If true, apply runs in the server instead of the client.',
    },
    showManagedFieldsFlag,
  ],
  *run(kubectl, given) {
    if (!namesFiles(given)) fail('must specify one of -f and -k');
    const { manifests, errors } = readFiles(kubectl, given);
    const [first] = errors;
    if (first !== undefined) throw new CommandFailure(first);
    let isSame = true;
    for (const manifest of manifests) {
      if (!matchesSelector(manifest.object, given.text('selector'))) continue;
      const [live, merged] = yield* versionsOf(given, manifest);
      const { info, namespace, name } = manifest;
      const file = [info.group, info.version, info.kind, namespace, name].filter((part) => part !== '').join('.');
      const text = unifiedDiff(textOf(live, given), textOf(merged, given), `LIVE/${file}`, `MERGED/${file}`);
      if (text === '') continue;
      isSame = false;
      kubectl.out(`diff -u -N LIVE/${file} MERGED/${file}\n${text}`);
    }
    return isSame ? 0 : 1;
  },
};

function* versionsOf(
  given: Flags,
  { info, namespace, name, object }: Manifest,
): Part<[KubeObject | null, KubeObject | null]> {
  const found = yield* ask(requestOn('get', info, namespace, name));
  const live = isSuccess(found) ? (found.body as KubeObject) : null;
  if (live === null && found.code !== 404) throw new CommandFailure(serverError(found));
  const options = { dryRun: true, fieldManager: given.text('field-manager') };
  const annotated = withLastApplied(object);
  if (given.bool('server-side')) {
    const force = given.bool('force-conflicts');
    const response = yield* ask(
      requestOn('patch', info, namespace, name, { body: object, patchType: 'apply', options: { ...options, force } }),
    );
    if (!isSuccess(response)) throw new CommandFailure(serverError(response));
    return [live, response.body as KubeObject];
  }
  const patch = live === null ? null : threeWayPatch(annotated, live);
  if (live !== null && patch === null) return [live, live];
  const response =
    live === null
      ? yield* ask(requestOn('create', info, namespace, '', { body: annotated, options }))
      : yield* ask(requestOn('patch', info, namespace, name, { body: patch, patchType: 'merge', options }));
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  return [live, response.body as KubeObject];
}

function textOf(object: KubeObject | null, given: Flags): string {
  if (object === null) return '';
  if (given.bool('show-managed-fields') || object.metadata === undefined) return writeYaml(object);
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return writeYaml({ ...object, metadata });
}
