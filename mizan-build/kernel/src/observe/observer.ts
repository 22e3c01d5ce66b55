/** An observer: it calls back only when a field that was read from its view has changed. */

import type { FreshnessOptions } from "../reads/freshness";
import type { View } from "../store/entry";

/** A source of states; a changed state is another object. */
export interface Observable<State extends object> {
  readonly current: State;
  /** Calls back after every change that may concern the state. */
  listen(listener: () => void, options?: FreshnessOptions): () => void;
}

export interface Observer<State extends object> {
  /** The state; the same object while nothing that was read from it changed. */
  readonly get: () => State;
  /** Calls back when what `get` returns has changed. */
  readonly subscribe: (listener: () => void) => () => void;
}

type Fields = { readonly [name: string]: unknown };

/** A view that records which fields are read. As long as these are equal, `now` is replaced in place. */
interface Tracked {
  now: Fields;
  readonly used: Set<string>;
  readonly view: Fields;
}

/** Observes a source; where `data` is a bundle, its members are read one by one (`isDeep`). */
export function createObserver<State extends object>(
  source: Observable<State>,
  isDeep: boolean,
  options?: FreshnessOptions,
): Observer<State> {
  let last: State | undefined;
  let state: Tracked;
  let bundle: Tracked | undefined;

  const get = () => {
    const next = source.current;
    if (next !== last) {
      last = next;
      let { data } = next as Fields;
      if (isDeep && data) {
        bundle = advance(bundle, data as Fields, true);
        data = bundle.view;
      }
      state = advance(state, { ...next, data });
    }
    return state.view as State;
  };

  return {
    get,
    subscribe(listener) {
      let last = get();
      return source.listen(() => {
        if (last !== (last = get())) listener();
      }, options);
    },
  };
}

/**
 * The next tracked state: the known one if no field that was read has changed. Of a `whole` no field
 * may have been read although it is in use (passed on as a value), so any change of it counts.
 */
function advance(known: Tracked | undefined, now: Fields, isWhole?: boolean): Tracked {
  const { used = new Set<string>() } = known ?? {};
  const isSame = (name: string) => known!.now[name] === now[name];
  if (known && (isWhole && !used.size ? known.now === now : [...used].every(isSame))) {
    known.now = now;
    return known;
  }
  const next = { now, used, view: {} };
  // Properties with a getter can be copied by all that copies data, which a proxy cannot.
  for (const name of Object.keys(now)) {
    const get = () => {
      used.add(name);
      return next.now[name];
    };
    Object.defineProperty(next.view, name, { get, enumerable: true });
  }
  return next;
}

const PENDING: View<never, undefined> = {
  pending: true,
  refreshing: false,
  data: undefined,
  error: undefined,
  retrying: undefined,
};

/** The observer of no instance: always pending; for adapters. */
export const IDLE = { get: () => PENDING, subscribe: () => () => {} };
