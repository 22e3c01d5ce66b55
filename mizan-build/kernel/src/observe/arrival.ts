/** Arrivals: the promises that suspended components wait for. */

import { invalidate } from "../reads/invalidation";
import { whenSettled } from "../reads/lifetime";
import type { Core } from "../store/core";
import type { Entry, View } from "../store/entry";

/** Settles when there are data, or an error in their place. */
export interface Arrival extends Promise<void> {
  isSettled?: boolean;
  /** Its error has been shown, so that whoever asks again wants another try. */
  isOver?: boolean;
  /** How many tries without data came before. */
  readonly failures: number;
  /** Waits no longer: the read is aborted unless somebody else looks at its data. */
  readonly end: () => void;
}

/** A source, or a list in pages. */
export interface Arriving {
  readonly core: Core;
  readonly key: string;
  readonly current: View<unknown>;
}

/** How many tries may follow each other at once. */
const QUICK = 3;

/**
 * The arrival of data that are not there, or that somebody has waited for, because React wants to
 * see the promise again that it has waited for. It is the same one until the next try. A component that asks
 * again after an error has been shown was mounted anew, and causes that next try.
 */
export function arrivalOf({ core, key, current }: Arriving): Arrival | undefined {
  const { pending, error } = current;
  const entry = core.entries.get(key)!;
  const { arrival } = entry;
  if (!pending || (arrival && !arrival.isSettled)) return arrival;
  if (arrival && error && !arrival.isOver) {
    showLater(core, arrival);
    return arrival;
  }
  // Who tries one again tries all again: another error may have come where nothing was mounted.
  if (error) forgetArrivals(core);
  const failures = arrival && error ? arrival.failures + 1 : 0;
  const waiting = new AbortController();
  const next: Arrival = Object.assign(arrive(core, entry, !!error, waiting.signal), {
    failures,
    end: () => waiting.abort(),
  });
  // `status` is React's own mark: a component that waits for a settled promise goes on at once.
  void next.then(() => Object.assign(next, { isSettled: true, status: "fulfilled" }));
  return (entry.arrival = next);
}

async function arrive(
  core: Core,
  entry: Entry,
  isRetry: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (isRetry) {
    // Components that are mounted are told of it, which must not happen while one is rendered.
    await undefined;
    invalidate(core, [entry], "retried");
  }
  await whenSettled(core, entry, false, signal);
}

/**
 * An error counts as shown at the end of the rendering that met it, and with it all others, of which
 * some may be below the same boundary. React may cut a rendering in pieces, meet the error in one of
 * them, and begin anew in another: a pause ends the tries that this causes.
 */
function showLater(core: Core, { failures }: Arrival): void {
  const show = () => forgetArrivals(core);
  if (failures < QUICK) queueMicrotask(show);
  else setTimeout(show, 1000);
}

/** Counts all errors as shown: every component that is mounted anew reads again. */
export function forgetArrivals({ entries }: Core): void {
  for (const { arrival } of entries.values()) if (arrival?.isSettled) arrival.isOver = true;
}

/** Waits for nothing any more: who has suspended is gone, and whoever still is there asks again. */
export function endArrivals({ entries }: Core): void {
  for (const { arrival } of entries.values()) arrival?.end();
}
