/** One instance as an application holds it: look, listen, await, iterate. */

import type { Wire } from "./canonical";
import { batch, type Core } from "./core";
import { PENDING, keyOf, type Entry, type View } from "./entry";
import { aborted, type Failure } from "./error";
import { invalidate } from "./landing";
import { hold, openEntry } from "./lifetime";
import { Observer, type Observable } from "./observer";
import { ensureRead, landed } from "./reads";
import type { AnyContext } from "./spec";

/** Where a source reads: an instance, and one member of it or the whole. */
export interface Place {
  readonly context: AnyContext;
  readonly params: Wire;
  /** The one member that is read, with parameters of its own. */
  readonly only?: string | undefined;
  /** The one member that is shown. */
  readonly member?: string | undefined;
}

export class Source<Data, Kinds = never>
  implements
    PromiseLike<Data>,
    AsyncIterable<View<Data, Failure<Kinds>>>,
    Observable<View<Data, Failure<Kinds>>>
{
  /** Two sources with one key show the same. */
  readonly key: string;
  readonly #core: Core;
  readonly #place: Place;

  /** Tells the sources of different kernels apart. */
  get kernel(): object {
    return this.#core;
  }

  constructor(core: Core, place: Place) {
    this.#core = core;
    this.#place = place;
    this.key = keyOf(place.context, place.params, place.only);
  }

  /** What is known now; looking costs nothing and reads nothing. */
  get current(): View<Data, Failure<Kinds>> {
    const entry = this.#core.entries.get(this.key);
    return (entry?.view(this.#place.member) ?? PENDING) as View<Data, Failure<Kinds>>;
  }

  /**
   * Calls `listener` now and whenever a field that it has read changes, and keeps the data true
   * until the function that it returns is called.
   */
  subscribe(listener: (view: View<Data, Failure<Kinds>>) => void): () => void {
    const observer = this.observe();
    const end = observer.subscribe(() => listener(observer.get()));
    listener(observer.get());
    return end;
  }

  /** The current view on every change, the latest if several happened meanwhile. */
  async *[Symbol.asyncIterator](): AsyncGenerator<View<Data, Failure<Kinds>>, void, void> {
    let resume = () => {};
    const end = this.listen(() => resume());
    try {
      for (let last: unknown; ;) {
        const view = this.current;
        const changed = new Promise<void>((resolve) => (resume = resolve));
        if (view === last) await changed;
        else yield (last = view);
      }
    } finally {
      end();
    }
  }

  /** The data, read first unless they are known and true. */
  then<Done = Data, Failed = never>(
    onDone?: ((data: Data) => Done | PromiseLike<Done>) | null,
    onFailed?: ((error: Failure<Kinds>) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#read().then(onDone, onFailed);
  }

  async #read(): Promise<Data> {
    const entry = this.#open();
    const letGo = hold(this.#core, entry, () => {});
    try {
      while (entry.stale && entry.reads.size) await landed(entry, entry.invalidatedAt);
      const { pending, data, error } = this.current;
      if (pending || error) throw error ?? aborted("The read was given up.");
      return data;
    } finally {
      letGo();
    }
  }

  /** Starts reading what will be wanted soon, unless it is known. */
  prefetch(): void {
    const entry = this.#open();
    if (entry.due) ensureRead(this.#core, entry, "it will be wanted");
  }

  /** Reads again, whatever is known. */
  refetch(): Promise<Data> {
    const entry = this.#open();
    batch(this.#core, () => {
      invalidate(this.#core, [entry], this.#core.clock.tick(), "somebody asked");
      ensureRead(this.#core, entry, entry.why);
    });
    return this.#read();
  }

  /** Holds the instance; for adapters, which bring their own way to look. */
  listen(listener: () => void): () => void {
    return hold(this.#core, this.#open(), listener);
  }

  /** A reader that is told only what it reads; for adapters. */
  observe(): Observer<View<Data, Failure<Kinds>>> {
    return new Observer(this, !this.#place.member);
  }

  /** The data as a promise, the same one until other data have come: for `use` of React. */
  get promise(): Promise<Data> {
    const entry = this.#open();
    const { pending, error } = this.current;
    if (pending && !error && !entry.reads.size) this.prefetch();
    return entry.promise(this.#place.member) as Promise<Data>;
  }

  #open(): Entry {
    const { context, params, only } = this.#place;
    return openEntry(this.#core, context, params, only);
  }
}
