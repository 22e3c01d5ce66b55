/** A list in pages, as one entry: it grows by a page when more is asked for, and is read again whole. */

import type { Kernel } from "../kernel";
import { createObserver, type Observable, type Observer } from "../observe/observer";
import type { Source, SourceOptions } from "../observe/source";
import { retainFresh, type FreshnessOptions } from "../reads/freshness";
import { invalidate } from "../reads/invalidation";
import { createEntry, retain } from "../reads/lifetime";
import { ensureRead } from "../reads/read";
import type { ContextSpec, KindsOf, OwnOf } from "../spec";
import { addressOf, keyOf, type Address } from "../store/address";
import { batch } from "../store/batch";
import type { Core } from "../store/core";
import type { Entry, View } from "../store/entry";
import type { Wire } from "../wire/canonical";
import { onAbort, sendInTime } from "../wire/abort";
import { aborted, throwIfAborted, type Failure } from "../wire/error";
import { pagesOf, readOn, want } from "./more";
import { flatten, nextOf, toReplace, type PageSpec, type Paging } from "./pages";

/** The state of a list in pages. */
export type ListView<Item, Page, Error> = View<readonly Item[], Error> & {
  /** The pages as the server answered them; none while there are no data. */
  readonly pages: readonly Page[];
  /** There is a further page. */
  readonly hasMore: boolean;
  /** A further page is being read. */
  readonly loadingMore: boolean;
  /** Reads one page more. Until it is there, and at the end of the list, this does nothing. */
  readonly loadMore: () => void;
};

/** An element of a page. */
export type ItemOf<Page, List> = List extends keyof Page
  ? Page[List] extends readonly (infer Item)[]
    ? Item
    : never
  : Page extends readonly (infer Item)[]
    ? Item
    : never;

