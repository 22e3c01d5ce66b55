/** The landing of a mutation's answer: refreshed contexts, merges and invalidations, in order. */

import { landBundle } from "../reads/bundle";
import { refresh } from "../reads/read";
import { endSession } from "../reads/session";
import { splice, structuralShare } from "../share/structural";
import type { Core } from "../store/core";
import { keepEqual, type Entry, type Member } from "../store/entry";
import { compareVersions } from "../store/version";
import type { Bundle, Invalidation, Merge, Reply } from "../wire/transport";

/** Lands an answer; returns the entries that have to be read again, and why. */
export function landReply(
  core: Core,
  fn: string,
  { contexts = [], merge: merges = [], invalidate: targets, session }: Reply,
  sentAt: number,
  at: number,
): Map<Entry, string> {
  const due = session ? endSession(core) : new Map<Entry, string>();
  const refreshed = new Set<Entry>();
  for (const { bundle, ...instance } of contexts) {
    const entry = core.entries.find(instance).find(({ address }) => !address.only);
    if (entry && landContext(core, entry, bundle, sentAt, at)) refreshed.add(entry);
  }
  for (const merge of merges) {
    const { context, params = {} } = merge;
    for (const entry of core.entries.find({ context, params })) {
      if (refreshed.has(entry)) continue;
      if (!landMerge(core, entry, merge, sentAt, at)) due.set(entry, `${fn} merges ${merge.slot}`);
    }
  }
  for (const target of targets) {
    for (const entry of core.entries.find(target)) {
      due.set(entry, `${fn} affects ${toLabel(target)}`);
    }
  }
  for (const entry of refreshed) due.delete(entry);
  return due;
}

const toLabel = (target: Invalidation) =>
  typeof target === "string" ? target : JSON.stringify(target);

/** Lands a bundle that came with the answer; returns false if it was dropped. */
function landContext(
  core: Core,
  entry: Entry,
  bundle: Bundle,
  sentAt: number,
  at: number,
): boolean {
  const isUndisturbed = entry.invalidatedAt < sentAt;
  const applied = landBundle(core, entry, sentAt, bundle);
  // The server read it after the commit. Only an invalidation since the send makes it stale.
  if (applied && isUndisturbed) entry.sentAt = at;
  core.changed.add(entry);
  refresh(core, entry);
  return applied;
}

/**
 * Writes one member; returns false if the entry has to be read again. The facts that decide:
 * - the token is behind the last write of this member: the merge is older, nothing to do;
 * - the token is not behind, or nothing was applied since the send except by this very answer: the
 *   order is proven, the merge is written and that is all;
 * - a whole bundle was applied since the send: it may hold this merge or be newer than it, so the
 *   merge is left alone and the entry is read;
 * - another mutation's merge was applied since the send: the order of sending decides what is
 *   shown, and the entry is read.
 */
function landMerge(core: Core, entry: Entry, merge: Merge, sentAt: number, at: number): boolean {
  const member = entry.members.find(({ name }) => name === merge.slot);
  if (!member) return true;
  const last = entry.written[member.slot] ?? { v: entry.version, sentAt: 0 };
  const ahead = compareVersions(merge.v, last.v);
  if (ahead < 0) return true;
  const proven = ahead >= 0 || sentAt > entry.appliedAt || entry.appliedAt === at;
  const unordered = !proven && sentAt < entry.readAt;
  if (!(member.slot in entry.base) || entry.address.only || unordered) return false;
  if (ahead >= 0 || sentAt >= last.sentAt) {
    writeSlot(entry, member, merge.value);
    entry.written[member.slot] = { sentAt, v: merge.v };
  }
  entry.appliedAt = at;
  core.changed.add(entry);
  return proven;
}

/** Writes a value, or one element of a list in the place that its key names. */
function writeSlot(entry: Entry, { slot, decoder }: Member, value: unknown): void {
  const old = entry.base[slot];
  const isElement = Array.isArray(old) && value && !Array.isArray(value);
  const fresh = isElement ? splice(old, value, decoder?.item?.key) : value;
  entry.base = keepEqual(entry.base, {
    ...entry.base,
    [slot]: structuralShare(entry.shown[slot], fresh, decoder),
  });
  entry.text = undefined;
}
