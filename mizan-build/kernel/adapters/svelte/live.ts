/** The function that tells the state of the socket. */

import { createObserver, liveStatus, type LiveState } from "../index";
import { useKernel, type Client } from "./context";
import { fieldsOf, useReader } from "./reader.svelte";

/** A function that returns the state of the client's socket. */
export function liveHook<Drafts>(client: Client<Drafts>): () => LiveState {
  return () => {
    const observer = createObserver(liveStatus(useKernel(client)), false);
    const state = useReader(() => ({ key: "", observe: () => observer }));
    return fieldsOf<LiveState>(state, { status: "off" });
  };
}
