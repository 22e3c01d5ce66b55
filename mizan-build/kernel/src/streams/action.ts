/** A stream with its state, for a component that shows the items while they arrive. */

import type { Kernel } from "../kernel";
import { createAction, type Action, type ActionStore } from "../mutations/action";
import { readBatches, type StreamSpec } from "./stream";

export interface StreamState<Item> {
  /** The items of the last call so far; the next call begins without any. */
  readonly items: readonly Item[];
}

/**
 * A function that streams, with the state of its last call: a call ends the one before. Its promise
 * resolves with all items; after `abort` with those that had arrived.
 */
export type StreamAction<Args, Item, Kinds> = Action<Args, readonly Item[], Kinds> &
  StreamState<Item>;

export function createStreamAction<Args, Item, Kinds>(
  kernel: Kernel,
  spec: StreamSpec<Args, Item, Kinds>,
): ActionStore<Args, readonly Item[], Kinds, {}, StreamState<Item>> {
  const initial: StreamState<Item> = { items: [] };
  let last = new AbortController();

  return createAction<Args, readonly Item[], Kinds, {}, StreamState<Item>>(
    async (args, { signal, report }) => {
      last.abort();
      const controller = (last = new AbortController());
      const abort = () => controller.abort();
      signal.addEventListener("abort", abort);
      let { items } = initial;
      try {
        for await (const batch of readBatches(kernel.$core, spec, args, controller.signal)) {
          report({ items: (items = [...items, ...batch]) });
        }
      } catch (error) {
        if (!controller.signal.aborted) throw error;
      } finally {
        signal.removeEventListener("abort", abort);
      }
      return items;
    },
    initial,
  );
}
