/** The function that makes the functions of streams. */

import { createStreamAction, type StreamAction, type StreamSpec } from "../index";
import { useKernel, type Client } from "./context";
import { useAction } from "./hooks";
import { onEnd } from "./reader.svelte";

/** A function that returns a stream; it ends with its component or its root. */
export function streamHook<Args, Item, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: StreamSpec<Args, Item, Kinds>,
): () => StreamAction<Args, Item, Kinds> {
  return () => {
    const action = useAction(createStreamAction(useKernel(client), spec));
    onEnd(action.abort);
    return action;
  };
}
