/** The writes of a slot: its value as a log of payloads, so that a late one finds its place. */

import { structuralShare } from "../share/structural";
import type { Entry, Member } from "./entry";
import { compare, type Write } from "./order";

/**
 * The result of a landing. The payload is `shown` as it is; or a newer one is `kept`, in part or in
 * whole; or their order is in `doubt`, so that the entry has to be read again.
 */
export type Landing = "shown" | "kept" | "doubt";

/**
 * Lands a payload in the log of its slot. The log begins with a whole value; the elements that were
 * merged into it follow. A payload takes its place behind all that it is newer than, and a whole
 * value removes what is before it. An error stands beside the value that it is newer than.
 *
 * Where the order of two payloads has no proof, the times of sending decide between two mutations.
 * Beside a read the payload is dropped. Both are a doubt, unless the payload changes nothing.
 */
export function landWrite(entry: Entry, { slot, decoder }: Member, write: Write): Landing {
  const { add, error, isRead, sentAt } = write;
  const share = (known: unknown, value: unknown) =>
    write.isShared && value === write.value ? value : structuralShare(known, value, decoder);
  const failed = entry.failures[slot];
  const old = entry.base[slot];
  const log = entry.writes[slot] ?? [];
  let place = 0;
  let isProven = true;
  let isBlocked = false;
  log.forEach((other, at) => {
    const order = compare(write, other);
    if (order > 0 || (!order && sentAt >= other.sentAt)) place = at + 1;
    if (order) return;
    isProven = false;
    isBlocked ||= isRead || other.isRead;
  });
  if (isBlocked) {
    const isSame = !error && share(old, apply(old, write)) === old;
    return isSame ? "shown" : "doubt";
  }
  if (log[0] && !place) return isProven ? "kept" : "doubt";
  if (error) {
    entry.failures = { ...entry.failures, [slot]: { error, sentAt } };
    return "shown";
  }
  const later = log.slice(place);
  const writes = [...(add ? log.slice(0, place) : []), write, ...later];
  entry.writes = { ...entry.writes, [slot]: writes };
  entry.writtenOn = Date.now();
  entry.landedAt = write.at;
  // In the usual order the list shown only gains an element.
  const value = add && !later[0] ? add(old) : writes.reduce(apply, undefined);
  const fresh = share(entry.shown[slot], value);
  if (fresh !== old || !(slot in entry.base)) entry.base = { ...entry.base, [slot]: fresh };
  // An element leaves in doubt what else the list has lost.
  if (failed && !add && failed.sentAt <= sentAt) {
    const { [slot]: _gone, ...failures } = entry.failures;
    entry.failures = failures;
  }
  return isProven ? (later[0] ? "kept" : "shown") : "doubt";
}

const apply = (before: unknown, { add, value }: Write) => (add ? add(before) : value);
