/**
 * Structural sharing: one walk over fresh data that decodes them, and puts every equal old node in
 * the place of the fresh one. It writes into the fresh tree, never into the old one.
 */

import type { Decoder } from "./decoder";

type Node = Record<string | number, unknown>;

/** Returns `old` if the two are equal, else `fresh` with every equal node taken from `old`. */
export function structuralShare(old: unknown, fresh: unknown, decoder?: Decoder): unknown {
  if (decoder?.decode) fresh = decoder.decode(fresh);
  if (old === fresh || typeof fresh !== "object" || !fresh) return fresh;
  if (fresh instanceof Date) return old instanceof Date && +old === +fresh ? old : fresh;
  const isList = Array.isArray(fresh);
  const isAlike = typeof old === "object" && old && Array.isArray(old) === isList;
  if (!isAlike && !decoder) return fresh;
  const share = isList ? shareElements : shareFields;
  const isEqual = share((isAlike ? old : []) as never, fresh as never, decoder ?? {});
  return isAlike && isEqual ? old : fresh;
}

/** `Object.hasOwn`, which the oldest browsers lack. */
export const hasOwn = (node: object, name: string): boolean => ({}).hasOwnProperty.call(node, name);

/** Shares a child; it is only written where another node takes its place. */
function shareChild(after: Node, name: string | number, old: unknown, decoder: Decoder): unknown {
  const child = after[name];
  const shared = structuralShare(old, child, decoder.fields?.[name] ?? decoder.item);
  if (shared !== child) after[name] = shared;
  return shared;
}

/**
 * Shares every field; returns true if all of them are the old ones. `for … in` is the fastest way
 * through an object of JSON.
 */
function shareFields(before: Node, after: Node, decoder: Decoder): boolean {
  let isEqual = true;
  let count = 0;
  for (const name in after) {
    count++;
    // A map of the server may have the key `__proto__`, by which every object finds another.
    const isKnown = hasOwn(before, name);
    const old = isKnown ? before[name] : undefined;
    isEqual = shareChild(after, name, old, decoder) === old && isKnown && isEqual;
  }
  return isEqual && count === Object.keys(before).length;
}

/**
 * Shares every element; returns true if all of them are the old ones. An element that has a key is
 * looked for at its position first, and then among all.
 */
function shareElements(before: Node[], after: Node[], decoder: Decoder): boolean {
  const key = decoder.item?.key;
  let isEqual = before.length === after.length;
  let byKey: Map<unknown, Node> | undefined;
  after.forEach((child, at) => {
    let old: Node | undefined = before[at];
    if (key && keyOf(old, key) !== keyOf(child, key)) {
      byKey ??= new Map(before.map((element) => [keyOf(element, key), element]));
      old = byKey.get(keyOf(child, key));
    }
    const shared = shareChild(after as never, at, old, decoder);
    isEqual &&= shared === before[at];
  });
  return isEqual;
}

/** The key of an element. A big integer is compared as text, because fresh data are not decoded. */
function keyOf(element: Node | null | undefined, key: string): unknown {
  const value = element?.[key];
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
