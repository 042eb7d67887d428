/** Order by UTF-16 units, which for Kubernetes names is the order by bytes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
