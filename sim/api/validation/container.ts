/** Containers of pods. Models: pkg/apis/core/validation validateContainers, validateInitContainers (v1.37). */
import { validatePortName } from '../names.ts';
import type { Container } from '../types.ts';
import { checkDnsLabel, checkOneOf, checkPort, check } from './common.ts';
import { checkEnv, checkEnvFrom } from './env.ts';
import { duplicate, forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLifecycle, checkProbe } from './probe.ts';
import { checkResourceRequirements } from './resources.ts';
import { checkContainerSecurity } from './security.ts';
import { checkVolumeDevices, checkVolumeMounts } from './volume-mount.ts';
import type { VolumeNames } from './volume.ts';

type ContainerPort = NonNullable<Container['ports']>[number];

export const portProtocols = ['SCTP', 'TCP', 'UDP'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const containerRestartPolicies = ['Always', 'Never', 'OnFailure'];

/** What the checks of one container need to know of its pod. */
export interface ContainerContext {
  readonly volumes: VolumeNames;
  /** Of the pod: what its containers do unless they say otherwise. */
  readonly restartPolicy: string | undefined;
  /** Users of the host are the users in the pod, as usual. */
  readonly hasHostUsers: boolean;
  readonly graceSeconds: number;
  readonly isHostNetwork: boolean;
  /** A pod itself, not a template of pods. */
  readonly isPod: boolean;
}

function checkPorts(ports: readonly ContainerPort[], path: string, errors: FieldError[]): void {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const itemPath = `${path}[${index}]`;
    if (port.name !== undefined && port.name !== '') {
      const complaints = validatePortName(port.name);
      if (complaints.length > 0) check(validatePortName, port.name, `${itemPath}.name`, errors);
      else if (names.has(port.name)) errors.push(duplicate(`${itemPath}.name`, port.name));
      else names.add(port.name);
    }
    const containerPort: number | undefined = port.containerPort;
    if (containerPort === undefined || containerPort === 0) errors.push(required(`${itemPath}.containerPort`));
    else checkPort(containerPort, `${itemPath}.containerPort`, errors);
    if (port.hostPort !== undefined && port.hostPort !== 0) checkPort(port.hostPort, `${itemPath}.hostPort`, errors);
    checkOneOf(port.protocol, portProtocols, `${itemPath}.protocol`, errors);
  });
}

function checkMessagePolicy(container: Container, path: string, errors: FieldError[]): void {
  const policy = container.terminationMessagePolicy;
  if (policy === 'File' || policy === 'FallbackToLogsOnError') return;
  const why = "must be 'File' or 'FallbackToLogsOnError'";
  const at = `${path}.terminationMessagePolicy`;
  errors.push(policy === undefined || policy === '' ? required(at, why) : invalid(at, policy, why));
}

/** What all containers of a pod have in common, whatever their turn. */
export function checkContainer(
  container: Container,
  context: ContainerContext,
  path: string,
  errors: FieldError[],
): void {
  const name: string | undefined = container.name;
  if (name === undefined || name === '') errors.push(required(`${path}.name`));
  else checkDnsLabel(name, `${path}.name`, errors);
  if (container.image === undefined || container.image === '') errors.push(required(`${path}.image`));
  if (container.ports !== undefined) checkPorts(container.ports, `${path}.ports`, errors);
  if (container.env !== undefined) checkEnv(container.env, `${path}.env`, errors);
  if (container.envFrom !== undefined) checkEnvFrom(container.envFrom, `${path}.envFrom`, errors);
  const { all, claims } = context.volumes;
  if (container.volumeMounts !== undefined) checkVolumeMounts(container, all, `${path}.volumeMounts`, errors);
  if (container.volumeDevices !== undefined) {
    checkVolumeDevices(container, claims, all, `${path}.volumeDevices`, errors);
  }
  checkMessagePolicy(container, path, errors);
  checkOneOf(container.imagePullPolicy, pullPolicies, `${path}.imagePullPolicy`, errors);
  checkResourceRequirements(container.resources, `${path}.resources`, errors);
  if (container.securityContext !== undefined) {
    checkContainerSecurity(container.securityContext, context.hasHostUsers, `${path}.securityContext`, errors);
  }
  if (container.resizePolicy !== undefined) checkResizePolicy(container, context, `${path}.resizePolicy`, errors);
}

