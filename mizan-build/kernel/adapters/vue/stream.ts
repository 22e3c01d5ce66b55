/** The function that makes the composables of streams. */

import { onScopeDispose } from "vue";
import { createStreamAction, type StreamSpec, type StreamState } from "../index";
import { useKernel, type Client } from "./context";
import { useAction, type ReactiveAction } from "./hooks";

/** A composable that returns a stream; it ends with its scope. */
export function streamHook<Args, Item, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: StreamSpec<Args, Item, Kinds>,
): () => ReactiveAction<Args, readonly Item[], Kinds, StreamState<Item>> {
  return () => {
    const action = useAction(createStreamAction(useKernel(client), spec));
    onScopeDispose(action.abort);
    return action;
  };
}
