/** Tells a reader only what it reads: fields that it never looked at do not wake it. */

import type { View } from "./entry";

/** Something with a current state: an object that is replaced when the state changes. */
export interface Observable<State extends object> {
  readonly current: State;
  /** Calls back after changes that may concern the state. */
  listen(listener: () => void): () => void;
}

/** An object that remembers which of its fields were read; the others may change beneath it. */
interface Tracked {
  now: object;
  readonly view: object;
}

export class Observer<State extends object> {
  readonly #source: Observable<State>;
  /** Whether the members of `data` are told apart. */
  readonly #deep: boolean;
  readonly #fields = new Set<string>();
  readonly #members = new Set<string>();
  #last: State | undefined;
  #state: Tracked | undefined;
  #data: Tracked | undefined;

  constructor(source: Observable<State>, deep: boolean) {
    this.#source = source;
    this.#deep = deep;
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
    });
  };
}

const read = (from: object, name: string) => (from as Record<string, unknown>)[name];

/** Who read nothing yet may have kept the `whole`. */
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

function track(now: object, used: Set<string>): Tracked {
  const get = (_now: object, name: string) => {
    used.add(name);
    return read(tracked.now, name);
  };
  const tracked = { now, view: new Proxy(now, { get }) };
  return tracked;
}

const PENDING: View<never, undefined> = {
  pending: true,
  refreshing: false,
  data: undefined,
  error: undefined,
};

/** Observes nothing at all, for adapters: the same to ask as an `Observer`. */
export const NOTHING = { get: () => PENDING, subscribe: () => () => {} };
