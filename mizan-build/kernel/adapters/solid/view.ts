/** Views: what a primitive shows of the kernel, as a store in which only what has changed is changed. */

import { createComputed, onCleanup, type Accessor } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { isServer } from "solid-js/web";
import { copyOf } from "../index";

/** What is shown now, and a way to be told of changes. */
export interface Shown<State> {
  /** The state, given the one that is shown. */
  readonly get: (before?: State) => State;
  readonly listen: (listener: () => void) => () => void;
}

/** A store of what `find` finds, subscribed while its owner lives; a server only looks at it. */
export function createView<State extends object>(find: Accessor<Shown<State>>): State {
  const [view, setView] = createStore({} as State);
  let shown: State | undefined;
  // Not an effect: those wait until what is suspended around them is there.
  createComputed(() => {
    const { get, listen } = find();
    const update = () => {
      const now = get(shown);
      setView(reconcile(copyOf(now, shown, unwrap(view)) as State));
      shown = now;
    };
    if (!isServer) onCleanup(listen(update));
    update();
  });
  return view;
}
