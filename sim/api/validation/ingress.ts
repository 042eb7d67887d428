/** Ingresses and their classes. Models: pkg/apis/networking/validation ValidateIngress, ValidateIngressClass (v1.37). */
import { validateDns1035Label, validateDns1123Subdomain, validatePortName, validatePortNumber } from '../names.ts';
import type { Ingress, IngressClass } from '../types.ts';
import { check, checkDnsSubdomain, checkImmutable, checkOneOf, isIPv4, isIPv6 } from './common.ts';
import { forbidden, invalid, notSupported, required, tooLong } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type Spec = NonNullable<Ingress['spec']>;
type Backend = NonNullable<Spec['defaultBackend']>;
type Rule = NonNullable<Spec['rules']>[number];
type HttpPath = NonNullable<NonNullable<Rule['http']>['paths']>[number];

const classAnnotation = 'kubernetes.io/ingress.class';
const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEndings = ['/..', '/.'];
const wildcardShape = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const wildcardRule =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function checkHost(host: string, path: string, errors: FieldError[]): void {
  if (host.includes('*')) {
    if (!wildcardShape.test(host)) errors.push(invalid(path, host, wildcardRule));
  } else check(validateDns1123Subdomain, host, path, errors);
}

function checkServiceBackend(service: NonNullable<Backend['service']>, path: string, errors: FieldError[]): void {
  const name = (service.name as string | undefined) ?? '';
  if (name === '') errors.push(required(`${path}.service.name`));
  else check(validateDns1035Label, name, `${path}.service.name`, errors);
  const { name: portName = '', number = 0 } = service.port ?? {};
  if (portName !== '' && number !== 0) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (portName !== '') check(validatePortName, portName, `${path}.service.port.name`, errors);
  else if (number === 0) errors.push(required(path, 'port name or number is required'));
  else {
    for (const complaint of validatePortNumber(number)) {
      errors.push(invalid(`${path}.service.port.number`, number, complaint));
    }
  }
}

function checkBackend(backend: Backend | undefined, path: string, errors: FieldError[]): void {
  const { service, resource } = backend ?? {};
  if (resource !== undefined && service !== undefined) {
    errors.push(invalid(path, '', 'cannot set both resource and service backends'));
  } else if (resource !== undefined) {
    if (((resource.kind as string | undefined) ?? '') === '')
      errors.push(required(`${path}.resource.kind`, 'kind is required'));
    if (((resource.name as string | undefined) ?? '') === '')
      errors.push(required(`${path}.resource.name`, 'name is required'));
  } else if (service !== undefined) checkServiceBackend(service, path, errors);
  else errors.push(invalid(path, '', 'resource or service backend is required'));
}

function checkPath({ path: text = '', pathType, backend }: HttpPath, path: string, errors: FieldError[]): void {
  const type = pathType as string | undefined;
  if (type === undefined) errors.push(required(`${path}.pathType`, 'pathType must be specified'));
  else if (!pathTypes.includes(type)) errors.push(notSupported(`${path}.pathType`, type, pathTypes));
  else if (type === 'ImplementationSpecific') {
    if (text !== '' && !text.startsWith('/')) errors.push(invalid(`${path}.path`, text, 'must be an absolute path'));
  } else {
    if (!text.startsWith('/')) errors.push(invalid(`${path}.path`, text, 'must be an absolute path'));
    for (const bad of badSequences) {
      if (text.includes(bad)) errors.push(invalid(`${path}.path`, text, `must not contain '${bad}'`));
    }
    for (const bad of badEndings) {
      if (text.endsWith(bad)) errors.push(invalid(`${path}.path`, text, `cannot end with '${bad}'`));
    }
  }
  checkBackend(backend as Backend | undefined, `${path}.backend`, errors);
}

function checkRule(rule: Rule, path: string, errors: FieldError[]): void {
  const { host = '', http } = rule;
  if (host !== '') {
    if (isIPv4(host) || isIPv6(host)) {
      errors.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    }
    checkHost(host, `${path}.host`, errors);
  }
  if (http === undefined) return;
  const paths = (http.paths as HttpPath[] | undefined) ?? [];
  if (paths.length === 0) errors.push(required(`${path}.http.paths`));
  paths.forEach((one, index) => {
    checkPath(one, `${path}.http.paths[${index}]`, errors);
  });
}

/** An Ingress; updates are checked as creations are. */
export function checkIngress(ingress: Ingress, errors: FieldError[]): void {
  const spec = ingress.spec ?? {};
  const rules = spec.rules ?? [];
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    errors.push(invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (spec.defaultBackend !== undefined) checkBackend(spec.defaultBackend, 'spec.defaultBackend', errors);
  rules.forEach((rule, index) => {
    checkRule(rule, `spec.rules[${index}]`, errors);
  });
  (spec.tls ?? []).forEach(({ hosts = [], secretName = '' }, index) => {
    hosts.forEach((host, n) => {
      checkHost(host, `spec.tls[${index}].hosts[${n}]`, errors);
    });
    if (secretName !== '') checkDnsSubdomain(secretName, `spec.tls[${index}].secretName`, errors);
  });
  if (spec.ingressClassName !== undefined) checkDnsSubdomain(spec.ingressClassName, 'spec.ingressClassName', errors);
  const annotated = ingress.metadata?.annotations?.[classAnnotation];
  if (annotated !== undefined && spec.ingressClassName !== undefined && spec.ingressClassName !== annotated) {
    const why = 'must match `ingressClassName` when both are specified';
    errors.push(invalid(`annotations.${classAnnotation}`, annotated, why));
  }
}

const controllerMax = 250;
const prefixedPath = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9/_.~%!$&'()*+,;=:@-]+$/;

export function checkIngressClass(ingressClass: IngressClass, errors: FieldError[]): void {
  const { controller = '', parameters } = ingressClass.spec ?? {};
  if (controller.length > controllerMax) errors.push(tooLong('spec.controller', controllerMax));
  if (controller === '') errors.push(required('spec.controller'));
  else if (!prefixedPath.test(controller)) {
    errors.push(invalid('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  }
  if (parameters === undefined) return;
  const path = 'spec.parameters';
  if ((parameters.apiGroup ?? '') !== '') checkDnsSubdomain(parameters.apiGroup ?? '', `${path}.apiGroup`, errors);
  if (((parameters.kind as string | undefined) ?? '') === '') errors.push(required(`${path}.kind`, 'kind is required'));
  if (((parameters.name as string | undefined) ?? '') === '') errors.push(required(`${path}.name`, 'name is required'));
  checkOneOf(parameters.scope, ['Cluster', 'Namespace'], `${path}.scope`, errors);
  const namespace = parameters.namespace ?? '';
  if (parameters.scope === 'Namespace' && namespace === '') {
    errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  } else if (parameters.scope === 'Cluster' && namespace !== '') {
    errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  }
}

export function checkIngressClassUpdate(ingressClass: IngressClass, old: IngressClass, errors: FieldError[]): void {
  checkImmutable(ingressClass.spec?.controller, old.spec?.controller, 'spec.controller', errors);
}
