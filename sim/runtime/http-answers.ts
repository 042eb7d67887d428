/** What a web server in a container answers: the files of its folder, or what its model says. */
import type { Sim } from '../engine/engine.ts';
import type { HttpRequest } from '../api/app-request.ts';
import type { RuntimePod } from '../api/cri.ts';
import { utf8Length } from '../api/base64.ts';
import { instantOf } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import { formatDate } from '../workload/shell/date.ts';
import { sharedKey } from '../workload/shell/variables.ts';
import { containerFiles, type Process } from './process.ts';
import { sharedFiles } from './volumes.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: readonly string[];
}

/** The answer of a server that is ready to a request. @param usual the status that its model answers with */
export function httpAnswer(
  sim: Sim,
  node: string,
  pod: RuntimePod,
  process: Process,
  { method, host, path }: HttpRequest,
  usual: number,
): HttpAnswer {
  const { server, body, documentRoot } = process.plan;
  const plain = path.replace(/[?#].*$/, '');
  let status = usual;
  let text = filled(body ?? '', { hostname: pod.name, ip: pod.sandbox.ip, method, host, path });
  let type = text.startsWith('<') ? 'text/html' : 'text/plain; charset=utf-8';
  if (documentRoot !== undefined && usual === 200) {
    const file = `${documentRoot}${plain.endsWith('/') ? `${plain}index.html` : plain}`;
    const found = readContainerFile(sim, node, process, file);
    const isFront = plain === '/' || plain === '/index.html';
    if (found !== undefined) {
      text = found;
      type = typeOf(file);
    } else if (!isFront || isCovered(process, documentRoot)) {
      status = isFront ? 403 : 404;
      text = errorPage(status, server ?? '');
      type = 'text/html';
    }
  }
  const date = formatDate(instantOf(sim.now, worldSettings(sim).epochMs), '%a, %d %b %Y %H:%M:%S GMT');
  const headers = [
    ...(server === undefined ? [] : [`Server: ${server}`]),
    `Date: ${date}`,
    `Content-Type: ${type}`,
    `Content-Length: ${utf8Length(text)}`,
    'Connection: keep-alive',
  ];
  return { status, body: method === 'HEAD' ? '' : text, headers };
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.includes('{')
    ? text.replace(/\{(hostname|ip|method|host|path)\}/g, (_, name: string) => values[name] ?? '')
    : text;
}

/** A file of a container: of its own, or on a volume. */
function readContainerFile(sim: Sim, node: string, process: Process, path: string): string | undefined {
  const { mounts } = process.call;
  const key = sharedKey(mounts, path);
  if (key !== null) return sharedFiles(sim, node, process.podUid)[key]?.text;
  return containerFiles(process)[path]?.text;
}

/** A volume stands over the folder: what the image had there is not seen. */
function isCovered({ call }: Process, folder: string): boolean {
  return (
    sharedKey(call.mounts, folder) !== null || Object.keys(call.files).some((path) => path.startsWith(`${folder}/`))
  );
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
};

function typeOf(path: string): string {
  return types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

/** Models: nginx src/http/ngx_http_special_response.c. */
function errorPage(status: number, server: string): string {
  const title = status === 403 ? '403 Forbidden' : '404 Not Found';
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${server}</center>`,
    '</body>',
    '</html>',
    '',
  ];
  return lines.join('\r\n');
}
