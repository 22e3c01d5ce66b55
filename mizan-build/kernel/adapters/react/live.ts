/** The hook that tells the state of the socket. */

import { useMemo, useSyncExternalStore } from "react";
import { createObserver, liveStatus, type LiveState } from "../index";
import { useKernel, type Client } from "./context";

/** A hook that returns the state of the client's socket. */
export function liveHook<Drafts>(client: Client<Drafts>): () => LiveState {
  return function useLive() {
    const kernel = useKernel(client);
    const { get, subscribe } = useMemo(() => createObserver(liveStatus(kernel), false), [kernel]);
    return useSyncExternalStore(subscribe, get, get);
  };
}
