/** Containers of a pod or of a template. */
import type { ContainerPort } from 'kubernetes-types/core/v1';
import { utf8Bytes } from '../../api/base64.ts';
import { boolText, hostPort, none, quantityText } from '../../api/tables/format.ts';
import type { Container, ContainerState, ContainerStatus, Pod, Probe, ResourceRequirements } from '../../api/types.ts';
import { environmentLines } from './environment.ts';
import { dateText, goList, type DescriptionWriter } from './writer.ts';

const kept = /[A-Za-z0-9\-_.~$&+,/:;=@]/;

/** Models: Go's url.URL.EscapedPath. */
function escapedPath(path: string): string {
  return [...path].map((character) => (kept.test(character) ? character : percentEncoded(character))).join('');
}

function percentEncoded(character: string): string {
  return utf8Bytes(character)
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

function probeTarget(probe: Probe): string {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec !== undefined) return `exec ${goList(exec.command)}`;
  if (httpGet !== undefined) {
    const path = httpGet.path ?? '';
    const separator = path === '' || path.startsWith('/') ? '' : '/';
    const host = hostPort(httpGet.host ?? '', httpGet.port);
    const scheme = (httpGet.scheme ?? '').toLowerCase();
    return `http-get ${scheme === '' ? '' : `${scheme}:`}//${host}${separator}${escapedPath(path)}`;
  }
  if (tcpSocket !== undefined) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  return grpc === undefined ? 'unknown' : `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`;
}

/** Models: describe.go DescribeProbe (v1.37). */
function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0 } = probe;
  const { successThreshold = 0, failureThreshold = 0 } = probe;
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s`;
  return `${probeTarget(probe)} ${times} #success=${successThreshold} #failure=${failureThreshold}`;
}

function portLine(w: DescriptionWriter, name: string, ports: readonly ContainerPort[], host: boolean): void {
  const texts = ports.map(
    ({ containerPort, hostPort: onHost = 0, protocol = '' }) => `${host ? onHost : containerPort}/${protocol}`,
  );
  const title = texts.length > 1 ? `${name}s` : name;
  w.field(2, title, texts.length === 0 ? none : texts.join(', '));
}

function commandLines(w: DescriptionWriter, title: string, words: readonly string[] | undefined): void {
  if (words === undefined || words.length === 0) return;
  w.line(2, `${title}:`);
  for (const word of words) {
    for (const line of word.split('\n')) w.line(3, line);
  }
}

/** Models: describe.go describeStatus (v1.37). */
function stateLines(w: DescriptionWriter, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running !== undefined) {
    w.field(2, title, 'Running');
    w.field(3, 'Started', dateText(running.startedAt));
    return;
  }
  if (terminated === undefined || waiting !== undefined) {
    w.field(2, title, 'Waiting');
    if (waiting?.reason !== undefined && waiting.reason !== '') w.field(3, 'Reason', waiting.reason);
    return;
  }
  const { reason = '', message = '', exitCode, signal = 0, startedAt, finishedAt } = terminated;
  w.field(2, title, 'Terminated');
  if (reason !== '') w.field(3, 'Reason', reason);
  if (message !== '') w.field(3, 'Message', message);
  w.field(3, 'Exit Code', exitCode);
  if (signal > 0) w.field(3, 'Signal', signal);
  w.field(3, 'Started', dateText(startedAt));
  w.field(3, 'Finished', dateText(finishedAt));
}

/** Limits and requests by name. Models: describe.go describeResources (v1.37). */
export function resourceLines(w: DescriptionWriter, level: number, resources: ResourceRequirements | undefined): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = Object.keys(list ?? {}).sort();
    if (names.length > 0) w.line(level, `${title}:`);
    for (const name of names) w.field(level + 1, name, quantityText(list?.[name]));
  }
}

function mountLines(w: DescriptionWriter, container: Container): void {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) =>
    a.mountPath < b.mountPath ? -1 : a.mountPath > b.mountPath ? 1 : 0,
  );
  w.line(2, mounts.length === 0 ? `Mounts:\t${none}` : 'Mounts:');
  for (const { mountPath, name, readOnly, subPath = '' } of mounts) {
    const flags = [readOnly === true ? 'ro' : 'rw', ...(subPath === '' ? [] : [`path=${JSON.stringify(subPath)}`])];
    w.line(3, `${mountPath} from ${name} (${flags.join(',')})`);
  }
  const devices = [...(container.volumeDevices ?? [])].sort((a, b) =>
    a.devicePath < b.devicePath ? -1 : a.devicePath > b.devicePath ? 1 : 0,
  );
  if (devices.length === 0) return;
  w.line(2, mounts.length === 0 ? `Devices:\t${none}` : 'Devices:');
  for (const { devicePath, name } of devices) w.line(3, `${devicePath} from ${name}`);
}

function seccompLines(w: DescriptionWriter, { securityContext }: Container): void {
  const profile = securityContext?.seccompProfile;
  if (profile === undefined) return;
  w.field(2, 'SeccompProfile', profile.type);
  if (profile.type === 'Localhost') w.field(3, 'LocalhostProfile', profile.localhostProfile ?? '');
}

function containerLines(
  w: DescriptionWriter,
  container: Container,
  status: ContainerStatus | undefined,
  pod: Pod | undefined,
): void {
  if (status !== undefined) w.field(2, 'Container ID', status.containerID ?? '');
  w.field(2, 'Image', container.image ?? '');
  if (status !== undefined) w.field(2, 'Image ID', status.imageID);
  portLine(w, 'Port', container.ports ?? [], false);
  portLine(w, 'Host Port', container.ports ?? [], true);
  seccompLines(w, container);
  commandLines(w, 'Command', container.command);
  commandLines(w, 'Args', container.args);
  if (status !== undefined) {
    stateLines(w, 'State', status.state ?? {});
    if (status.lastState?.terminated !== undefined) stateLines(w, 'Last State', status.lastState);
    w.field(2, 'Ready', boolText(status.ready));
    w.field(2, 'Restart Count', status.restartCount);
  }
  resourceLines(w, 2, container.resources);
  if (container.livenessProbe !== undefined) w.field(2, 'Liveness', probeText(container.livenessProbe));
  if (container.readinessProbe !== undefined) w.field(2, 'Readiness', probeText(container.readinessProbe));
  if (container.startupProbe !== undefined) w.field(2, 'Startup', probeText(container.startupProbe));
  environmentLines(w, container, pod);
  mountLines(w, container);
}

/** What a section of containers shows besides their specs. */
export interface ContainersOf {
  readonly statuses?: readonly ContainerStatus[] | undefined;
  /** The pod; absent for a template, which is indented by two spaces more. */
  readonly pod?: Pod;
}

/** A section of containers. Models: describe.go describeContainers (v1.37). */
export function containersLines(
  w: DescriptionWriter,
  title: string,
  containers: readonly Container[],
  { statuses, pod }: ContainersOf,
): void {
  const [space, nameIndent] = pod === undefined ? ['  ', ' '] : ['', ''];
  w.line(0, `${space}${title}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    w.line(1, `${nameIndent}${container.name}:`);
    containerLines(w, container, status, pod);
  }
}
