/** The function that makes the hooks of streams. */

import { useEffect } from "react";
import { createStreamAction, type StreamAction, type StreamSpec } from "../index";
import { useKernel, type Client } from "./context";
import { useAction } from "./hooks";

/** A hook that returns a stream; it ends when the component is unmounted. */
export function streamHook<Args, Item, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: StreamSpec<Args, Item, Kinds>,
): () => StreamAction<Args, Item, Kinds> {
  return function useStream() {
    const kernel = useKernel(client);
    const action = useAction(kernel, () => createStreamAction(kernel, spec));
    useEffect(() => action.abort, [kernel]);
    return action;
  };
}
