/** Defaults of networking.k8s.io. Models: pkg/apis/networking/v1/defaults.go (v1.37). */
import type { IngressClass, NetworkPolicy } from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type Rule = NonNullable<Spec['ingress']>[number] | NonNullable<Spec['egress']>[number];

function defaultRule<T extends Rule>(rule: T): T {
  const { ports } = rule;
  if (ports === undefined) return rule;
  return withField(rule, 'ports', mapSame(ports, (port) => fill(port, { protocol: 'TCP' })) as T['ports']);
}

/** Fills in a NetworkPolicy: protocols, and which directions it speaks of. */
export function defaultNetworkPolicy(policy: NetworkPolicy): NetworkPolicy {
  if (policy.spec === undefined) return policy;
  let spec = policy.spec;
  if (spec.ingress !== undefined) spec = withField(spec, 'ingress', mapSame(spec.ingress, defaultRule));
  if (spec.egress !== undefined) spec = withField(spec, 'egress', mapSame(spec.egress, defaultRule));
  if ((spec.policyTypes ?? []).length === 0) {
    spec = { ...spec, policyTypes: (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'] };
  }
  return withField(policy, 'spec', spec);
}

/** Fills in an IngressClass. */
export function defaultIngressClass(ingressClass: IngressClass): IngressClass {
  const { spec } = ingressClass;
  if (spec?.parameters === undefined) return ingressClass;
  return withField(ingressClass, 'spec', withField(spec, 'parameters', fill(spec.parameters, { scope: 'Cluster' })));
}
