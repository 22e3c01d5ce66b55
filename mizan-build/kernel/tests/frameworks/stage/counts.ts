/** Counts what renders, or which effects run, by name. */

export const counts: { [name: string]: number } = {};

/** Adds one, and returns how often it was. */
export function count(name: string): number {
  return (counts[name] = (counts[name] ?? 0) + 1);
}

/** A value, of which is counted how often it is shown. */
export function counted<Value>(name: string, value: Value): Value {
  count(name);
  return value;
}
