/** The answer UNAUTHORIZED: nobody is signed in any more, or nobody ever was. */

import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { invalidate } from "./invalidation";
import { beginSession } from "./tabs";

/**
 * Ends the session if there was one: an entry that was read before is refused now, or a call is
 * refused for the first time. The first refusal of a new entry proves nothing, as it may need a
 * session where the others do not; so the others are asked, unless they were answered after it.
 */
export function loseSession(core: Core, entry: Entry | undefined, sentAt: number): void {
  const { isSignedIn, entries } = core;
  core.isSignedIn = false;
  if (entry ? entry.sentAt : isSignedIn) {
    beginSession(core, false);
  } else if (isSignedIn) {
    const others = [...entries.values()].filter((other) => other.sentAt && other.landedAt < sentAt);
    invalidate(core, others, "unauthorized");
  }
}
