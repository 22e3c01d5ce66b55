/** Equal data keeps its identity: old nodes are written into the fresh tree wherever they are equal. */

import type { Shape } from "./shape";

type Node = Record<string, unknown>;

/** Returns `old` if the two are equal, else `fresh` with every equal node taken from `old`. */
export function share(old: unknown, fresh: unknown, shape?: Shape): unknown {
  if (Object.is(old, fresh)) return old;
  if (typeof old !== "object" || typeof fresh !== "object" || !old || !fresh) return fresh;
  if (fresh instanceof Date) return old instanceof Date && +old === +fresh ? old : fresh;
  if (Array.isArray(old) !== Array.isArray(fresh)) return fresh;
  const counterpart = Array.isArray(fresh) ? findByKey(old as Node[], shape?.item?.key) : undefined;
  return shareChildren(old as Node, fresh as Node, shape, counterpart);
}

function shareChildren(
  old: Node,
  fresh: Node,
  shape: Shape | undefined,
  counterpart: ((element: Node, at: string) => unknown) | undefined,
): Node {
  const names = Object.keys(fresh);
  let equal = names.length === Object.keys(old).length;
  for (const name of names) {
    const child = fresh[name];
    const previous = counterpart ? counterpart(child as Node, name) : old[name];
    const shared = share(previous, child, shape?.item ?? shape?.fields?.[name]);
    if (shared !== child) fresh[name] = shared;
    if (shared !== old[name] || !(name in old)) equal = false;
  }
  return equal ? old : fresh;
}

/** Finds the old element that bears the key of a fresh one; most stand where they stood. */
function findByKey(old: Node[], key: string | undefined) {
  if (!key) return undefined;
  let byKey: Map<unknown, Node> | undefined;
  return (element: Node, at: string): Node | undefined => {
    const neighbour = old[Number(at)];
    if (neighbour?.[key] === element?.[key]) return neighbour;
    byKey ??= new Map(old.map((each) => [each?.[key], each]));
    return byKey.get(element?.[key]);
  };
}

/** The list with `element` in the place of the one that bears its key, or at the end. */
export function splice(list: readonly Node[], element: unknown, key = "id"): unknown[] {
  const at = list.findIndex((each) => each[key] === (element as Node)[key]);
  return at < 0 ? [...list, element] : [...list.slice(0, at), element, ...list.slice(at + 1)];
}
