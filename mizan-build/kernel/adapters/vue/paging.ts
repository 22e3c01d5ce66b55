/** The function that makes the composables of members whose lists come in pages. */

import type { MaybeRefOrGetter } from "vue";
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
import {
  memberHook,
  openHook,
  type ReadHook,
  type ReadRefs,
  type Refs,
  type WithData,
} from "./hooks";

/** A list in pages, as an object of refs. */
export type ListRefs<Item, Page, Error> = ReadRefs<readonly Item[], Error> &
  Refs<Pick<ListView<Item, Page, Error>, "pages" | "hasMore" | "loadingMore" | "loadMore">>;

/** A composable that reads one page of a member, and one that shows all pages as one list. */
export type PagedHook<Params, Own, Page, Item, Error> = ReadHook<
  Partial<Params & Own>,
  Page,
  Error
> & {
  /** All pages as one list, which grows by `loadMore()`; with `null` it reads nothing. */
  infinite: ((
    params?: Given<Partial<Params>> | MaybeRefOrGetter<Partial<Params> | null | undefined>,
    options?: MaybeRefOrGetter<FreshnessOptions | undefined>,
  ) => ListRefs<Item, Page, Error>) & {
    /** Resolves when there is a page, for `await` in `setup`; rejects with the error of the first. */
    async: (
      params?: Given<Partial<Params>>,
      options?: MaybeRefOrGetter<FreshnessOptions | undefined>,
    ) => Promise<WithData<readonly Item[], ListRefs<Item, Page, Error>>>;
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

/** The composables of a member whose list comes in pages. */
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
