/** The function that makes the primitives of streams. */

import { onCleanup } from "solid-js";
import { createStreamAction, type StreamAction, type StreamSpec } from "../index";
import { useKernel, type Client } from "./context";
import { useAction } from "./hooks";

/** A primitive that returns a stream; it ends with its owner. */
export function streamHook<Args, Item, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: StreamSpec<Args, Item, Kinds>,
): () => StreamAction<Args, Item, Kinds> {
  return () => {
    const action = useAction(createStreamAction(useKernel(client), spec));
    onCleanup(action.abort);
    return action;
  };
}
