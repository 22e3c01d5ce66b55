/** The environment that the kernel runs in: the network's state and the user's attention. */

export interface Host {
  online(): boolean;
  /** Calls back when the page becomes visible or the network returns; returns a way to stop. */
  listen(wake: () => void): () => void;
}

export const browserHost: Host = {
  online: () => globalThis.navigator?.onLine ?? true,
  listen(wake) {
    const end = new AbortController();
    if (typeof document !== "undefined") {
      const onVisibility = () => document.visibilityState === "visible" && wake();
      addEventListener("online", wake, end);
      document.addEventListener("visibilitychange", onVisibility, end);
    }
    return () => end.abort();
  },
};
