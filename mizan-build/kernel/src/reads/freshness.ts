/** Freshness by time, for data that others change: the age of data, polling, and the user's return. */

import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { listenToHost, type Wake } from "../store/host";
import { FOREVER } from "../wire/abort";
import { retain } from "./lifetime";
import { ensureRead } from "./read";

/** How long data are trusted that no mutation of this client has changed. */
export interface FreshnessOptions {
  /**
   * The milliseconds between two reads, while the page is visible and the server does not push what has
   * changed; the default is 0, no polling.
   */
  readonly poll?: number;
  /** Reads again when the user returns to the page; the default is true. */
  readonly refetchOnFocus?: boolean;
  /**
   * The age in milliseconds from which data count as stale: a new reader, the user's return and a
   * restored network read older data again, and leave younger data alone. Without it new readers
   * trust all data that no mutation has changed, and the other two read data of any age.
   */
  readonly staleAfter?: number;
}

/** Adds a reader, and keeps the entry as fresh as it wants; returns the way to release it. */
export function retainFresh(
  core: Core,
  entry: Entry,
  listener: () => void,
  options?: FreshnessOptions,
): () => void {
  const { poll = 0, refetchOnFocus = true, staleAfter } = { ...core.options, ...options };
  const readIfOlder = (age: number | undefined, why: string) =>
    (entry.due || isOlder(entry, age)) && ensureRead(core, entry, why);
  const wake: Wake = async (why = "focus") => {
    // Calls that waited for the network are sent first: their answers may bring these data.
    await null;
    await null;
    const age = refetchOnFocus || why !== "focus" ? (staleAfter ?? 0) : undefined;
    if (core.wakes.has(wake)) readIfOlder(age, why);
  };
  // Readers of one entry take turns: shortly after the read of another one there is nothing to do.
  const tick = () =>
    core.host.visible?.() !== false && !entry.subscribedAt && readIfOlder(poll / 2, "poll");
  const timer = poll > 0 ? setInterval(tick, Math.min(poll, FOREVER)) : undefined;
  const release = retain(core, entry, listener);
  const unlisten = listenToHost(core, wake);
  readIfOlder(staleAfter, "age");
  return () => {
    clearInterval(timer);
    unlisten();
    release();
  };
}

/** True if the last bundle landed so many milliseconds ago, or more. */
export function isOlder({ landedOn }: Entry, age = Infinity): boolean {
  return Date.now() - landedOn >= age;
}
