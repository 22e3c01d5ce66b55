/** What the kernel wants to know of the place it runs in: is there a network, is somebody looking. */

export interface Host {
  online(): boolean;
  /** Calls back when the page is looked at again or the network returns; answers with a way out. */
  listen(wake: () => void): () => void;
}

export const browserHost: Host = {
  online: () => globalThis.navigator?.onLine ?? true,
  listen(wake) {
    const end = new AbortController();
    if (typeof document !== "undefined") {
      const see = () => document.visibilityState === "visible" && wake();
      addEventListener("online", wake, end);
      document.addEventListener("visibilitychange", see, end);
    }
    return () => end.abort();
  },
};
