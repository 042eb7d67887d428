/** EndpointSlices and leases. Models: pkg/apis/discovery/validation, pkg/apis/coordination/validation (v1.37). */
import { validateDns1123Subdomain } from '../names.ts';
import type { Endpoint, EndpointSlice, Lease } from '../types.ts';
import {
  check,
  checkDnsLabel,
  checkDnsSubdomain,
  checkIP,
  checkNonNegative,
  checkOneOf,
  immutableMessage,
  isIPv4,
  isIPv6,
} from './common.ts';
import { portProtocols } from './container.ts';
import { duplicate, invalid, required, tooMany } from './field-error.ts';
import type { FieldError } from './field-error.ts';

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const endpointsMax = 1000;
const addressesMax = 100;
const portsMax = 20_000;

function checkAddress(address: string, addressType: string, path: string, errors: FieldError[]): void {
  if (addressType === 'FQDN') checkDnsSubdomain(address, path, errors);
  else if (addressType === 'IPv4' && !isIPv4(address)) {
    errors.push(invalid(path, address, 'must be an IPv4 address'));
  } else if (addressType === 'IPv6' && !isIPv6(address)) {
    errors.push(invalid(path, address, 'must be an IPv6 address'));
  } else checkIP(address, path, errors);
}

function checkEndpoint(endpoint: Endpoint, addressType: string, path: string, errors: FieldError[]): void {
  const addresses: readonly string[] | undefined = endpoint.addresses;
  if (addresses === undefined || addresses.length === 0) {
    errors.push(required(`${path}.addresses`, 'must contain at least 1 address'));
  } else if (addresses.length > addressesMax) {
    errors.push(tooMany(`${path}.addresses`, addresses.length, addressesMax));
  }
  addresses?.forEach((address, index) => {
    checkAddress(address, addressType, `${path}.addresses[${index}]`, errors);
  });
  if (endpoint.hostname !== undefined) checkDnsLabel(endpoint.hostname, `${path}.hostname`, errors);
  if (endpoint.nodeName !== undefined) check(validateDns1123Subdomain, endpoint.nodeName, `${path}.nodeName`, errors);
}

/** A slice of endpoints, already defaulted. */
export function checkEndpointSlice(slice: EndpointSlice, errors: FieldError[]): void {
  checkOneOf(slice.addressType, addressTypes, 'addressType', errors);
  const endpoints: readonly Endpoint[] | undefined = slice.endpoints;
  if ((endpoints?.length ?? 0) > endpointsMax) errors.push(tooMany('endpoints', endpoints?.length ?? 0, endpointsMax));
  endpoints?.forEach((endpoint, index) => {
    checkEndpoint(endpoint, slice.addressType, `endpoints[${index}]`, errors);
  });
  if ((slice.ports?.length ?? 0) > portsMax) errors.push(tooMany('ports', slice.ports?.length ?? 0, portsMax));
  const names = new Set<string>();
  slice.ports?.forEach((port, index) => {
    const path = `ports[${index}]`;
    const name = port.name ?? '';
    if (name !== '') checkDnsLabel(name, `${path}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    checkOneOf(port.protocol, portProtocols, `${path}.protocol`, errors);
  });
}

export function checkEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice, errors: FieldError[]): void {
  if (slice.addressType !== old.addressType) errors.push(invalid('addressType', slice.addressType, immutableMessage));
}

/** A lease: a holder is not empty, its duration is positive. */
export function checkLease(lease: Lease, errors: FieldError[]): void {
  const spec = lease.spec ?? {};
  if (spec.holderIdentity === '') errors.push(invalid('spec.holderIdentity', '', 'must not be empty'));
  if (spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'));
  }
  checkNonNegative(spec.leaseTransitions, 'spec.leaseTransitions', errors);
}
