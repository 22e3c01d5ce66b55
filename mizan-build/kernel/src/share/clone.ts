/** A copy of data: JSON with dates and big integers. Functions are left out. */
export function clone(value: unknown): unknown {
  if (typeof value === "function") return undefined;
  if (typeof value !== "object" || !value) return value;
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map(clone);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, clone(field)]));
}
