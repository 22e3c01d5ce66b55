/** Canonical text of parameter values: two values are equal where their texts are. */

import { stringify } from "./stringify";

/** Values by their names on the wire. */
export type Wire = { readonly [name: string]: unknown };

/**
 * JSON without spaces, the names of an object sorted by their UTF-8 bytes. `JSON.stringify` cannot
 * write it: names that look like integers always come first there. A big integer is decimal text.
 */
export function toJson(value: unknown): string {
  const isNumber = typeof value === "number";
  return write(isNumber ? value : (JSON.parse(stringify([value])) as unknown[])[0]);
}

/** The canonical text of what JSON has brought. */
function write(value: unknown): string {
  if (typeof value !== "object" || !value) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write)}]`;
  const names = Object.keys(value).sort(compareNames);
  return `{${names.map((name) => `${write(name)}:${write((value as Wire)[name])}`)}}`;
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
  const isText = typeof value === "string" || typeof value === "bigint";
  return isText ? String(value) : toJson(value);
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
