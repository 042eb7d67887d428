/** Endpoints. Models: pkg/apis/core/validation ValidateEndpoints, ValidateEndpointIP (v1.37). */
import { validateDns1123Subdomain } from '../names.ts';
import type { Endpoints } from '../types.ts';
import { check, checkDnsLabel, checkIP, checkLabelName, checkOneOf, checkPort } from './common.ts';
import { portProtocols } from './container.ts';
import { invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

/** Addresses that mean this machine, no machine, or only the same wire. */
export function checkNonSpecialIP(ip: string, path: string, errors: FieldError[]): void {
  if (ip === '0.0.0.0' || ip === '::') errors.push(invalid(path, ip, `may not be unspecified (${ip})`));
  if (ip.startsWith('127.') || ip === '::1') {
    errors.push(invalid(path, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  }
  if (ip.startsWith('169.254.') || /^fe[89ab]/i.test(ip)) {
    errors.push(invalid(path, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  }
  if (ip.startsWith('224.0.0.') || /^ff.2:/i.test(ip)) {
    errors.push(invalid(path, ip, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  }
}

function checkAddress(address: Address, path: string, errors: FieldError[]): void {
  checkIP(address.ip, `${path}.ip`, errors);
  if ((address.hostname ?? '') !== '') checkDnsLabel(address.hostname ?? '', `${path}.hostname`, errors);
  if (address.nodeName !== undefined) check(validateDns1123Subdomain, address.nodeName, `${path}.nodeName`, errors);
  checkNonSpecialIP(address.ip, `${path}.ip`, errors);
}

function checkEndpointPort(port: Port, mustHaveName: boolean, path: string, errors: FieldError[]): void {
  const name = port.name ?? '';
  if (name !== '') checkDnsLabel(name, `${path}.name`, errors);
  else if (mustHaveName) errors.push(required(`${path}.name`));
  checkPort(port.port, `${path}.port`, errors);
  checkOneOf(port.protocol, portProtocols, `${path}.protocol`, errors);
  if (port.appProtocol !== undefined) checkLabelName(port.appProtocol, `${path}.appProtocol`, errors);
}

/** The addresses behind a Service, ready or not. */
export function checkEndpoints(endpoints: Endpoints, errors: FieldError[]): void {
  endpoints.subsets?.forEach((subset, index) => {
    const path = `subsets[${index}]`;
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    if (addresses.length + notReadyAddresses.length === 0) {
      errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
    }
    addresses.forEach((address, position) => {
      checkAddress(address, `${path}.addresses[${position}]`, errors);
    });
    notReadyAddresses.forEach((address, position) => {
      checkAddress(address, `${path}.notReadyAddresses[${position}]`, errors);
    });
    ports.forEach((port, position) => {
      checkEndpointPort(port, ports.length > 1, `${path}.ports[${position}]`, errors);
    });
  });
}
