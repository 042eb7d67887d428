/**
 * Works through a list with two workers, for machines with two cores.
 *
 * @param items What to do.
 * @param work Does one.
 * @returns The results in the order of the items.
 */
export async function inPairs<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results.set(index, await work(item));
    }
  };
  await Promise.all([worker(), worker()]);
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
