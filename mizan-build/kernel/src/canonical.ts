/** Canonical text of parameter values, by which the server and every client compare them. */

/** Values by their names on the wire. */
export type Wire = { readonly [name: string]: unknown };

/** JSON with sorted keys and no spaces; a big integer is a decimal string. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_name, node: unknown) => {
    if (typeof node === "bigint") return String(node);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
    return Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** One value: text as it is, anything else its JSON. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? String(value) : toJson(value ?? null);
}

/** Parameters as a query, sorted by name; what is null or undefined is left out. */
export function toQuery(params: Wire, only?: string): string {
  const parts = Object.keys(params)
    .filter((name) => params[name] != null)
    .sort()
    .map((name) => `${name}=${encodeURIComponent(toText(params[name]))}`);
  if (only) parts.push(`$only=${only}`);
  return parts.join("&");
}
