/** The environment that the kernel runs in: the network's state and the user's attention. */

import type { Core } from "./core";

/** Called when the user has returned to the page, or when the network is back. */
export type Wake = (why?: "focus" | "online") => unknown;

/** The other tabs of the browser, or windows of the application, that have the same name. */
export interface Tabs {
  postMessage(text: string): void;
  close(): void;
}

export interface Host {
  /** The network as the host sees it; a request is tried before this is believed. */
  online(): boolean;
  /** False while the page is hidden, during which nothing is polled. A host without a page has none. */
  visible?(): boolean;
  /** Calls back when the page becomes visible or the network returns; returns a way to stop. */
  listen(wake: Wake): () => void;
  /** Joins the tabs of a name, to hear what others post; a host without other tabs has none. */
  connect?(name: string, receive: (text: string) => void): Tabs | undefined;
}

/** Waits for the host to wake; the host itself has one listener for all who wait. */
export function listenToHost(core: Core, wake: Wake): () => void {
  const { wakes } = core;
  if (!wakes.size) {
    core.unlisten = core.host.listen((why) => wakes.forEach((each) => each(why)));
  }
  wakes.add(wake);
  return () => {
    if (wakes.delete(wake) && !wakes.size) core.unlisten!();
  };
}

const online = () => globalThis.navigator?.onLine ?? true;

/** A host without a page, such as a server: nothing outlives the request that it is rendered for. */
const serverHost: Host = { online, listen: () => () => {} };

const pageHost: Host = {
  online,
  connect,
  visible: () => document.visibilityState !== "hidden",
  listen(wake) {
    const listening = new AbortController();
    addEventListener("online", () => wake("online"), listening);
    const onChange = () => pageHost.visible!() && wake("focus");
    document.addEventListener("visibilitychange", onChange, listening);
    return () => listening.abort();
  },
};

function connect(name: string, receive: (text: string) => void): Tabs | undefined {
  if (typeof BroadcastChannel === "undefined") return undefined;
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => receive(data as string);
  // In Node a channel would keep the process from ending.
  (channel as { unref?: () => void }).unref?.();
  return channel;
}

export const currentHost = (): Host => (typeof document === "undefined" ? serverHost : pageHost);
