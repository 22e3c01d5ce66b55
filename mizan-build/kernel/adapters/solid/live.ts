/** The primitive that tells the state of the socket. */

import { liveStatus, type LiveState } from "../index";
import { useKernel, type Client } from "./context";
import { createView } from "./view";

/** A primitive that returns the state of the client's socket. */
export function liveHook<Drafts>(client: Client<Drafts>): () => LiveState {
  return () => {
    const live = liveStatus(useKernel(client));
    return createView(() => ({ get: () => live.current, listen: live.listen }));
  };
}
