/** Probes and lifecycle hooks. Models: pkg/apis/core/validation validateProbe, validateHandler, validateLifecycle (v1.37). */
import type { Container, Probe } from '../types.ts';
import { checkNonNegative, checkPort, checkPortNumberOrName, checkOneOf } from './common.ts';
import { forbidden, invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type Lifecycle = NonNullable<Container['lifecycle']>;
type HttpGet = NonNullable<Probe['httpGet']>;
type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & {
  readonly sleep?: { readonly seconds: number };
};

const headerShape = /^[-A-Za-z0-9]+$/;

function checkHttpGet(action: HttpGet, path: string, errors: FieldError[]): void {
  if (action.path === undefined || action.path === '') errors.push(required(`${path}.path`));
  checkPortNumberOrName(action.port, `${path}.port`, errors);
  checkOneOf(action.scheme, ['HTTP', 'HTTPS'], `${path}.scheme`, errors);
  for (const header of action.httpHeaders ?? []) {
    if (headerShape.test(header.name)) continue;
    const why =
      "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
    errors.push(invalid(`${path}.httpHeaders`, header.name, why));
  }
}

function checkHandler(handler: Handler, path: string, graceSeconds: number, errors: FieldError[]): void {
  let count = 0;
  const isFirst = (name: string): boolean => {
    count++;
    if (count > 1) errors.push(forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'));
    return count === 1;
  };
  if (handler.exec !== undefined && isFirst('exec') && (handler.exec.command ?? []).length === 0) {
    errors.push(required(`${path}.exec.command`));
  }
  if (handler.httpGet !== undefined && isFirst('httpGet')) checkHttpGet(handler.httpGet, `${path}.httpGet`, errors);
  if (handler.tcpSocket !== undefined && isFirst('tcpSocket')) {
    checkPortNumberOrName(handler.tcpSocket.port, `${path}.tcpSocket.port`, errors);
  }
  if (handler.grpc !== undefined && isFirst('grpc')) checkPort(handler.grpc.port, `${path}.grpc.port`, errors);
  if (handler.sleep !== undefined && isFirst('sleep')) checkSleep(handler.sleep.seconds, path, graceSeconds, errors);
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
}

function checkSleep(seconds: number, path: string, graceSeconds: number, errors: FieldError[]): void {
  if (seconds >= 0 && seconds <= graceSeconds) return;
  const why = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.`;
  errors.push(invalid(`${path}.sleep.seconds`, seconds, why));
}

const countFields = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

/** A probe of any of the three kinds; liveness and startup must succeed once, readiness has no grace of its own. */
export function checkProbe(
  probe: Probe | undefined,
  kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe',
  containerPath: string,
  errors: FieldError[],
): void {
  if (probe === undefined) return;
  const path = `${containerPath}.${kind}`;
  checkHandler(probe, path, 0, errors);
  for (const field of countFields) checkNonNegative(probe[field], `${path}.${field}`, errors);
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  }
  if (kind === 'readinessProbe') {
    if (grace !== undefined) {
      errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
    }
  } else if (probe.successThreshold !== undefined && probe.successThreshold !== 1) {
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold, 'must be 1'));
  }
}

/** The hooks after the start and before the stop of a container. */
export function checkLifecycle(lifecycle: Lifecycle, graceSeconds: number, path: string, errors: FieldError[]): void {
  if (lifecycle.postStart !== undefined) checkHandler(lifecycle.postStart, `${path}.postStart`, graceSeconds, errors);
  if (lifecycle.preStop !== undefined) checkHandler(lifecycle.preStop, `${path}.preStop`, graceSeconds, errors);
}