/** Whether a change of an amount restarts the container. */
function checkResizePolicy(container: Container, context: ContainerContext, path: string, errors: FieldError[]): void {
  const resources = new Set<string>();
  container.resizePolicy?.forEach((policy, index) => {
    const { resourceName, restartPolicy } = policy;
    if (resources.has(resourceName)) errors.push(duplicate(`${path}[${index}]`, resourceName));
    resources.add(resourceName);
    if (resourceName === '') errors.push(required(path));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') {
      errors.push(notSupported(path, resourceName, ['cpu', 'memory']));
    }
    checkOneOf(restartPolicy, ['NotRequired', 'RestartContainer'], path, errors);
    if (context.restartPolicy === 'Never' && restartPolicy === 'RestartContainer') {
      errors.push(invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
  });
}

function checkHooks(container: Container, context: ContainerContext, path: string, errors: FieldError[]): void {
  if (container.lifecycle !== undefined) {
    checkLifecycle(container.lifecycle, context.graceSeconds, `${path}.lifecycle`, errors);
  }
  checkProbe(container.livenessProbe, 'livenessProbe', path, errors);
  checkProbe(container.readinessProbe, 'readinessProbe', path, errors);
  checkProbe(container.startupProbe, 'startupProbe', path, errors);
}

function checkHostPorts(containers: readonly Container[], path: string, errors: FieldError[]): void {
  const taken = new Set<string>();
  containers.forEach((container, index) => {
    container.ports?.forEach((port, portIndex) => {
      if (port.hostPort === undefined || port.hostPort === 0) return;
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) errors.push(duplicate(`${path}[${index}].ports[${portIndex}].hostPort`, key));
      taken.add(key);
    });
  });
}

/** On the host's network a container port is a host port; a template may leave it to the pod's defaults. */
function checkHostNetworkPorts(
  containers: readonly Container[],
  isPod: boolean,
  path: string,
  errors: FieldError[],
): void {
  containers.forEach((container, index) => {
    container.ports?.forEach((port, portIndex) => {
      const hostPort = port.hostPort ?? 0;
      if (hostPort === port.containerPort || (!isPod && hostPort === 0)) return;
      const why = 'must match `containerPort` when `hostNetwork` is true';
      errors.push(invalid(`${path}[${index}].ports[${portIndex}].hostPort`, hostPort, why));
    });
  });
}

/** The main containers. */
export function checkContainers(
  containers: readonly Container[],
  context: ContainerContext,
  path: string,
  errors: FieldError[],
): void {
  if (containers.length === 0) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const itemPath = `${path}[${index}]`;
    checkContainer(container, context, itemPath, errors);
    if (names.has(container.name)) errors.push(duplicate(`${itemPath}.name`, container.name));
    names.add(container.name);
    checkHooks(container, context, itemPath, errors);
    if (container.restartPolicy !== undefined && !containerRestartPolicies.includes(container.restartPolicy)) {
      errors.push(notSupported(`${itemPath}.restartPolicy`, container.restartPolicy, containerRestartPolicies));
    }
  });
  checkHostPorts(containers, path, errors);
  if (context.isHostNetwork) checkHostNetworkPorts(containers, context.isPod, path, errors);
}

const initForbidden = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Containers that run before; one that always restarts is a sidecar and may have hooks and probes. */
export function checkInitContainers(
  containers: readonly Container[],
  mainContainers: readonly Container[],
  context: ContainerContext,
  path: string,
  errors: FieldError[],
): void {
  const names = new Set(mainContainers.map((container) => container.name));
  containers.forEach((container, index) => {
    const itemPath = `${path}[${index}]`;
    checkContainer(container, context, itemPath, errors);
    if (names.has(container.name)) errors.push(duplicate(`${itemPath}.name`, container.name));
    names.add(container.name);
    if (container.restartPolicy !== undefined && !containerRestartPolicies.includes(container.restartPolicy)) {
      errors.push(notSupported(`${itemPath}.restartPolicy`, container.restartPolicy, containerRestartPolicies));
    }
    // They run one after another, so each is looked at alone; Kubernetes names the first in any case.
    checkHostPorts([container], path, errors);
    if (container.restartPolicy === 'Always') checkHooks(container, context, itemPath, errors);
    else {
      for (const field of initForbidden) {
        if (container[field] === undefined) continue;
        errors.push(
          forbidden(`${itemPath}.${field}`, 'may not be set for init containers without restartPolicy=Always'),
        );
      }
    }
  });
}

/** Rules of pods that templates do not have to keep. */
export function checkContainersOnlyForPod(
  containers: readonly Container[] | undefined,
  path: string,
  errors: FieldError[],
): void {
  containers?.forEach((container, index) => {
    const image = container.image ?? '';
    if (image.trim() === image) return;
    errors.push(invalid(`${path}[${index}].image`, image, 'must not have leading or trailing whitespace'));
  });
}
