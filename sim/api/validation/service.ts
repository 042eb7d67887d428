/** Services. Models: pkg/apis/core/validation ValidateService, ValidateServiceUpdate (v1.37). */
import type { Service, ServicePort } from '../types.ts';
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkIP,
  checkLabelName,
  checkLabels,
  checkOneOf,
  checkOptionalOneOf,
  checkPort,
  checkPortNumberOrName,
} from './common.ts';
import { portProtocols } from './container.ts';
import { duplicate, forbidden, invalid, required, tooMany } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type ServiceSpec = NonNullable<Service['spec']>;

const serviceTypes = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const affinities = ['ClientIP', 'None'];
const trafficPolicies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
const familyPolicies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const kubeletPort = 10_250;
const affinitySecondsMax = 86_400;

function checkServicePort(
  port: ServicePort,
  mustHaveName: boolean,
  names: Set<string>,
  path: string,
  errors: FieldError[],
): void {
  const name = port.name ?? '';
  if (name !== '') {
    checkDnsLabel(name, `${path}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  } else if (mustHaveName) errors.push(required(`${path}.name`));
  checkPort(port.port, `${path}.port`, errors);
  checkOneOf(port.protocol, portProtocols, `${path}.protocol`, errors);
  checkPortNumberOrName(port.targetPort, `${path}.targetPort`, errors);
  if (port.appProtocol !== undefined) checkLabelName(port.appProtocol, `${path}.appProtocol`, errors);
}

function checkPortsByType(port: ServicePort, type: string | undefined, path: string, errors: FieldError[]): void {
  if (type === 'LoadBalancer' && port.port === kubeletPort) {
    const why = `may not expose port ${kubeletPort} externally since it is used by kubelet`;
    errors.push(invalid(path, port.port, why));
  }
  if (type === 'ClusterIP' && (port.nodePort ?? 0) !== 0) {
    errors.push(forbidden(`${path}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
  }
}

function checkPorts(spec: ServiceSpec, errors: FieldError[]): void {
  const ports = spec.ports ?? [];
  if (ports.length === 0 && spec.clusterIP !== 'None' && spec.type !== 'ExternalName') {
    errors.push(required('spec.ports'));
  }
  const names = new Set<string>();
  const numbers = new Set<string>();
  const nodePorts = new Set<string>();
  ports.forEach((port, index) => {
    const path = `spec.ports[${index}]`;
    checkServicePort(port, ports.length > 1, names, path, errors);
    checkPortsByType(port, spec.type, path, errors);
    const nodePort = port.nodePort ?? 0;
    const nodeKey = `${port.protocol ?? ''} ${nodePort}`;
    if (nodePort !== 0 && nodePorts.has(nodeKey)) errors.push(duplicate(`${path}.nodePort`, nodePort));
    nodePorts.add(nodeKey);
    const key = `${port.protocol ?? ''} ${port.port}`;
    if (numbers.has(key)) errors.push(duplicate(path, { port: port.port, protocol: port.protocol }));
    numbers.add(key);
  });
}

function checkType(spec: ServiceSpec, errors: FieldError[]): void {
  checkOneOf(spec.type, serviceTypes, 'spec.type', errors);
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && spec.clusterIP === 'None') {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type !== 'ExternalName') return;
  if ((spec.clusterIP ?? '') !== '') {
    errors.push(forbidden('spec.clusterIPs', 'may not be set for ExternalName services'));
  }
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else checkDnsSubdomain(name, 'spec.externalName', errors);
}

function checkAffinity(spec: ServiceSpec, errors: FieldError[]): void {
  checkOneOf(spec.sessionAffinity, affinities, 'spec.sessionAffinity', errors);
  const path = 'spec.sessionAffinityConfig';
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig !== undefined) {
    errors.push(forbidden(path, 'must not be set when session affinity is None'));
  }
  if (spec.sessionAffinity !== 'ClientIP') return;
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined) errors.push(required(path, 'when session affinity type is ClientIP'));
  else if (seconds <= 0 || seconds > affinitySecondsMax) {
    const why = `must be greater than 0 and less than ${affinitySecondsMax}`;
    errors.push(invalid(`${path}.clientIP.timeoutSeconds`, seconds, why));
  }
}

