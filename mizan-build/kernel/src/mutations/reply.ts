/** The landing of a mutation's answer: refreshed contexts, merges and invalidations, as one change. */

import { heldBy, landBundle, type Arrival, type Parsed } from "../reads/bundle";
import { findTargets } from "../reads/invalidation";
import { refresh } from "../reads/read";
import { endSession } from "../reads/session";
import { splice } from "../share/structural";
import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { find } from "../store/names";
import { noteSeen } from "../store/seen";
import { DOUBT, landWrite } from "../store/writes";
import { toJson } from "../wire/canonical";
import { MizanError } from "../wire/error";
import type { Invalidation, Merge, Refreshed, Reply } from "../wire/transport";

/** A call, as the landing of its answer needs it. */
export interface Sent {
  readonly fn: string;
  /** The moment it was sent; the first time, because a repeated call may get the first answer. */
  readonly sentAt: number;
  /** The names of the bundles that the call said it had. */
  readonly mounted: ReadonlyMap<Entry, string | undefined>;
}

/** Lands an answer; returns the entries that have to be read again, and why. */
export function landReply(core: Core, sent: Sent, reply: Reply, at: number): Map<Entry, string> {
  const { contexts = [], merge: merges = [], invalidate: targets, session, v = {} } = reply;
  const due = new Map<Entry, string>();
  if (session) {
    endSession(core);
    for (const entry of core.entries.values()) due.set(entry, "session");
  }
  for (const [context, token] of Object.entries(v)) noteSeen(core, context, token);
  const refreshed = new Set<Entry>();
  for (const context of contexts) {
    const entry = findExactly(core, context);
    if (!entry) continue;
    if (landContext(core, entry, context, sent, at)) refreshed.add(entry);
    else due.set(entry, `${sent.fn} refreshes`);
  }
  for (const merge of merges) {
    const { context, params = {} } = merge;
    for (const entry of findTargets(core, { context, params })) {
      if (refreshed.has(entry) || landMerge(core, entry, merge, sent, at)) continue;
      due.set(entry, `${sent.fn} merges ${merge.slot}`);
    }
  }
  for (const target of targets) {
    for (const entry of findTargets(core, target)) {
      due.set(entry, `${sent.fn} affects ${toLabel(target)}`);
    }
  }
  for (const entry of refreshed) {
    due.delete(entry);
    refresh(core, entry);
  }
  return due;
}

const toLabel = (target: Invalidation) => (typeof target === "string" ? target : toJson(target));

/** The entry of exactly these parameters, as the client writes them or in their normal form. */
function findExactly(core: Core, { context, params, only }: Refreshed): Entry | undefined {
  return find(core, { context, params }).find(({ address, members }) => {
    const isOnly = only ? address.only && members[0]!.name === only : !address.only;
    const names = Object.keys(address.params).filter((name) => address.params[name] != null);
    return isOnly && names.every((name) => params[name] != null);
  });
}

/** Lands a bundle that came with the answer; returns false if the entry has to be read again. */
function landContext(
  core: Core,
  entry: Entry,
  { bundle, error, same, v }: Refreshed,
  { sentAt, mounted }: Sent,
  at: number,
): boolean {
  core.changed.add(entry);
  if (error) {
    entry.failures.set("", { error: new MizanError(error), sentAt: at });
    return true;
  }
  const { h, text } = entry;
  // An answer that overlapped has said since that there is nothing to read: which is newer, a read tells.
  const isDoubtful = entry.failures.get("")?.sentAt! > sentAt;
  // The server compared with the bundle that the call named; another one may have landed since.
  if (same ? !h || mounted.get(entry) !== h : !bundle) return false;
  // The server read it after the commit: only an invalidation since the send makes it stale.
  const freshAt = entry.invalidatedAt < sentAt ? at : sentAt;
  const arrival: Arrival = { sentAt, at, freshAt, isRead: false };
  const parsed: Parsed = bundle ? [bundle] : [{ ...heldBy(entry), $h: h, $v: v }, text, true];
  return landBundle(core, entry, parsed, arrival) && !isDoubtful && !bundle?.$errors;
}

/** Writes one member; returns false if the entry has to be read again. */
function landMerge(core: Core, entry: Entry, merge: Merge, { sentAt }: Sent, at: number): boolean {
  const member = entry.members.find(({ name }) => name === merge.slot);
  if (!member) return true;
  const { value, v } = merge;
  const held = entry.extent?.toAdd(value);
  // The list of a page, for one, need not hold the element.
  if (!entry.writes.has(member.slot) || (entry.address.only && !held)) return false;
  const list = entry.base[member.slot] as [];
  const isElement = Array.isArray(list) && value && !Array.isArray(value);
  const key = member.decoder?.item?.key;
  const add = held ?? (isElement ? (list: unknown) => splice(list as [], value, key) : undefined);
  // Another page may be the one that holds the element.
  if (member.isPage && isElement && splice(list, value, key).length > list.length) return false;
  const landing = landWrite(entry, member, { value, add, v, sentAt, at, isRead: false });
  entry.text = entry.h = undefined;
  entry.isDirty = true;
  core.changed.add(entry);
  return landing !== DOUBT;
}
