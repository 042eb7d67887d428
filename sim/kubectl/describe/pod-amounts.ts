/** Requests and limits of whole pods, for the description of a node. */
import { isSidecar } from '../../api/pod-status.ts';
import { addQuantities, compareQuantities, mustParseQuantity, type Quantity } from '../../api/quantity.ts';
import type { Container, Pod } from '../../api/types.ts';

/** Amounts by resource name. */
export type Amounts = ReadonlyMap<string, Quantity>;

type ListName = 'requests' | 'limits';

function add(into: Map<string, Quantity>, amounts: Amounts): void {
  for (const [name, amount] of amounts) {
    const known = into.get(name);
    into.set(name, known === undefined ? amount : addQuantities(known, amount));
  }
}

function raise(into: Map<string, Quantity>, amounts: Amounts): void {
  for (const [name, amount] of amounts) {
    const known = into.get(name);
    if (known === undefined || compareQuantities(known, amount) < 0) into.set(name, amount);
  }
}

function listOf(list: Readonly<Record<string, string>> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, amount]) => [name, mustParseQuantity(amount)]));
}

function amountsOf(container: Container, name: ListName): Amounts {
  return listOf(container.resources?.[name]);
}

/**
 * What a pod requests or is limited to: the sum of its containers and sidecars, or the most that its start needs.
 * Models: kubectl pkg/util/resource/resource.go PodRequestsAndLimits (v1.37).
 */
export function podAmounts({ spec }: Pod, name: ListName): Amounts {
  const total = new Map<string, Quantity>();
  for (const container of spec?.containers ?? []) add(total, amountsOf(container, name));
  const sidecars = new Map<string, Quantity>();
  const atStart = new Map<string, Quantity>();
  for (const container of spec?.initContainers ?? []) {
    const amounts = amountsOf(container, name);
    if (isSidecar(container)) {
      add(total, amounts);
      add(sidecars, amounts);
      raise(atStart, sidecars);
    } else {
      const together = new Map(sidecars);
      add(together, amounts);
      raise(atStart, together);
    }
  }
  raise(total, atStart);
  const overhead = listOf(spec?.overhead);
  if (name === 'requests') add(total, overhead);
  else add(total, new Map([...overhead].filter(([resource]) => total.has(resource))));
  return total;
}

/** The sum over pods. */
export function totalAmounts(pods: readonly Pod[], name: ListName): Amounts {
  const total = new Map<string, Quantity>();
  for (const pod of pods) add(total, podAmounts(pod, name));
  return total;
}
