/** The writes of a slot: its value as a log of payloads, so that a late one finds its place. */

import type { Decoder } from "../share/decoder";
import { splice, structuralShare } from "../share/structural";
import { keepEqual, type Entry, type Member } from "./entry";
import { compare, type Write } from "./order";

/**
 * The result of a landing. The payload is `shown` as it is; or a newer one is `kept`, in part or in
 * whole; or their order is in `doubt`, so that the entry has to be read again.
 */
export type Landing = "shown" | "kept" | "doubt";

/**
 * Lands a payload in the log of its slot. The log begins with a whole value; the elements that were
 * merged into it follow. A payload takes its place behind all that it is newer than, and a whole
 * value removes what is before it.
 *
 * Where the order of two payloads has no proof, the times of sending decide between two mutations.
 * Beside a read the payload is dropped. Both are a doubt, unless the payload changes nothing.
 */
export function landWrite(entry: Entry, { slot, decoder }: Member, payload: Write): Landing {
  const old = entry.base[slot];
  const isElement = isElementOf(old, payload);
  const write = { ...payload, isElement };
  const log = entry.writes[slot] ?? [];
  let place = 0;
  let isProven = true;
  let isBlocked = false;
  log.forEach((other, at) => {
    const order = compare(write, other);
    if (order > 0 || (!order && write.sentAt >= other.sentAt)) place = at + 1;
    if (order) return;
    isProven = false;
    isBlocked ||= write.isRead || other.isRead;
  });
  if (isBlocked) {
    const value = isElement ? addElement(old, write, decoder) : write.value;
    return structuralShare(old, value, decoder) === old ? "shown" : "doubt";
  }
  if (log[0] && !place) return isProven ? "kept" : "doubt";
  const later = log.slice(place);
  const writes = [...(isElement ? log.slice(0, place) : []), write, ...later];
  entry.writes = { ...entry.writes, [slot]: writes };
  // In the usual order the list shown only gains an element.
  const value =
    isElement && !later[0] ? addElement(old, write, decoder) : foldWrites(writes, decoder);
  setSlot(entry, slot, structuralShare(entry.shown[slot], value, decoder));
  const { [slot]: failed, ...failures } = entry.failures;
  // An element leaves in doubt what else the list has lost.
  if (failed && !isElement && failed.sentAt <= write.sentAt) entry.failures = failures;
  return isProven ? (later[0] ? "kept" : "shown") : "doubt";
}

/** Into a list a mutation merges one element, unless it brings another list. */
function isElementOf(old: unknown, { value, isRead }: Write): boolean {
  return !isRead && Array.isArray(old) && !!value && !Array.isArray(value);
}

function addElement(list: unknown, { value }: Write, decoder: Decoder | undefined): unknown {
  return splice(list as [], value, decoder?.item?.key);
}

function foldWrites(writes: readonly Write[], decoder: Decoder | undefined): unknown {
  return writes.reduce<unknown>(
    (list, write) => (write.isElement ? addElement(list, write, decoder) : write.value),
    undefined,
  );
}

function setSlot(entry: Entry, slot: string, value: unknown): void {
  entry.base = keepEqual(entry.base, { ...entry.base, [slot]: value });
}
