/** Batches: listeners are told once, when everything that belongs together has been done. */

import type { Core } from "./core";
import type { Entry } from "./entry";

/** Runs `work`; the outermost batch tells the listeners at its end. */
export function batch<T>(core: Core, work: () => T): T {
  core.depth++;
  try {
    return work();
  } finally {
    try {
      if (core.depth === 1) notify(core);
    } finally {
      core.depth--;
    }
  }
}

/** Tells those who look at an entry. */
export const touch = (core: Core, entry: Entry): void =>
  batch(core, () => void core.changed.add(entry));

/** The batch is still open here, so that a change made by a listener is told in a further round. */
function notify(core: Core): void {
  const { changed } = core;
  while (changed.size) {
    if (core.layers[0]) core.fold!(core);
    else for (const entry of changed) entry.shown = entry.base;
    const told = [...changed];
    changed.clear();
    core.atOnce(() => told.forEach(({ listeners }) => [...listeners].forEach(guard)));
  }
}

/** The exception of one listener surfaces by itself, so that the other listeners are still told. */
function guard(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
