/** The instances that are watched, and the cells that they show. */

import type { Source } from "../../src/observe/source";
import type { Mounted } from "../../src/wire/transport";
import { search, user, type Client, type Item, type UserData } from "./api";
import type { Cells } from "./cells";
import { tagOf } from "./reading";

export interface Instance extends Mounted {
  readonly params: {
    readonly user_id?: number;
    readonly page?: number;
    readonly tag?: string;
  };
}

export const INSTANCES: readonly Instance[] = [
  { context: "user", params: { user_id: 1 } },
  { context: "user", params: { user_id: 2 } },
  { context: "user", params: { user_id: 1, page: 2 }, only: "user_orders" },
  { context: "search", params: {} },
  { context: "search", params: { tag: "odd" } },
];

/** What an instance shows: the whole bundle, or one member. */
export type Shown = UserData | Item[] | { hits: Item[] };

export function openSource(client: Client, { context, params }: Instance): Source<Shown> {
  if (context === "search") return client.$context(search, params);
  const { user_id: id = 0, page } = params;
  if (!page) return client.$context(user, { id });
  return client.$member(user, "orders", { id, page } as { id: number });
}

export function toCells({ params }: Instance, shown: Shown): Cells[] {
  const { user_id: id, page, tag } = params;
  const list = `order ${id}`;
  if (Array.isArray(shown)) return [{ list, items: shown, isListed: (each) => each % page! === 0 }];
  if ("hits" in shown) {
    return [{ list: "hit", items: shown.hits, isListed: (each) => !tag || tagOf(each) === tag }];
  }
  return [
    { list, items: shown.orders, isListed: () => true },
    { list: "profile", items: [shown.profile], isListed: (each) => each === id },
  ];
}
