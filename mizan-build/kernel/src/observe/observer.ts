/** An observer: it calls back only when a field that was read from its view has changed. */

import type { FreshnessOptions } from "../reads/freshness";
import type { View } from "../store/entry";

/** A source of states; a changed state is another object. */
export interface Observable<State extends object> {
  readonly current: State;
  /** Calls back after every change that may concern the state. */
  listen(listener: () => void, options?: FreshnessOptions): () => void;
}

/** A view that records which fields are read. As long as these are equal, `now` is replaced in place. */
interface Tracked {
  now: object;
  readonly view: object;
}

export class Observer<State extends object> {
  readonly #source: Observable<State>;
  /** True where `data` is a bundle, of which single members are read. */
  readonly #deep: boolean;
  readonly #options: FreshnessOptions | undefined;
  readonly #fields = new Set<string>();
  readonly #members = new Set<string>();
  #last: State | undefined;
  #state: Tracked | undefined;
  #data: Tracked | undefined;

  constructor(source: Observable<State>, deep: boolean, options?: FreshnessOptions) {
    this.#source = source;
    this.#deep = deep;
    this.#options = options;
  }

  /** The state; the same object while nothing that was read from it changed. */
  readonly get = (): State => {
    const next = this.#source.current;
    if (next !== this.#last) {
      this.#last = next;
      let data = read(next, "data");
      if (this.#deep && data) {
        this.#data = advance(this.#data, data as object, this.#members, true);
        data = this.#data.view;
      }
      this.#state = advance(this.#state, { ...next, data }, this.#fields, false);
    }
    return this.#state!.view as State;
  };

  /** Calls back when what `get` returns has changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    let last = this.get();
    return this.#source.listen(() => {
      if (last !== (last = this.get())) listener();
    }, this.#options);
  };
}

const read = (from: object, name: string) => (from as Record<string, unknown>)[name];

/**
 * The next tracked state: the known one if no field that was read has changed. Of a `whole` no field
 * may have been read although it is in use (passed on as a value), so any change of it counts.
 */
function advance(
  known: Tracked | undefined,
  now: object,
  used: Set<string>,
  whole: boolean,
): Tracked {
  const isSame = (name: string) => read(known!.now, name) === read(now, name);
  if (!known || !(whole && !used.size ? known.now === now : [...used].every(isSame))) {
    return track(now, used);
  }
  known.now = now;
  return known;
}

/** Properties with a getter can be copied by all that copies data, which a proxy cannot. */
function track(now: object, used: Set<string>): Tracked {
  const tracked = { now, view: {} };
  for (const name of Object.keys(now)) {
    const get = () => {
      used.add(name);
      return read(tracked.now, name);
    };
    Object.defineProperty(tracked.view, name, { get, enumerable: true });
  }
  return tracked;
}

const PENDING: View<never, undefined> = {
  pending: true,
  refreshing: false,
  data: undefined,
  error: undefined,
};

/** The observer of no instance: always pending; for adapters. */
export const IDLE = { get: () => PENDING, subscribe: () => () => {} };
