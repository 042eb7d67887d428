/** Defaults of containers. Models: pkg/apis/core/v1/defaults.go and zz_generated.defaults.go (v1.37). */
import type { Container, Probe } from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';
import { defaultPullPolicy } from './image.ts';

type Lifecycle = NonNullable<Container['lifecycle']>;
type LifecycleHandler = NonNullable<Lifecycle['postStart']>;
type HttpGet = NonNullable<Probe['httpGet']>;
type Port = NonNullable<Container['ports']>[number];
type EnvVar = NonNullable<Container['env']>[number];

const probeDefaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } as const;
const probeNumbers = ['timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;
const httpGetDefaults: Partial<HttpGet> = { path: '/', scheme: 'HTTP' };
const portDefaults: Partial<Port> = { protocol: 'TCP' };
const fieldRefDefaults = { apiVersion: 'v1' };
const containerDefaults: Partial<Container> = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

function replaceZeroes(probe: Probe): Probe {
  if (!probeNumbers.some((key) => probe[key] === 0)) return probe;
  const copy = { ...probe };
  for (const key of probeNumbers) if (copy[key] === 0) copy[key] = probeDefaults[key];
  return copy;
}

/** Fills in a probe; a zero counts as unset, as in Kubernetes. */
export function defaultProbe(probe: Probe): Probe {
  const filled = fill(replaceZeroes(probe), probeDefaults);
  const withHttp = withField(filled, 'httpGet', filled.httpGet && fill(filled.httpGet, httpGetDefaults));
  return withField(withHttp, 'grpc', withHttp.grpc && fill(withHttp.grpc, { service: '' }));
}

function defaultHandler(handler: LifecycleHandler): LifecycleHandler {
  return withField(handler, 'httpGet', handler.httpGet && fill(handler.httpGet, httpGetDefaults));
}

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  const started = withField(lifecycle, 'postStart', lifecycle.postStart && defaultHandler(lifecycle.postStart));
  return withField(started, 'preStop', started.preStop && defaultHandler(started.preStop));
}

function defaultEnv(entry: EnvVar): EnvVar {
  const source = entry.valueFrom;
  if (source?.fieldRef === undefined) return entry;
  const fieldRef = fill(source.fieldRef, fieldRefDefaults);
  return fieldRef === source.fieldRef ? entry : { ...entry, valueFrom: { ...source, fieldRef } };
}

/** Fills in one container of a pod or of a pod template. */
export function defaultContainer(container: Container): Container {
  let next = fill(container, containerDefaults);
  if (next.imagePullPolicy === undefined || next.imagePullPolicy === '') {
    next = { ...next, imagePullPolicy: defaultPullPolicy(next.image ?? '') };
  }
  if (next.resources === undefined) next = { ...next, resources: {} };
  if (next.ports !== undefined) {
    next = withField(
      next,
      'ports',
      mapSame(next.ports, (port) => fill(port, portDefaults)),
    );
  }
  if (next.env !== undefined) next = withField(next, 'env', mapSame(next.env, defaultEnv));
  if (next.livenessProbe !== undefined) next = withField(next, 'livenessProbe', defaultProbe(next.livenessProbe));
  if (next.readinessProbe !== undefined) next = withField(next, 'readinessProbe', defaultProbe(next.readinessProbe));
  if (next.startupProbe !== undefined) next = withField(next, 'startupProbe', defaultProbe(next.startupProbe));
  if (next.lifecycle !== undefined) next = withField(next, 'lifecycle', defaultLifecycle(next.lifecycle));
  return next;
}

/** What a container limits it also requests, unless it says otherwise: for pods, not for templates. */
export function requestsFromLimits(container: Container): Container {
  const limits = container.resources?.limits;
  if (limits === undefined) return container;
  const requests = fill(container.resources?.requests ?? {}, limits);
  return requests === container.resources?.requests
    ? container
    : { ...container, resources: { ...container.resources, requests } };
}

/** On the host's network every container port is a host port. */
export function hostPortsOnHostNetwork(container: Container): Container {
  if (container.ports === undefined) return container;
  const ports = mapSame(container.ports, (port) =>
    port.hostPort === undefined || port.hostPort === 0 ? { ...port, hostPort: port.containerPort } : port,
  );
  return withField(container, 'ports', ports);
}
