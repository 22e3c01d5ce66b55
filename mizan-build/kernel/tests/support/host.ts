/** A host that the test switches offline, hides and wakes. */

import type { Host, Wake } from "../../src/store/host";
import { settle } from "./transport";

export function createHost() {
  const listeners = new Set<Wake>();
  const state = { online: true, visible: true };
  const host: Host = {
    online: () => state.online,
    visible: () => state.visible,
    listen(wake) {
      listeners.add(wake);
      return () => listeners.delete(wake);
    },
  };
  const wake = async (why?: "focus" | "online") => {
    for (const listener of [...listeners]) listener(why);
    await settle();
  };
  return { host, state, wake, listeners };
}
