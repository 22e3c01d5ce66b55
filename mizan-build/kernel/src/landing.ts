/** What lands: bundles, merges and invalidations, in the one order that never goes back. */

import { batch, type Core } from "./core";
import { compareVersions, keepEqual, type Entry, type Member, type Slots } from "./entry";
import { MizanError } from "./error";
import { ensureRead } from "./reads";
import { endSession } from "./session";
import { share, splice } from "./share";
import type { Bundle, Invalidation, Merge, Reply } from "./transport";

/** What a read brought. */
export function landRead(core: Core, entry: Entry, sentAt: number, body: string | Bundle): void {
  const overlapped = sentAt < entry.appliedAt;
  const applied = landBundle(core, entry, sentAt, body);
  if (!applied) core.clock.tick("dropped", entry.key);
  // A server that answers a later read with an older state would be asked for ever.
  if (applied || overlapped) refresh(core, entry);
}

/** What somebody looks at is read until it is true. */
function refresh(core: Core, entry: Entry): void {
  if (entry.stale && entry.active) ensureRead(core, entry, entry.why);
}

/** Applies a bundle unless what is shown is newer, or may be: then it has to be read again. */
export function landBundle(
  core: Core,
  entry: Entry,
  sentAt: number,
  body: string | Bundle,
): boolean {
  const { version, text, bundle } = parseBundle(entry, body);
  const known = [entry.version, ...Object.values(entry.written).map(({ v }) => v)];
  const ahead = Math.min(...known.map((v) => compareVersions(version, v)));
  if (ahead < 0) return false;
  const proven = !entry.appliedAt || ahead >= 0 || sentAt > entry.appliedAt;
  const base = bundle ? readSlots(entry, bundle) : entry.base;
  // What is equal to the base cannot take it back, however old it is.
  if (!proven && base !== entry.base) {
    entry.invalidatedAt = Math.max(entry.invalidatedAt, entry.appliedAt);
    return false;
  }
  entry.sentAt = Math.max(entry.sentAt, sentAt);
  entry.error = undefined;
  if (bundle) entry.errors = readErrors(entry, bundle);
  if (!proven) return true;
  Object.assign(entry, { base, version, text, written: {}, landedOn: Date.now() });
  entry.appliedAt = entry.readAt = core.clock.tick("shown", entry.key);
  return true;
}

/** The token stands first in the text: the rest is compared with the last before it is parsed. */
function parseBundle(entry: Entry, body: string | Bundle) {
  if (typeof body !== "string") return { bundle: body, version: body.$v, text: undefined };
  const [head = "", version] = /^\{"\$v":"([^"\\]*)",?/.exec(body) ?? [];
  const text = body.slice(head.length);
  const bundle = text === entry.text ? undefined : (JSON.parse(body) as Bundle);
  return { bundle, version: version ?? bundle?.$v, text };
}

/** The members of a bundle: those equal to what is shown stay the same, failed ones are kept. */
function readSlots(entry: Entry, bundle: Bundle): Slots {
  const fresh: Record<string, unknown> = { ...entry.base };
  for (const { slot, name, shape } of entry.members) {
    if (name in bundle) fresh[slot] = share(entry.shown[slot], bundle[name], shape);
  }
  return keepEqual(entry.base, fresh);
}

function readErrors(entry: Entry, { $errors = {} }: Bundle): Entry["errors"] {
  const errors: Record<string, MizanError> = {};
  for (const { slot, name } of entry.members) {
    const error = $errors[name];
    if (error) errors[slot] = new MizanError(error);
  }
  return errors;
}

/** Marks entries as older than what happened, and reads again those that somebody looks at. */
export function invalidate(core: Core, due: ReadonlyMap<Entry, string>): void {
  batch(core, () => {
    for (const [entry, why] of due) {
      entry.invalidatedAt = core.clock.tick("invalidated", entry.key, why);
      entry.why = why;
      core.changed.add(entry);
      if (entry.active) ensureRead(core, entry, why);
    }
  });
}

export function invalidateAll(core: Core, entries: readonly Entry[], why: string): void {
  invalidate(core, new Map(entries.map((entry) => [entry, why])));
}

/** Lands all that a mutation brought; answers with what it leaves to be read again. */
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
    const entry = core.entries.find(instance).find(({ place }) => !place.only);
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

/** A bundle that came with the answer; whether it was applied. */
function landContext(
  core: Core,
  entry: Entry,
  bundle: Bundle,
  sentAt: number,
  at: number,
): boolean {
  const isTrue = entry.invalidatedAt < sentAt;
  const applied = landBundle(core, entry, sentAt, bundle);
  // It was read after the commit: only somebody else's change can have come later.
  if (applied && isTrue) entry.sentAt = at;
  core.changed.add(entry);
  refresh(core, entry);
  return applied;
}

/** Writes one member in the order of the mutations; false where that order is in doubt. */
function landMerge(core: Core, entry: Entry, merge: Merge, sentAt: number, at: number): boolean {
  const member = entry.members.find(({ name }) => name === merge.slot);
  if (!member) return true;
  const last = entry.written[member.slot] ?? { v: entry.version, sentAt: 0 };
  const ahead = compareVersions(merge.v, last.v);
  if (ahead < 0) return true;
  const proven = ahead >= 0 || sentAt > entry.appliedAt || entry.appliedAt === at;
  // A read that overlapped with the mutation may be the newer one; two mutations have an order.
  const unordered = !proven && sentAt < entry.readAt;
  if (!(member.slot in entry.base) || entry.place.only || unordered) return false;
  if (ahead >= 0 || sentAt >= last.sentAt) {
    writeSlot(entry, member, merge.value);
    entry.written[member.slot] = { sentAt, v: merge.v };
  }
  entry.appliedAt = at;
  core.changed.add(entry);
  return proven;
}

/** A list takes a single element by its key. */
function writeSlot(entry: Entry, { slot, shape }: Member, value: unknown): void {
  const old = entry.base[slot];
  const isElement = Array.isArray(old) && value && !Array.isArray(value);
  const fresh = isElement ? splice(old, value, shape?.item?.key) : value;
  entry.base = keepEqual(entry.base, {
    ...entry.base,
    [slot]: share(entry.shown[slot], fresh, shape),
  });
  entry.text = undefined;
}
