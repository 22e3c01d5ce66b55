/** The writes of a slot: its value as a log of payloads, so that a late one finds its place. */

import { hasOwn, structuralShare } from "../share/structural";
import type { Entry, Member } from "./entry";
import { compare, type Write } from "./order";

/**
 * The result of a landing. The payload is shown as it is; or a newer one is kept, in part or in whole;
 * or their order is in doubt, so that the entry has to be read again. The worst of several counts.
 */
export const SHOWN = 0;
export const KEPT = 1;
export const DOUBT = 2;

/**
 * Lands a payload in the log of its slot. The log begins with a whole value; the elements that were
 * merged into it follow. A payload takes its place behind all that it is newer than, and a whole
 * value removes what is before it. An error stands beside the value that it is newer than.
 *
 * Where the order of two payloads has no proof, the times of sending decide between two mutations.
 * Beside a read the payload is dropped. Both are a doubt, unless the payload changes nothing.
 */
export function landWrite(entry: Entry, { slot, decoder }: Member, write: Write): number {
  const { base, shown, writes, failures } = entry;
  const { add, error, isRead, sentAt } = write;
  const share: typeof structuralShare = write.isShared ? (_old, fresh) => fresh : structuralShare;
  const old = base[slot];
  const log = writes.get(slot) ?? [];
  let place = 0;
  let landing = SHOWN;
  let isBlocked = false;
  log.forEach((other, at) => {
    const order = compare(write, other);
    if (order > 0 || (!order && sentAt >= other.sentAt)) place = at + 1;
    if (order) return;
    landing = DOUBT;
    isBlocked ||= isRead || other.isRead;
  });
  if (isBlocked) {
    const isSame = !error && share(old, apply(old, write), decoder) === old;
    return isSame ? SHOWN : DOUBT;
  }
  if (log[0] && !place) return landing || KEPT;
  if (error) {
    failures.set(slot, { error, sentAt });
    return landing;
  }
  const later = log.slice(place);
  const next = [...(add ? log.slice(0, place) : []), write, ...later];
  writes.set(slot, next);
  entry.writtenOn = Date.now();
  entry.landedAt = write.at;
  // In the usual order the list shown only gains an element.
  const value = later[0] ? next.reduce(apply, undefined) : apply(old, write);
  const fresh = share(shown[slot], value, decoder);
  if (fresh !== old || !hasOwn(base, slot)) entry.base = { ...base, [slot]: fresh };
  // An element leaves in doubt what else the list has lost.
  if (!add) forgive(entry, slot, sentAt);
  return landing || (later[0] ? KEPT : SHOWN);
}

const apply = (before: unknown, { add, value }: Write) => (add ? add(before) : value);

/** A payload ends the error of what was sent before it. */
export function forgive({ failures }: Entry, slot: string, sentAt: number): void {
  if (failures.get(slot)?.sentAt! <= sentAt) failures.delete(slot);
}
