/** The end of a session: the data of one person must not be shown to the next. */

import { batch } from "../store/batch";
import type { Core } from "../store/core";
import { aborted } from "../wire/error";
import { invalidate } from "./invalidation";
import { abortReads } from "./read";

/** Begins the session of somebody else, or of nobody: the data on screen are read again. */
export function startSession(core: Core, isSignedIn: boolean): void {
  core.isSignedIn = isSignedIn;
  batch(core, () => {
    endSession(core);
    invalidate(core, core.entries.values(), "session");
  });
}

/** Forgets all data and drops every answer in flight. */
export function endSession(core: Core): void {
  core.session = {};
  for (const call of core.calls) call.abort(aborted());
  core.layers = [];
  core.onEntryCreated = undefined;
  core.changedNames.clear();
  for (const entry of core.entries.values()) {
    abortReads(core, entry);
    entry.reset();
  }
}
