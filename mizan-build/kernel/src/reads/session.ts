/** The end of a session: the data of one person must not be shown to the next. */

import { batch } from "../store/batch";
import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { aborted } from "../wire/error";
import { invalidate } from "./invalidation";
import { abortReads } from "./read";

/** Begins the session of somebody else, or of nobody: the data on screen are read again. */
export function startSession(core: Core, isSignedIn: boolean): void {
  core.isSignedIn = isSignedIn;
  batch(core, () => invalidate(core, endSession(core)));
}

/** Forgets all data and drops every answer in flight; returns the entries that have to be read. */
export function endSession(core: Core): Map<Entry, string> {
  for (const call of core.calls) call.abort(aborted());
  core.layers = [];
  core.onEntryCreated = () => {};
  core.changedNames.clear();
  const due = new Map<Entry, string>();
  for (const entry of core.entries.all()) {
    abortReads(core, entry);
    entry.reset();
    due.set(entry, "session");
  }
  return due;
}
