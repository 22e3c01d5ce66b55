/** Copies of data for stores that write into what they hold, as the kernel never does; for adapters. */

type Node = { readonly [name: string]: unknown };

/** A copy, in which what is the same as `before` is taken from `own`, the copy of that. */
export function copyOf(now: unknown, before?: unknown, own?: unknown): unknown {
  if (now === before) return own;
  if (Array.isArray(now)) {
    const known = Array.isArray(before) ? before : [];
    const copies = new Map(known.map((each, at) => [each, (own as Node)[at]]));
    return now.map((each) => {
      const copy = copies.get(each);
      // An element that is there twice has two copies.
      return copies.delete(each) ? copy : copyOf(each);
    });
  }
  const prototype: unknown = Object.getPrototypeOf(now ?? 0);
  if (prototype && prototype !== Object.prototype) return now;
  const field = ([name, value]: [string, unknown]) => {
    return [name, copyOf(value, (before as Node)?.[name], (own as Node)?.[name])] as const;
  };
  return Object.fromEntries(Object.entries(now as Node).map(field));
}
