/** Invalidation: entries become stale, and those with readers are read again. */

import { batch } from "../store/batch";
import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import type { Invalidation } from "../wire/transport";
import { ensureRead } from "./read";

/** The entries that a change concerns. It is remembered for data that are hydrated later. */
export function findTargets(core: Core, target: Invalidation): Entry[] {
  core.changedNames.add(
    typeof target === "string" ? target : "context" in target ? target.context : target.function,
  );
  return core.entries.find(target);
}

/** Invalidates entries, each for its reason. */
export function invalidate(core: Core, due: ReadonlyMap<Entry, string>): void {
  batch(core, () => {
    for (const [entry, why] of due) {
      entry.invalidatedAt = core.clock.tick("invalidated", entry.key, why);
      entry.why = why;
      core.changed.add(entry);
      if (entry.active) ensureRead(core, entry, why);
    }
  });
}

export function invalidateAll(core: Core, entries: readonly Entry[], why: string): void {
  invalidate(core, new Map(entries.map((entry) => [entry, why])));
}