function checkAddresses(spec: ServiceSpec, errors: FieldError[]): void {
  const clusterIPs = spec.clusterIPs ?? [];
  if (clusterIPs.length > 2) errors.push(invalid('spec.clusterIPs', clusterIPs, 'may only hold up to 2 values'));
  if ((spec.clusterIP ?? '') !== (clusterIPs[0] ?? '')) {
    errors.push(invalid('spec.clusterIPs[0]', clusterIPs, 'first value must match `clusterIP`'));
  }
  clusterIPs.forEach((address, index) => {
    if (address !== 'None') checkIP(address, `spec.clusterIPs[${index}]`, errors);
    else if (clusterIPs.length > 1) {
      errors.push(invalid('spec.clusterIPs[0]', 'None', "'None' must be the first and only value"));
    }
  });
  spec.externalIPs?.forEach((address, index) => {
    checkIP(address, `spec.externalIPs[${index}]`, errors);
    if (/^(0\.0\.0\.0$|127\.|169\.254\.|224\.0\.0\.)|^::1?$/.test(address)) {
      errors.push(
        invalid(`spec.externalIPs[${index}]`, address, 'may not be an unspecified, loopback or link-local address'),
      );
    }
  });
  checkOptionalOneOf(spec.ipFamilyPolicy, familyPolicies, 'spec.ipFamilyPolicy', errors);
  if ((spec.ipFamilies?.length ?? 0) > 2) errors.push(tooMany('spec.ipFamilies', spec.ipFamilies?.length ?? 0, 2));
  spec.ipFamilies?.forEach((family, index) => {
    const path = `spec.ipFamilies[${index}]`;
    checkOneOf(family, ['IPv4', 'IPv6'], path, errors);
    if (spec.ipFamilies?.indexOf(family) !== index) errors.push(duplicate(path, family));
  });
}

function isExternal(spec: ServiceSpec): boolean {
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') return true;
  return spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0;
}

function checkTraffic(spec: ServiceSpec, errors: FieldError[]): void {
  const external = spec.externalTrafficPolicy;
  if (external !== undefined && external !== '' && !isExternal(spec)) {
    const why = 'may only be set for externally-accessible services';
    errors.push(invalid('spec.externalTrafficPolicy', external, why));
  } else checkOptionalOneOf(external, trafficPolicies, 'spec.externalTrafficPolicy', errors);
  checkOptionalOneOf(spec.internalTrafficPolicy, trafficPolicies, 'spec.internalTrafficPolicy', errors);
  checkOptionalOneOf(spec.trafficDistribution, distributions, 'spec.trafficDistribution', errors);
  const healthPort = spec.healthCheckNodePort ?? 0;
  if (healthPort !== 0 && !(spec.type === 'LoadBalancer' && external === 'Local')) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid('spec.healthCheckNodePort', healthPort, why));
  }
}

const cidrShape = /^(.+)\/(\d{1,3})$/;

function checkLoadBalancerFields(spec: ServiceSpec, errors: FieldError[]): void {
  const isLoadBalancer = spec.type === 'LoadBalancer';
  const only = "may only be used when `type` is 'LoadBalancer'";
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0 && !isLoadBalancer) errors.push(forbidden('spec.loadBalancerSourceRanges', only));
  ranges.forEach((range, index) => {
    const path = `spec.loadBalancerSourceRanges[${index}]`;
    const match = cidrShape.exec(range.trim());
    if (match === null) {
      errors.push(invalid(path, range, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'));
    } else checkIP(match[1] ?? '', path, errors);
  });
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  }
  if (spec.loadBalancerClass !== undefined) {
    if (!isLoadBalancer)
      errors.push(forbidden('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"));
    checkLabelName(spec.loadBalancerClass, 'spec.loadBalancerClass', errors);
  }
}

/** A Service, already defaulted; addresses and node ports may still be missing. */
export function checkService(service: Service, errors: FieldError[]): void {
  const spec = service.spec ?? {};
  checkPorts(spec, errors);
  checkType(spec, errors);
  checkLabels(spec.selector, 'spec.selector', errors);
  checkAffinity(spec, errors);
  checkAddresses(spec, errors);
  checkTraffic(spec, errors);
  checkLoadBalancerFields(spec, errors);
}

/** The address that a Service once got stays, as long as it is of a type that has one. */
export function checkServiceUpdate(service: Service, oldService: Service, errors: FieldError[]): void {
  const spec = service.spec ?? {};
  const old = oldService.spec ?? {};
  if (spec.type === 'ExternalName' || old.type === 'ExternalName' || (old.clusterIP ?? '') === '') return;
  const clusterIP = spec.clusterIP ?? '';
  if (clusterIP === old.clusterIP) return;
  const why = clusterIP === '' ? 'primary clusterIP can not be unset' : 'may not change once set';
  errors.push(invalid('spec.clusterIPs[0]', spec.clusterIPs ?? [], why));
}
