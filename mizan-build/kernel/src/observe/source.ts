/** A source: one instance as an application holds it, to look at, subscribe to, await or iterate. */

import { isOlder, retainFresh, type FreshnessOptions } from "../reads/freshness";
import { invalidate } from "../reads/invalidation";
import { createEntry, whenSettled } from "../reads/lifetime";
import { ensureRead } from "../reads/read";
import { keyOf, type Address } from "../store/address";
import type { Core } from "../store/core";
import type { Entry, View } from "../store/entry";
import { sendInTime } from "../wire/abort";
import { aborted, throwIfAborted, type Failure } from "../wire/error";
import { createObserver, type Observable, type Observer } from "./observer";

/** What ends a read. */
export interface SourceOptions {
  /** Aborts the read, unless somebody else waits for the same data. */
  readonly signal?: AbortSignal;
  /**
   * How long the data may take, with all attempts, in milliseconds; the default is 0, as long as it takes.
   * Then the error is `TIMEOUT`, and the read is aborted unless somebody else waits for the same data.
   */
  readonly timeout?: number;
}

type SourceView<Data, Kinds> = View<Data, Failure<Kinds>>;

export class Source<Data, Kinds = never>
  implements
    PromiseLike<Data>,
    AsyncIterable<SourceView<Data, Kinds>, void, void>,
    Observable<SourceView<Data, Kinds>>
{
  /** Sources of one client with the same key show the same data. */
  readonly key: string;
  /** The kernel that the source belongs to; adapters compare it. */
  readonly core: Core;
  readonly #address: Address;
  /** The member that is shown; the whole bundle where there is none. */
  readonly #member: string | undefined;

  constructor(core: Core, address: Address, member?: string) {
    this.core = core;
    this.key = keyOf(address);
    this.#address = address;
    this.#member = member;
  }

  /** The current view; looking at it sends no request. */
  get current(): SourceView<Data, Kinds> {
    return this.#open().view(this.#member) as SourceView<Data, Kinds>;
  }

  /**
   * Calls `listener` now and whenever a field that it has read changes, and keeps the data true
   * until the function that it returns is called.
   */
  subscribe(
    listener: (view: SourceView<Data, Kinds>) => void,
    options?: FreshnessOptions,
  ): () => void {
    const observer = this.observe(options);
    const end = observer.subscribe(() => listener(observer.get()));
    listener(observer.get());
    return end;
  }

  /** The current view, and the latest after every change. */
  [Symbol.asyncIterator](): AsyncIterator<SourceView<Data, Kinds>, void, void> {
    const waiting: (() => void)[] = [];
    const resume = () => waiting.splice(0).forEach((each) => each());
    let end: (() => void) | undefined;
    let isOver = false;
    let last: unknown;
    const next = async (): Promise<IteratorResult<SourceView<Data, Kinds>, void>> => {
      if (!isOver) end ??= this.listen(resume);
      while (!isOver && this.current === last) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      if (isOver) return { done: true, value: undefined };
      return { done: false, value: (last = this.current) as SourceView<Data, Kinds> };
    };
    // A generator would end only after the `next` that waits, which may be never.
    const stop = () => {
      isOver = true;
      end?.();
      resume();
      return next();
    };
    return { next, return: stop };
  }

  /** The data; they are read first unless they are known to be true. */
  then<Done = Data, Failed = never>(
    onDone?: ((data: Data) => Done | PromiseLike<Done>) | null,
    onFailed?: ((error: Failure<Kinds>) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.read().then(onDone, onFailed);
  }

  /** The data, as `await` gives them. */
  async read({ signal, timeout = 0 }: SourceOptions = {}): Promise<Data> {
    throwIfAborted(signal);
    const entry = this.#open();
    const isExpired = !entry.reads.size && isOlder(entry, this.core.options.staleAfter);
    if (isExpired) invalidate(this.core, [entry], "age");
    await sendInTime(signal, timeout, (ending) => whenSettled(this.core, entry, true, ending));
    throwIfAborted(signal);
    const { pending, data, error } = this.current;
    if (pending || error) throw error ?? aborted();
    return data;
  }

  /** Reads again, also what is not stale. */
  async refetch(options?: SourceOptions): Promise<Data> {
    throwIfAborted(options?.signal);
    invalidate(this.core, [this.#open()], "refetched");
    return this.read(options);
  }

  /** Reads in advance, unless the data are known. */
  prefetch(options?: SourceOptions): void {
    const entry = this.#open();
    if (!entry.due || options?.signal?.aborted) return;
    ensureRead(this.core, entry, "prefetched");
    if (options) this.read(options).catch(() => {});
  }

  /** Calls back on every change and keeps the data true; for adapters. */
  listen(listener: () => void, options?: FreshnessOptions): () => void {
    return retainFresh(this.core, this.#open(), listener, options);
  }

  /** An observer that is told only of the fields it has read; for adapters. */
  observe(options?: FreshnessOptions): Observer<SourceView<Data, Kinds>> {
    return createObserver(this, !this.#member, options);
  }

  #open(): Entry {
    return this.core.entries.get(this.key) ?? createEntry(this.core, this.#address);
  }
}
