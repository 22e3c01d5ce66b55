/** Canonical text of parameter values: two values are equal where their texts are. */

/** Values by their names on the wire. */
export type Wire = { readonly [name: string]: unknown };

/**
 * JSON without spaces, the names of an object sorted by their UTF-8 bytes. `JSON.stringify` cannot
 * write it: names that look like integers always come first there. A big integer is decimal text.
 */
export function toJson(value: unknown): string {
  return write(value) ?? "null";
}

/** An object with its properties in the order given; a property without a value is left out. */
export function toObject(properties: readonly (readonly [name: string, value: unknown])[]): string {
  const written = properties.flatMap(([name, value]) => {
    const text = write(value);
    return text ? `${JSON.stringify(name)}:${text}` : [];
  });
  return `{${written}}`;
}

/** The JSON of a value; `undefined` for a value that has none, such as a function. */
function write(value: unknown): string | undefined {
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value !== "object" || !value) return JSON.stringify(value);
  // An argument may be called so, too.
  if (typeof (value as Date).toJSON === "function") return write((value as Date).toJSON());
  if (Array.isArray(value)) return `[${Array.from(value, toJson)}]`;
  return toObject(Object.entries(value).sort(([a], [b]) => compareNames(a, b)));
}

/**
 * Compares code points, whose order is that of UTF-8 bytes. The comparison of strings in JavaScript
 * is by UTF-16 units, which puts U+10000 and above before U+E000.
 */
function compareNames(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

/** The canonical text of one parameter: a string as it is, any other value as JSON. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? String(value) : toJson(value);
}

/** Parameters as a query, sorted by name; a parameter that is null or undefined is left out. */
export function toQuery(params: Wire, only?: string): string {
  const parts = Object.keys(params)
    .filter((name) => params[name] != null)
    .sort(compareNames)
    .map((name) => `${name}=${encodeURIComponent(toText(params[name]))}`);
  if (only) parts.push(`$only=${only}`);
  return parts.join("&");
}
