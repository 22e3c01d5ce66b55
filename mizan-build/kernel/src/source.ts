/** One instance as an application holds it: look, listen, await, iterate. */

import type { Core } from "./core";
import { keyOf, type Entry, type Place, type View } from "./entry";
import { aborted, type Failure } from "./error";
import { invalidateAll } from "./landing";
import { createEntry, hold, landed } from "./lifetime";
import { Observer, type Observable } from "./observer";
import { ensureRead } from "./reads";

type Looking<Data, Kinds> = View<Data, Failure<Kinds>>;

export class Source<Data, Kinds = never>
  implements
    PromiseLike<Data>,
    AsyncIterable<Looking<Data, Kinds>>,
    Observable<Looking<Data, Kinds>>
{
  /** Two sources of one client that have one key show the same. */
  readonly key: string;
  /** Tells the sources of different clients apart. */
  readonly core: Core;
  readonly #place: Place;
  /** The one member that is shown. */
  readonly #member: string | undefined;

  constructor(core: Core, place: Place, member?: string) {
    this.core = core;
    this.key = keyOf(place);
    this.#place = place;
    this.#member = member;
  }

  /** What is known now; looking reads nothing. */
  get current(): Looking<Data, Kinds> {
    return this.#open().view(this.#member) as Looking<Data, Kinds>;
  }

  /**
   * Calls `listener` now and whenever a field that it has read changes, and keeps the data true
   * until the function that it returns is called.
   */
  subscribe(listener: (view: Looking<Data, Kinds>) => void): () => void {
    const observer = this.observe();
    const end = observer.subscribe(() => listener(observer.get()));
    listener(observer.get());
    return end;
  }

  /** The current view, and the latest after every change. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Looking<Data, Kinds>, void, void> {
    let resume = () => {};
    const end = this.listen(() => resume());
    try {
      for (let last: unknown; ;) {
        const changed = new Promise<void>((resolve) => (resume = resolve));
        const view = this.current;
        if (view === last) await changed;
        else yield (last = view);
      }
    } finally {
      end();
    }
  }

  /** The data, read first unless they are known to be true. */
  then<Done = Data, Failed = never>(
    onDone?: ((data: Data) => Done | PromiseLike<Done>) | null,
    onFailed?: ((error: Failure<Kinds>) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#read().then(onDone, onFailed);
  }

  /** Reads again, whatever is known. */
  refetch(): Promise<Data> {
    invalidateAll(this.core, [this.#open()], "refetched");
    return this.#read();
  }

  /** Starts reading what will be wanted soon, unless it is known. */
  prefetch(): void {
    const entry = this.#open();
    if (entry.due) ensureRead(this.core, entry, "prefetched");
  }

  /** Settles when there are data, or an error in their place; the same promise until then. */
  get arrival(): Promise<void> {
    const entry = this.#open();
    return (entry.arrival ??= landed(this.core, entry).then(() => (entry.arrival = undefined)));
  }

  /** Calls back on every change; for adapters, which bring their own way to look. */
  listen(listener: () => void): () => void {
    return hold(this.core, this.#open(), listener);
  }

  /** A reader that is told only what it reads; for adapters. */
  observe(): Observer<Looking<Data, Kinds>> {
    return new Observer(this, !this.#member);
  }

  async #read(): Promise<Data> {
    const entry = this.#open();
    do await landed(this.core, entry);
    while (entry.stale && entry.reads.size);
    const { pending, data, error } = this.current;
    if (pending || error) throw error ?? aborted();
    return data;
  }

  #open(): Entry {
    return this.core.entries.get(this.key) ?? createEntry(this.core, this.#place);
  }
}
