/** The lifetime of an entry: a count of readers and a timer decide, never the garbage collector. */

import type { Address } from "../store/address";
import type { Core } from "../store/core";
import { Entry } from "../store/entry";
import { index } from "../store/names";
import { FOREVER, onAbort } from "../wire/abort";
import { abortReads, ensureRead } from "./read";
import { joinTabs, leaveTabs } from "./tabs";

/** Makes the entry of an address that has none. */
export function createEntry(core: Core, address: Address): Entry {
  const entry = new Entry(core, address);
  // Without a page there is no timer, which would hold the data of a request after its end.
  if (!core.host.visible) collect(core, Date.now());
  core.entries.set(entry.key, entry);
  index(core, entry, true);
  joinTabs(core);
  collectLater(core, entry);
  core.onEntryCreated?.(entry);
  return entry;
}

/** Adds a reader to an entry, which is kept true from now on; returns the way to release it. */
export function retain(core: Core, entry: Entry, listener: () => void): () => void {
  core.idle.delete(entry);
  // A function that listens twice is two readers.
  const reader = () => listener();
  entry.listeners.add(reader);
  if (entry.due) ensureRead(core, entry, entry.why);
  entry.unlink ??= entry.address.context.live?.(core, entry);
  return () => {
    // React's StrictMode unmounts and mounts again at once; the read in flight must survive that.
    if (entry.listeners.delete(reader)) queueMicrotask(() => leave(core, entry));
  };
}

/**
 * Retains an entry until it is as true as a read sent now, or no read is left to make it so. With
 * `isLasting` it waits for the invalidations that come meanwhile as well. An abort ends it.
 */
export function whenSettled(
  core: Core,
  entry: Entry,
  isLasting = false,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const since = entry.invalidatedAt;
    const check = () => {
      const isOpen = entry.reads.size && (isLasting ? entry.due : entry.sentAt <= since);
      if (isOpen && !signal?.aborted) return;
      for (const release of releases) release();
      resolve();
    };
    // A listener may be called at once; the ways to release are there after that only.
    let releases: (() => void)[] = [];
    releases = [retain(core, entry, check), onAbort(signal, check)];
    check();
  });
}

/** The last reader has gone. */
function leave(core: Core, entry: Entry): void {
  if (entry.active || core.idle.has(entry)) return;
  entry.isDirty = true;
  entry.unlink = entry.unlink?.() as undefined;
  abortReads(core, entry);
  collectLater(core, entry);
}

function collectLater(core: Core, entry: Entry): void {
  core.idle.set(entry, Date.now() + (core.options.cacheTime ?? 300_000));
  startCollector(core);
}

/** One timer serves all entries: as they all have the same time, the first one is the next to go. */
function startCollector(core: Core): void {
  const [next] = core.idle.values();
  const wait = next! - Date.now();
  // Without an entry, or for ever, there is nothing to wait for.
  if (core.collector || !(wait < FOREVER) || !core.host.visible) return;
  core.collector = setTimeout(() => {
    core.collector = undefined;
    collect(core, next!);
    startCollector(core);
  }, wait);
  // In Node a timer would keep the process from ending.
  (core.collector as { unref?: () => void }).unref?.();
}

/** Removes the entries whose time has come. */
function collect(core: Core, now: number): void {
  for (const [entry, end] of core.idle) {
    if (end > now) return;
    core.idle.delete(entry);
    abortReads(core, entry);
    core.entries.delete(entry.key);
    index(core, entry, false);
  }
  if (!core.entries.size) leaveTabs(core);
}
