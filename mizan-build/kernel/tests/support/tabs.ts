/** Tabs of one browser: hosts that are connected by name, as BroadcastChannel connects them. */

import type { Host } from "../../src/store/host";
import { createHost } from "./host";

export function createBrowser() {
  const open = new Map<string, Set<(text: string) => void>>();
  /** All that has been posted. */
  const posted: string[] = [];

  /** A tab, with listeners of its own. */
  function createTab(): Host {
    return {
      ...createHost().host,
      connect(name, receive) {
        const receivers = open.get(name) ?? new Set();
        open.set(name, receivers.add(receive));
        return {
          postMessage(text) {
            posted.push(text);
            const others = [...receivers].filter((each) => each !== receive);
            for (const other of others) queueMicrotask(() => receivers.has(other) && other(text));
          },
          close: () => void receivers.delete(receive),
        };
      },
    };
  }

  const count = () => [...open.values()].reduce((sum, { size }) => sum + size, 0);
  return { createTab, posted, count };
}
