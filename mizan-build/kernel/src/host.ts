/** What the kernel wants to know of the place it runs in: is there a network, is somebody looking. */

export interface Host {
  online(): boolean;
  /** Calls back when the page is looked at again or the network returns; answers with a way out. */
  listen(wake: () => void): () => void;
}

export const browserHost: Host = {
  online: () => globalThis.navigator?.onLine !== false,
  listen(wake) {
    if (typeof document === "undefined") return () => {};
    const see = () => document.visibilityState === "visible" && wake();
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", see);
    return () => {
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", see);
    };
  },
};
