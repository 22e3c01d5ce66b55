/** The function that makes the hooks of members whose lists come in pages. */

import {
  openList,
  type ContextSpec,
  type Failure,
  type FreshnessOptions,
  type ItemOf,
  type Kernel,
  type KindsOf,
  type ListView,
  type OwnOf,
  type PageSpec,
} from "../index";
import type { Client } from "./context";
import {
  memberHook,
  useOpened,
  useSuspended,
  useView,
  type ReadHook,
  type SuspenseView,
} from "./hooks";

/** A hook that reads one page of a member, and one that shows all pages as one list. */
export type PagedHook<Params, Own, Page, Item, Error> = ReadHook<
  Partial<Params & Own>,
  Page,
  Error
> & {
  /** All pages as one list, which grows by `loadMore()`; with `null` it reads nothing. */
  infinite: ((
    params?: Partial<Params> | null,
    options?: FreshnessOptions,
  ) => ListView<Item, Page, Error>) & {
    /** Suspends while there is no page, where an element is looked at, and throws the error of the first. */
    suspense: (
      params?: Partial<Params>,
      options?: FreshnessOptions,
    ) => SuspenseListView<Item, Page, Error>;
  };
};

/** The list of a suspending hook: there is at least one page where its data are looked at. */
export type SuspenseListView<Item, Page, Error> = SuspenseView<readonly Item[], Error> &
  Pick<ListView<Item, Page, Error>, "pages" | "hasMore" | "loadingMore" | "loadMore">;

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

const IDLE_READER = { get: () => IDLE, subscribe: () => () => {} };

/** The hooks of a member whose list comes in pages. */
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
  type View = ListView<
    ItemOf<Data[Member], Spec["list"]>,
    Data[Member],
    Failure<KindsOf<Kinds, Member>>
  >;
  const open = (kernel: Kernel, params: Params) => openList(kernel, spec, member, pages, params);
  function useInfinite(params?: object | null, options?: FreshnessOptions): View {
    return useView<View>(useOpened(client, spec, open, params), IDLE_READER, options);
  }
  useInfinite.suspense = function useSuspense(params?: object, options?: FreshnessOptions): View {
    return useSuspended(useOpened(client, spec, open, params)!, [], options);
  };
  return Object.assign(memberHook(client, spec, member), { infinite: useInfinite }) as never;
}
