/**
 * Structural sharing: one walk over fresh data that decodes them, and puts every equal old node in
 * the place of the fresh one. It writes into the fresh tree, never into the old one.
 */

import type { Decoder } from "./decoder";

type Node = Record<string, unknown>;

/** Returns `old` if the two are equal, else `fresh` with every equal node taken from `old`. */
export function structuralShare(old: unknown, fresh: unknown, decoder?: Decoder): unknown {
  if (decoder?.decode) fresh = decoder.decode(fresh);
  if (Object.is(old, fresh)) return old;
  if (typeof fresh !== "object" || !fresh) return fresh;
  if (fresh instanceof Date) return old instanceof Date && +old === +fresh ? old : fresh;
  const alike = typeof old === "object" && old && Array.isArray(old) === Array.isArray(fresh);
  if (alike) return shareChildren(old as Node, fresh as Node, decoder) ? old : fresh;
  if (decoder) shareChildren({}, fresh as Node, decoder);
  return fresh;
}

/** `Object.hasOwn`, which the oldest browsers lack. */
export const hasOwn = (node: object, name: string): boolean => ({}).hasOwnProperty.call(node, name);

/** A map of the server may have any key; `__proto__` must not find what every object inherits. */
const ownOf = (node: Node, name: string) => (hasOwn(node, name) ? node[name] : undefined);

/** Shares every child; returns true if all of them are the old ones. */
function shareChildren(before: Node, after: Node, decoder: Decoder | undefined): boolean {
  const names = Object.keys(after);
  const find = Array.isArray(before) && finderOf(before, decoder?.item?.key);
  let equal = names.length === Object.keys(before).length;
  for (const name of names) {
    const child = after[name];
    const counterpart = find ? find(child as Node) : ownOf(before, name);
    const childDecoder = decoder?.fields?.[name] ?? decoder?.item;
    after[name] = structuralShare(counterpart, child, childDecoder);
    equal &&= hasOwn(before, name) && Object.is(after[name], before[name]);
  }
  return equal;
}

/** Elements that have a key are found at any position. */
function finderOf(list: readonly Node[], key: string | undefined) {
  const byKey = key && new Map(list.map((element) => [keyOf(element, key), element]));
  return byKey && ((element: Node) => byKey.get(keyOf(element, key)));
}

/** The key of an element. A big integer is compared as text, because fresh data are not decoded. */
function keyOf(element: Node, key: string): unknown {
  const value = element[key];
  return typeof value === "bigint" ? `${value}` : value;
}

/** The list with `element` in the place of the element that has its key, or at the end. */
export function splice(list: readonly Node[], element: unknown, key = "id"): unknown[] {
  const at = list.findIndex((each) => keyOf(each, key) === keyOf(element as Node, key));
  return at < 0 ? [...list, element] : [...list.slice(0, at), element, ...list.slice(at + 1)];
}

/** Decodes an object by the decoder that belongs to the value of its tag. */
export const byTag =
  (tag: string, decoders: { readonly [value: string]: Decoder }) =>
  (wire: unknown): unknown => {
    const value = String((Object(wire) as Node)[tag]);
    return hasOwn(decoders, value) ? structuralShare(undefined, wire, decoders[value]) : wire;
  };
