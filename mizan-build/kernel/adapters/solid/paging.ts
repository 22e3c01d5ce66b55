/** The function that makes the primitives of members whose lists come in pages. */

import type { Accessor } from "solid-js";
import {
  IDLE,
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
import type { Client } from "./context";
import { memberHook, openHook, type ReadHook, type Suspending } from "./hooks";

/** A primitive that reads one page of a member, and one that shows all pages as one list. */
export type PagedHook<Params, Own, Page, Item, Error> = ReadHook<
  Partial<Params & Own>,
  Page,
  Error
> & {
  /** All pages as one list, which grows by `loadMore()`; with `null` it reads nothing. */
  infinite: ((
    params?: Accessor<Partial<Params> | null | undefined>,
    options?: Accessor<FreshnessOptions | undefined>,
  ) => ListView<Item, Page, Error>) & {
    /** Suspends where the data are looked at, while there is no page, and throws the error of the first. */
    suspense: (
      params?: Accessor<Partial<Params> | null | undefined>,
      options?: Accessor<FreshnessOptions | undefined>,
    ) => SuspenseListView<Item, Page, Error>;
  };
};

/** The list of a suspending primitive. */
export type SuspenseListView<Item, Page, Error> = Suspending<
  readonly Item[],
  ListView<Item, Page, Error>
>;

const NONE: ListView<never, never, never> = {
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

/** The primitives of a member whose list comes in pages. */
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
    { current: NONE, listen: IDLE.subscribe },
  );
  return Object.assign(memberHook(client, spec, member), { infinite }) as never;
}
