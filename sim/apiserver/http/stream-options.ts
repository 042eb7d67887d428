/** Query parameters of the subresources that a kubelet answers. */
import type { LogOptions } from '../../api/pod-streams.ts';
import type { RequestOptions } from '../types.ts';
import { isTrue } from './options.ts';
import { parameter, parameters, type Query } from './url.ts';

/**
 * What a request to a pod's log or to a command in it asks for; nothing for other subresources.
 *
 * Models: core/v1 PodLogOptions, PodExecOptions, PodAttachOptions (v1.37). Differs: `sinceTime` is not read, and streams of input are not;
 * who attaches hears what the container writes to its log from then on.
 */
export function readStreamOptions(subresource: string, query: Query): Pick<RequestOptions, 'log' | 'exec'> {
  const container = parameter(query, 'container');
  const where = container === '' ? {} : { container };
  if (subresource === 'exec') {
    const command = parameters(query, 'command');
    return command.length === 0 ? {} : { exec: { ...where, command } };
  }
  if (subresource === 'attach') return { log: { ...where, follow: true, tailLines: 0 } };
  if (subresource !== 'log') return {};
  const log: { -readonly [K in keyof LogOptions]: LogOptions[K] } = { ...where };
  for (const name of ['follow', 'previous', 'timestamps'] as const) {
    if (isTrue(parameter(query, name))) log[name] = true;
  }
  for (const name of ['tailLines', 'sinceSeconds', 'limitBytes'] as const) {
    const text = parameter(query, name);
    if (/^[0-9]+$/.test(text)) log[name] = Number(text);
  }
  return { log };
}
