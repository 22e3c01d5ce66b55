/** The function that makes the functions of members whose lists come in pages. */

import {
  openList,
  type ContextSpec,
  type Failure,
  type FreshnessOptions,
  type ItemOf,
  type KindsOf,
  type ListView,
  type OwnOf,
  type PageSpec,
} from "../index";
import type { Client, Given } from "./context";
import { memberHook, openHook, type AwaitedView, type ReadHook } from "./hooks";

/** A list in pages that was awaited: there is at least one. */
export type AwaitedListView<Item, Page, Error> = AwaitedView<readonly Item[], Error> &
  Pick<ListView<Item, Page, Error>, "pages" | "hasMore" | "loadingMore" | "loadMore">;

/** A function that reads one page of a member, and one that shows all pages as one list. */
export type PagedHook<Params, Own, Page, Item, Error> = ReadHook<
  Partial<Params & Own>,
  Page,
  Error
> & {
  /** All pages as one list, which grows by `loadMore()`; with `null` it reads nothing. */
  infinite: ((
    params?: Given<Partial<Params> | null | undefined>,
    options?: Given<FreshnessOptions | undefined>,
  ) => ListView<Item, Page, Error>) & {
    /** Resolves when there is a page, for `await` in a component; rejects with the error of the first. */
    async: (
      params?: Given<Partial<Params> | undefined>,
      options?: Given<FreshnessOptions | undefined>,
    ) => Promise<AwaitedListView<Item, Page, Error>>;
  };
};

const IDLE: ListView<never, never, never> = {
  pending: true,
  refreshing: false,
  data: undefined,
  error: undefined,
  retrying: undefined,
  pages: [],
  hasMore: false,
  loadingMore: false,
  loadMore: () => {},
};

/** The functions of a member whose list comes in pages. */
export function pagedHook<
  Params extends object,
  Data,
  Own,
  Kinds,
  Member extends keyof Data & string,
  const Spec extends PageSpec,
>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
  member: Member,
  pages: Spec,
): PagedHook<
  Params & Omit<OwnOf<Own, Member>, Spec["parameter"]>,
  Pick<OwnOf<Own, Member>, Spec["parameter"] & keyof OwnOf<Own, Member>>,
  Data[Member],
  ItemOf<Data[Member], Spec["list"]>,
  Failure<KindsOf<Kinds, Member>>
> {
  const infinite = openHook<Params, ListView<never, never, never>>(
    client,
    spec,
    (kernel, params) => openList(kernel, spec, member, pages, params) as never,
    { get: () => IDLE, subscribe: () => () => {} },
  );
  return Object.assign(memberHook(client, spec, member), { infinite }) as never;
}
