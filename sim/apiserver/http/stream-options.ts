/** Query parameters of the subresources that a kubelet answers. */
import type { AttachOptions, LogOptions } from '../../api/pod-streams.ts';
import { parseTimeOrUndefined } from '../../api/time.ts';
import type { RequestOptions } from '../types.ts';
import { isTrue } from './options.ts';
import { parameter, parameters, type Query } from './url.ts';

/**
 * What a request to a pod's log or to a command in it asks for; nothing for other subresources.
 *
 * Models: core/v1 PodLogOptions, PodExecOptions, PodAttachOptions (v1.37).
 */
export function readStreamOptions(subresource: string, query: Query): Pick<RequestOptions, 'log' | 'exec' | 'attach'> {
  const container = parameter(query, 'container');
  const where = container === '' ? {} : { container };
  const input: { -readonly [K in keyof AttachOptions]: AttachOptions[K] } = {};
  for (const name of ['stdin', 'tty'] as const) if (isTrue(parameter(query, name))) input[name] = true;
  if (subresource === 'exec') {
    const command = parameters(query, 'command');
    return command.length === 0 ? {} : { exec: { ...where, command, ...input } };
  }
  if (subresource === 'attach') return { attach: { ...where, ...input } };
  if (subresource !== 'log') return {};
  const log: { -readonly [K in keyof LogOptions]: LogOptions[K] } = { ...where };
  for (const name of ['follow', 'previous', 'timestamps'] as const) {
    if (isTrue(parameter(query, name))) log[name] = true;
  }
  for (const name of ['tailLines', 'sinceSeconds', 'limitBytes'] as const) {
    const text = parameter(query, name);
    if (/^[0-9]+$/.test(text)) log[name] = Number(text);
  }
  const sinceTime = parameter(query, 'sinceTime');
  if (parseTimeOrUndefined(sinceTime) !== undefined) log.sinceTime = sinceTime;
  return { log };
}
