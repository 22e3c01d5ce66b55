/** The end of a session: whatever was read in it is somebody else's. */

import type { Core } from "./core";
import type { Entry } from "./entry";
import { abortReads } from "./reads";

/** Forgets all data, and drops every answer still on its way; answers with what is to be read. */
export function endSession(core: Core): Map<Entry, string> {
  core.session.abort();
  core.session = new AbortController();
  core.layers = [];
  core.adopt = () => {};
  const due = new Map<Entry, string>();
  for (const entry of core.entries.all()) {
    abortReads(core, entry);
    entry.reset();
    due.set(entry, "session");
  }
  return due;
}
