/** Lists of resources by name, added up exactly. Models: staging/src/k8s.io/apiserver/pkg/quota/v1/resources.go (v1.37). */
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  mustParseQuantity,
  subtractQuantities,
  type Quantity,
  type QuantityText,
} from '../quantity.ts';

/** Exact amounts by resource name. */
export type ResourceList = ReadonlyMap<string, Quantity>;

/** Amounts as objects carry them. */
export type ResourceTexts = Readonly<Record<string, QuantityText>>;

/** Reads a list of an object. */
export function readList(texts: ResourceTexts | undefined): ResourceList {
  return new Map(Object.entries(texts ?? {}).map(([name, text]) => [name, mustParseQuantity(text)]));
}

/** Writes a list for an object, names in order. */
export function writeList(list: ResourceList): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of namesOf(list)) texts[name] = canonicalQuantity(list.get(name) as Quantity);
  return texts;
}

/** Names of a list, sorted. */
export function namesOf(list: ResourceList): string[] {
  return [...list.keys()].sort();
}

function combine(
  a: ResourceList,
  b: ResourceList,
  merge: (left: Quantity | undefined, right: Quantity) => Quantity,
): ResourceList {
  const result = new Map(a);
  for (const [name, amount] of b) result.set(name, merge(a.get(name), amount));
  return result;
}

/** The sum of two lists. */
export function addLists(a: ResourceList, b: ResourceList): ResourceList {
  return combine(a, b, (left, right) => (left === undefined ? right : addQuantities(left, right)));
}

/** What is in `a` beyond `b`; what only `b` has comes out negative. */
export function subtractLists(a: ResourceList, b: ResourceList): ResourceList {
  const nothing = mustParseQuantity('0');
  return combine(a, b, (left, right) => subtractQuantities(left ?? nothing, right));
}

/** The larger amount of each. */
export function largerOf(a: ResourceList, b: ResourceList): ResourceList {
  return combine(a, b, (left, right) => (left !== undefined && compareQuantities(left, right) >= 0 ? left : right));
}

/** The part of a list that has these names. */
export function maskList(list: ResourceList, names: Iterable<string>): ResourceList {
  const result = new Map<string, Quantity>();
  for (const name of names) {
    const amount = list.get(name);
    if (amount !== undefined) result.set(name, amount);
  }
  return result;
}

/** Names whose amount in `a` is above that in `b`, sorted; what `b` does not name is not judged. */
export function exceedingNames(a: ResourceList, b: ResourceList): string[] {
  return namesOf(a).filter((name) => {
    const most = b.get(name);
    return most !== undefined && compareQuantities(a.get(name) as Quantity, most) > 0;
  });
}

/** `cpu=100m,pods=1`: a list as messages show it. */
export function listText(list: ResourceList): string {
  return namesOf(list)
    .map((name) => `${name}=${canonicalQuantity(list.get(name) as Quantity)}`)
    .join(',');
}
