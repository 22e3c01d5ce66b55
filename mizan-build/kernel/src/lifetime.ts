/** How long an entry lives: references and a timer decide, never the garbage collector. */

import type { Core } from "./core";
import { Entry, type Place } from "./entry";
import { abortReads, ensureRead } from "./reads";

/** Makes the entry of an instance that nobody has asked for yet. */
export function createEntry(core: Core, place: Place): Entry {
  const entry = new Entry(place);
  core.entries.add(entry);
  collectLater(core, entry);
  core.adopt(entry);
  return entry;
}

/** Holds an entry and keeps it true; answers with the way to let go. */
export function hold(core: Core, entry: Entry, listener: () => void): () => void {
  clearTimeout(entry.collector);
  if (!core.active.size) core.deafen = core.host.listen(() => wake(core));
  core.active.add(entry);
  entry.listeners.add(listener);
  if (entry.due) ensureRead(core, entry, entry.why);
  return () => {
    // React's StrictMode lets go and takes hold again in one breath; that is no leaving.
    if (entry.listeners.delete(listener)) queueMicrotask(() => release(core, entry));
  };
}

/** Holds an entry until it is true, or reading it is given up. */
export function landed(core: Core, entry: Entry): Promise<void> {
  return new Promise((resolve) => {
    const since = entry.invalidatedAt;
    const check = () => {
      if (entry.reads.size && entry.sentAt <= since) return;
      letGo();
      resolve();
    };
    const letGo = hold(core, entry, check);
    check();
  });
}

function release(core: Core, entry: Entry): void {
  if (entry.active || !core.active.delete(entry)) return;
  if (!core.active.size) core.deafen();
  abortReads(core, entry);
  collectLater(core, entry);
}

function collectLater(core: Core, entry: Entry): void {
  entry.collector = setTimeout(() => {
    abortReads(core, entry);
    core.entries.remove(entry);
  }, core.keep);
  // Elsewhere than in a browser a timer would keep the process from ending.
  (entry.collector as { unref?: () => void }).unref?.();
}

/** Somebody is back, or the network is. */
function wake(core: Core): void {
  for (const entry of core.active) if (entry.due) ensureRead(core, entry, "woken");
}