export class List<Item, Page, Kinds = never>
  implements PromiseLike<readonly Item[]>, Observable<ListView<Item, Page, Failure<Kinds>>>
{
  /** Lists of one client with the same key show the same data. */
  readonly key: string;
  /** The kernel that the list belongs to; adapters compare it. */
  readonly core: Core;
  readonly #address: Address;
  readonly #spec: Paging;

  constructor(core: Core, address: Address, spec: Paging) {
    this.core = core;
    this.key = keyOf(address);
    this.#address = address;
    this.#spec = spec;
  }

  /** The current view; looking at it sends no request. */
  get current(): ListView<Item, Page, Failure<Kinds>> {
    const entry = this.#open();
    const { extent } = entry;
    const view = entry.view(entry.members[0]!.slot) as View<readonly Page[], Failure<Kinds>>;
    const { shown } = extent;
    const pages = view.data ?? [];
    // An optimistic change moves neither the end of the list nor the place of the next page.
    const held = pagesOf(entry);
    const hasMore = held.length > 0 && nextOf(this.#spec, held) !== undefined;
    const loadingMore = hasMore && entry.reads.size > 0 && held.length < extent.wanted;
    const isKnown = shown?.of === view && shown.hasMore === hasMore;
    if (isKnown && shown.loadingMore === loadingMore) return shown.view as never;
    const isSame = shown?.of.data === view.data;
    const data = view.data && (isSame ? shown!.view.data : flatten(this.#spec, pages));
    const refreshing = view.refreshing && !loadingMore;
    const next = {
      ...view,
      data,
      refreshing,
      pages,
      hasMore,
      loadingMore,
      loadMore: this.loadMore,
    };
    extent.shown = { of: view, hasMore, loadingMore, view: next as never };
    return next as never;
  }

  /** Reads one page more. Until it is there, and at the end of the list, this does nothing. */
  readonly loadMore = (): void => {
    const entry = this.#open();
    const pages = pagesOf(entry);
    if (!pages[0] || nextOf(this.#spec, pages) === undefined) return;
    batch(this.core, () => {
      want(this.core, entry, pages.length + 1);
      this.core.changed.add(entry);
      if (entry.active && entry.due) ensureRead(this.core, entry, entry.why);
      readOn(this.core, entry, this.#spec);
    });
  };

  /** Calls `listener` now and on changes of what it reads, until the function it returns is called. */
  subscribe(
    listener: (view: ListView<Item, Page, Failure<Kinds>>) => void,
    options?: FreshnessOptions,
  ): () => void {
    const observer = this.observe(options);
    const end = observer.subscribe(() => listener(observer.get()));
    listener(observer.get());
    return end;
  }

  /** Resolves with all elements of the pages that are wanted, once they are there. */
  then<Done = readonly Item[], Failed = never>(
    onDone?: ((data: readonly Item[]) => Done | PromiseLike<Done>) | null,
    onFailed?: ((error: Failure<Kinds>) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.read().then(onDone, onFailed);
  }

  /** The elements, as `await` gives them. */
  async read({ signal, timeout = 0 }: SourceOptions = {}): Promise<readonly Item[]> {
    throwIfAborted(signal);
    const entry = this.#open();
    await sendInTime(signal, timeout, (ending) => this.#settle(entry, ending));
    throwIfAborted(signal);
    const { pending, data, error } = this.current;
    if (pending || error) throw error ?? aborted();
    return data;
  }

  /** Reads all pages again, also if they are not stale. */
  async refetch(options?: SourceOptions): Promise<readonly Item[]> {
    throwIfAborted(options?.signal);
    invalidate(this.core, [this.#open()], "refetched");
    return this.read(options);
  }

  /** Calls back on every change and keeps the data true; for adapters. */
  listen(listener: () => void, options?: FreshnessOptions): () => void {
    const entry = this.#open();
    const follow = () => {
      readOn(this.core, entry, this.#spec);
      listener();
    };
    const release = retainFresh(this.core, entry, follow, options);
    readOn(this.core, entry, this.#spec);
    return release;
  }

  /** An observer that is told only of the fields it has read; for adapters. */
  observe(options?: FreshnessOptions): Observer<ListView<Item, Page, Failure<Kinds>>> {
    return createObserver(this, false, options);
  }

  /** Resolves when the pages that are wanted are there, or an error in their place. An abort ends it. */
  #settle(entry: Paged, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        readOn(this.core, entry, this.#spec);
        // An older read may still be on its way, of which nothing is expected any more.
        const isMissing = entry.due || pagesOf(entry).length < entry.extent.wanted;
        if (entry.reads.size && isMissing && !signal?.aborted) return;
        for (const release of releases) release();
        resolve();
      };
      // A listener may be called at once; the ways to release are there after that only.
      let releases: (() => void)[] = [];
      releases = [retain(this.core, entry, check), onAbort(signal, check)];
      check();
    });
  }

  #open(): Paged {
    const { context, params, only } = this.#address;
    // The entry counts its pages in a copy of the parameters.
    const entry = (this.core.entries.get(this.key) ??
      createEntry(this.core, { context, params: { ...params }, only })) as Paged;
    if (!entry.extent) {
      const toAdd = (element: unknown) => toReplace(this.#spec, pagesOf(entry), element);
      entry.extent = { wanted: 1, toAdd };
    }
    // A snapshot of another kernel may hold more.
    const { length } = pagesOf(entry);
    if (length > entry.extent.wanted) want(this.core, entry, length);
    return entry;
  }
}

/** An entry that holds pages, with what is shown of them. */
interface Paged extends Entry {
  extent: NonNullable<Entry["extent"]> & {
    shown?: {
      readonly of: View<unknown>;
      readonly hasMore: boolean;
      readonly loadingMore: boolean;
      readonly view: View<readonly never[]>;
    };
  };
}

/** Opens the list of a member. */
export function openList<
  Params extends object,
  Data,
  Own,
  Kinds,
  Member extends keyof Data & string,
  const Spec extends PageSpec,
>(
  { $core }: Pick<Kernel, "$core">,
  spec: ContextSpec<Params, Data, Own, Kinds>,
  member: Member,
  pages: Spec,
  params: object,
): List<ItemOf<Data[Member], Spec["list"]>, Data[Member], KindsOf<Kinds, Member>> {
  const { parameter, list } = pages;
  const { decoder, name } = spec.members[member];
  const key = (list ? decoder?.fields?.[list] : decoder)?.item?.key;
  const at = (next: unknown) =>
    addressOf(spec, { ...params, [parameter]: next } as never, member).params;
  const { params: wire, only } = addressOf(
    spec,
    { ...params, [parameter]: undefined } as never,
    member,
  );
  const members = { [member]: { name, ...(decoder && { decoder: { item: decoder } }) } };
  const listKey = (others: object) => openList({ $core }, spec, member, pages, others).key;
  const context = { ...spec, members, listKey } as never;
  const address = { context, params: { ...wire, $pages: 1 } as Wire, only: member };
  return new List($core, address, { ...pages, key, isShared: !only, at });
}

/** Parameters, which may be left out where each of them may. */
export type Given<Params> = {} extends Params ? [params?: Params] : [params: Params];

/** The drafts of a member whose list comes in pages; `Name` is the parameter for them. */
export type PagedDraft<Params, Name extends PropertyKey, Page> = ((params: Params) => Page) & {
  /** All pages of a list. */
  infinite: (...params: Given<Omit<Params, Name>>) => Page[];
};

/** The method of a client for a member whose list comes in pages; `Name` is the parameter for them. */
export type PagedMethod<Params, Name extends PropertyKey, Page, Item, Kinds = never> = ((
  ...params: Given<Params>
) => Source<Page, Kinds>) & {
  /** All pages as one list, which grows page by page. */
  infinite: (...params: Given<Omit<Params, Name>>) => List<Item, Page, Kinds>;
};

/** Makes the method of a client for a member whose list comes in pages. */
export function pagedMethod<
  Params extends object,
  Data,
  Own,
  Kinds,
  Member extends keyof Data & string,
  const Spec extends PageSpec,
>(
  kernel: Kernel,
  spec: ContextSpec<Params, Data, Own, Kinds>,
  member: Member,
  pages: Spec,
): PagedMethod<
  Params & OwnOf<Own, Member>,
  Spec["parameter"],
  Data[Member],
  ItemOf<Data[Member], Spec["list"]>,
  KindsOf<Kinds, Member>
> {
  const read = (params: object = {}) => kernel.$member(spec, member, params as Params);
  const infinite = (params: object = {}) => openList(kernel, spec, member, pages, params);
  return Object.assign(read, { infinite });
}
