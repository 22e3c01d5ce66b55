/** The API of the model: instances with a keyed list, a page of its own, and an optional parameter. */

import { Kernel, type KernelOptions } from "../../src/kernel";
import { live } from "../../src/live/live";
import { overSocket } from "../../src/live/over-socket";
import type { ContextSpec, FunctionSpec } from "../../src/spec";

export interface Item {
  id: number;
  title: string;
}

export interface UserData {
  profile: Item;
  orders: Item[];
}

const items = { item: { key: "id" } };

export const user: ContextSpec<{ id: number }, UserData, { orders: { page?: number } }> = {
  name: "user",
  params: ({ id }) => ({ user_id: id }),
  members: {
    profile: { name: "user_profile" },
    orders: { name: "user_orders", decoder: items, own: ({ page }) => ({ page }) },
  },
  live,
};

export const search: ContextSpec<{ tag?: string }, { hits: Item[] }> = {
  name: "search",
  params: ({ tag }) => ({ tag }),
  members: { hits: { name: "search_hits", decoder: items } },
  live,
};

export interface ChangeArgs {
  readonly kind: string;
  /** Tells the mutations of an interleaving apart. */
  readonly token: number;
  readonly user: number;
  readonly item: number;
}

/** The one function, which changes what its kind says. */
export const change: FunctionSpec<ChangeArgs, null> = {
  name: "change",
  args: ({ user: user_id, ...rest }) => ({ ...rest, user_id }),
  affects: ["user", "search"],
};

/** The same over the socket, where one is open. */
export const drag: FunctionSpec<ChangeArgs, null> = { ...change, over: overSocket };

/** The drafts that a recipe writes to. */
export interface Drafts {
  user(params: { id: number }): UserData;
}

export type Client = Kernel<Drafts>;

export function createClient(options: KernelOptions): Client {
  return new Kernel<Drafts>(options);
}
