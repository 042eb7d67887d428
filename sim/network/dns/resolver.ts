/** The resolver library in a pod or on a machine: which names it asks for. */
import type { ResolverConfig } from '../../api/app-request.ts';

/** Models: resolv.conf(5), defaults of timeout and attempts. */
export const queryTimeoutMicros = 5_000_000;
export const queryAttempts = 2;

/**
 * The names that are asked for in turn until one exists.
 *
 * Models: resolv.conf(5): names with fewer dots than ndots go through the search list first; a last dot ends the name.
 */
export function namesToAsk(name: string, { searches, ndots }: ResolverConfig): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const expanded = searches.map((search) => `${name}.${search}`);
  const dots = name.split('.').length - 1;
  return dots >= ndots ? [name, ...expanded] : [...expanded, name];
}
