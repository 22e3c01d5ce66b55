/** Equal data keeps its identity: old nodes are written into the fresh tree wherever they are equal. */

import type { Shape } from "./shape";

type Node = Record<string, unknown>;

/** Returns `old` if the two are equal, else `fresh` with every equal node taken from `old`. */
export function share(old: unknown, fresh: unknown, shape?: Shape): unknown {
  if (Object.is(old, fresh)) return old;
  if (typeof old !== "object" || typeof fresh !== "object" || !old || !fresh) return fresh;
  if (fresh instanceof Date) return old instanceof Date && +old === +fresh ? old : fresh;
  return Array.isArray(old) === Array.isArray(fresh)
    ? shareChildren(old as Node, fresh as Node, shape)
    : fresh;
}

function shareChildren(old: Node, fresh: Node, shape: Shape | undefined): Node {
  const names = Object.keys(fresh);
  const key = Array.isArray(old) ? shape?.item?.key : undefined;
  const byKey = key && new Map((old as unknown as Node[]).map((each) => [each[key], each]));
  let equal = names.length === Object.keys(old).length;
  for (const name of names) {
    const child = fresh[name];
    const counterpart = byKey ? byKey.get((child as Node)[key]) : old[name];
    fresh[name] = share(counterpart, child, shape?.item ?? shape?.fields?.[name]);
    equal &&= name in old && Object.is(fresh[name], old[name]);
  }
  return equal ? old : fresh;
}

/** The list with `element` in the place of the one that bears its key, or at the end. */
export function splice(list: readonly Node[], element: unknown, key = "id"): unknown[] {
  const at = list.findIndex((each) => each[key] === (element as Node)[key]);
  return at < 0 ? [...list, element] : [...list.slice(0, at), element, ...list.slice(at + 1)];
}
