/** A name in three parts: what was called so, the hash that a controller put between, and the end that tells copies apart. */
export interface NameParts {
  readonly head: string;
  readonly hash: string;
  readonly tail: string;
}

/**
 * Splits the generated parts off a pod's or ReplicaSet's name, so that they can be set faintly.
 *
 * `web-7c9d4f6b58-m4t7z` gives `web-`, `7c9d4f6b58-`, `m4t7z`; a name without generated parts is all head.
 */
export function nameParts(name: string): NameParts {
  const pod = /^(.+-)([bcdfghjklmnpqrstvwxz2456789]{6,10}-)([bcdfghjklmnpqrstvwxz2456789]{5})$/.exec(name);
  if (pod !== null) return { head: pod[1] ?? '', hash: pod[2] ?? '', tail: pod[3] ?? '' };
  const set = /^(.+-)([bcdfghjklmnpqrstvwxz2456789]{6,10})$/.exec(name);
  if (set !== null && /[2456789]/.test(set[2] ?? '')) return { head: set[1] ?? '', hash: set[2] ?? '', tail: '' };
  return { head: name, hash: '', tail: '' };
}
