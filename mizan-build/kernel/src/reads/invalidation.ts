/** Invalidation: entries become stale, and those with readers are read again. */

import { batch } from "../store/batch";
import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { find, headOf } from "../store/names";
import type { Invalidation } from "../wire/transport";
import { ensureRead } from "./read";

/** The entries that a change concerns. It is remembered for data that are hydrated later. */
export function findTargets(core: Core, target: Invalidation): Entry[] {
  core.changedNames.add(headOf(target));
  return find(core, target);
}

/** Invalidates entries; those with readers are read again. */
export function invalidate(core: Core, entries: Iterable<Entry>, why: string): void {
  batch(core, () => {
    for (const entry of new Set(entries)) {
      entry.invalidatedAt = core.clock.tick("invalidated", entry.key, why);
      entry.why = why;
      core.changed.add(entry);
      if (entry.active) ensureRead(core, entry, why);
    }
  });
}
