/**
 * Takes fresh data over in one walk: decodes what is more than JSON, and gives whatever is equal to
 * the old data their identity. Writes into the fresh tree, never into the old one.
 */

import type { Shape } from "./shape";

type Node = Record<string, unknown>;

/** Returns `old` if the two are equal, else `fresh` with every equal node taken from `old`. */
export function share(old: unknown, fresh: unknown, shape?: Shape): unknown {
  if (shape?.decode) fresh = shape.decode(fresh);
  if (Object.is(old, fresh)) return old;
  if (typeof fresh !== "object" || !fresh) return fresh;
  if (fresh instanceof Date) return old instanceof Date && +old === +fresh ? old : fresh;
  const alike = typeof old === "object" && old && Array.isArray(old) === Array.isArray(fresh);
  if (alike) return shareChildren(old, fresh, shape) ? old : fresh;
  if (shape) shareChildren({}, fresh, shape);
  return fresh;
}

/** Takes the children over; tells whether all of them are the old ones. */
function shareChildren(old: object, fresh: object, shape: Shape | undefined): boolean {
  const [before, after] = [old, fresh] as [Node, Node];
  const names = Object.keys(after);
  const find = Array.isArray(old) && finderOf(old, shape?.item?.key);
  let equal = names.length === Object.keys(before).length;
  for (const name of names) {
    const child = after[name];
    const counterpart = find ? find(child as Node) : before[name];
    after[name] = share(counterpart, child, shape?.fields?.[name] ?? shape?.item);
    equal &&= name in before && Object.is(after[name], before[name]);
  }
  return equal;
}

/** Elements that have a key are the same wherever they stand. */
function finderOf(list: readonly Node[], key: string | undefined) {
  const byKey = key && new Map(list.map((element) => [keyOf(element, key), element]));
  return byKey && ((element: Node) => byKey.get(keyOf(element, key)));
}

/** A big integer is a text in what has not been decoded yet. */
function keyOf(element: Node, key: string): unknown {
  const value = element[key];
  return typeof value === "bigint" ? `${value}` : value;
}

/** The list with `element` in the place of the one that bears its key, or at the end. */
export function splice(list: readonly Node[], element: unknown, key = "id"): unknown[] {
  const at = list.findIndex((each) => keyOf(each, key) === keyOf(element as Node, key));
  return at < 0 ? [...list, element] : [...list.slice(0, at), element, ...list.slice(at + 1)];
}
