/** The composable that tells the state of the socket. */

import { createObserver, liveStatus, type LiveState } from "../index";
import { useKernel, type Client } from "./context";
import { refsOf, useReader, type Refs } from "./hooks";

/** A composable that returns the state of the client's socket. */
export function liveHook<Drafts>(client: Client<Drafts>): () => Refs<LiveState> {
  return () => {
    const observer = createObserver(liveStatus(useKernel(client)), false);
    return refsOf(
      useReader(() => observer),
      { status: "off" },
    );
  };
}
