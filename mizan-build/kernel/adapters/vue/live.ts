/** The composable that tells the state of the socket. */

import { createObserver, liveStatus, type LiveState } from "../index";
import { useKernel, type Client } from "./context";
import { refsOf, useReader, type Refs } from "./hooks";
import { useIsMounted } from "./mounted";

const OFF = { get: (): LiveState => ({ status: "off" }), subscribe: () => () => {} };

/** A composable that returns the state of the client's socket. */
export function liveHook<Drafts>(client: Client<Drafts>): () => Refs<LiveState> {
  return () => {
    const observer = createObserver(liveStatus(useKernel(client)), false);
    const isMounted = useIsMounted();
    return refsOf(
      useReader(() => (isMounted.value ? observer : OFF)),
      OFF.get(),
    );
  };
}
