/** What lands: bundles, merges and invalidations, in the one order that never goes back. */

import type { Core } from "./core";
import { compare, keepSlots, toVersion, type Entry, type Slots, type Version } from "./entry";
import { MizanError, type WireError } from "./error";
import { ensureRead } from "./reads";
import { decode } from "./shape";
import { share, splice } from "./share";
import type { Bundle, Invalidation, Merge, Reply } from "./transport";

/** A bundle, read. */
interface Parsed {
  /** Undefined where the text is the one that the base was read from. */
  readonly bundle: Bundle | undefined;
  readonly version: Version | undefined;
  readonly text: string | undefined;
}

/** A read's bundle: applied, dropped, or read once more where its age cannot be proven. */
export function landRead(core: Core, entry: Entry, sentAt: number, body: string | Bundle): void {
  const overlapped = sentAt < entry.appliedAt;
  const verdict = landBundle(core, entry, sentAt, body);
  core.log.add(core.clock.tick(), verdict, entry.key);
  if (entry.stale && entry.active && (verdict === "applied" || overlapped)) {
    ensureRead(core, entry, verdict === "doubted" ? "its age is unknown" : entry.why);
  }
}

function landBundle(
  core: Core,
  entry: Entry,
  sentAt: number,
  body: string | Bundle,
): "applied" | "dropped" | "doubted" {
  const parsed = parse(entry, body);
  const ahead = compare(parsed.version, entry.version);
  if (ahead !== undefined && ahead < 0) return "dropped";
  const proven = !entry.appliedAt || ahead !== undefined || sentAt > entry.appliedAt;
  const slots = parsed.bundle ? readSlots(entry, parsed.bundle) : entry.base;
  // Equal to what is known, however old: nothing goes back.
  if (!proven && slots !== entry.base) {
    entry.invalidatedAt = Math.max(entry.invalidatedAt, entry.appliedAt);
    return "doubted";
  }
  entry.base = slots;
  entry.text = parsed.text;
  entry.sentAt = Math.max(entry.sentAt, sentAt);
  if (parsed.bundle) entry.errors = readErrors(entry, parsed.bundle);
  entry.error = undefined;
  if (!proven) return "applied";
  entry.version = parsed.version;
  entry.appliedAt = entry.readAt = core.clock.tick();
  entry.writtenBy.clear();
  return "applied";
}

/** The token stands first in a bundle's text, so that the rest is compared before it is parsed. */
function parse(entry: Entry, body: string | Bundle): Parsed {
  if (typeof body !== "string") {
    return { bundle: body, version: toVersion(body.$v), text: undefined };
  }
  const token = /^\{"\$v":"([^"\\]*)",?/.exec(body);
  const text = token ? body.slice(token[0].length) : body;
  const bundle = text === entry.text ? undefined : (JSON.parse(body) as Bundle);
  return { bundle, version: toVersion(token?.[1] ?? bundle?.$v), text };
}

/** The members of a bundle, those that are equal as they were, those that failed kept. */
function readSlots(entry: Entry, bundle: Bundle): Slots {
  const fresh: Record<string, unknown> = { ...entry.base };
  for (const member of entry.members) {
    const { name, shape } = entry.context.members[member]!;
    if (name in bundle) fresh[member] = share(fresh[member], decode(bundle[name], shape), shape);
  }
  return keepSlots(entry.base, fresh);
}

function readErrors(entry: Entry, bundle: Bundle): Entry["errors"] {
  const errors: Record<string, MizanError> = {};
  for (const member of bundle.$errors ? entry.members : []) {
    const error: WireError | undefined = bundle.$errors?.[entry.context.members[member]!.name];
    if (error) errors[member] = new MizanError(error);
  }
  return errors;
}

/** Marks entries as older than something that happened. */
export function invalidate(core: Core, entries: Iterable<Entry>, at: number, why: string): void {
  for (const entry of entries) {
    entry.invalidatedAt = at;
    entry.why = why;
    core.log.add(at, "invalidated", entry.key, why);
  }
}

/** Lands all that a mutation brought; answers when, and which entries it left to be read again. */
export function landReply(
  core: Core,
  reply: Reply,
  fn: string,
  sentAt: number,
): { readonly at: number; readonly stale: Entry[] } {
  const at = core.clock.tick();
  const reached = new Set<Entry>();
  const refreshed = landContexts(core, reply.contexts ?? [], sentAt, at);
  for (const target of reply.invalidate) {
    const found = core.entries.find(target).filter((entry) => !refreshed.has(entry));
    invalidate(core, found, at, `${fn} affects ${toLabel(target)}`);
    for (const entry of found) reached.add(entry);
  }
  for (const merge of reply.merge ?? []) {
    for (const entry of core.entries.findInScope(merge.context, merge.params ?? {})) {
      if (!refreshed.has(entry) && landMerge(core, entry, merge, fn, sentAt, at)) {
        reached.add(entry);
      }
    }
  }
  for (const entry of [...reached, ...refreshed]) core.changed.add(entry);
  return { at, stale: [...reached, ...refreshed].filter((entry) => entry.stale) };
}

function toLabel(target: Invalidation): string {
  return typeof target === "string" ? target : JSON.stringify(target);
}

/** The bundles that came with the answer; those that hold what this mutation did. */
function landContexts(
  core: Core,
  contexts: NonNullable<Reply["contexts"]>,
  sentAt: number,
  at: number,
): Set<Entry> {
  const refreshed = new Set<Entry>();
  for (const { context, params, bundle } of contexts) {
    const [entry] = core.entries.findInScope(context, params).filter((each) => !each.only);
    if (!entry) continue;
    const invalidatedMeanwhile = entry.invalidatedAt > sentAt;
    const verdict = landBundle(core, entry, sentAt, bundle);
    if (verdict === "applied" && !invalidatedMeanwhile) entry.sentAt = at;
    if (verdict !== "doubted") refreshed.add(entry);
  }
  return refreshed;
}

/** Writes one member by the order of mutations; answers whether the entry was touched. */
function landMerge(
  core: Core,
  entry: Entry,
  merge: Merge,
  fn: string,
  sentAt: number,
  at: number,
): boolean {
  const member = entry.members.find((each) => entry.context.members[each]?.name === merge.slot);
  if (!member) return false;
  const doubt = () => invalidate(core, [entry], at, `${fn} merged ${merge.slot}`);
  const version = toVersion(merge.v);
  const ahead = compare(version, entry.version);
  if (ahead !== undefined && ahead < 0) return false;
  const late = ahead === undefined && sentAt < entry.appliedAt && entry.appliedAt !== at;
  // A read that overlapped with the mutation may be the newer of the two; a payload is ordered.
  if (!(member in entry.base) || entry.only || (late && sentAt < entry.readAt)) {
    doubt();
    return true;
  }
  if (sentAt >= (entry.writtenBy.get(member) ?? 0)) writeSlot(entry, member, merge.value);
  entry.writtenBy.set(member, Math.max(sentAt, entry.writtenBy.get(member) ?? 0));
  entry.version = version ?? entry.version;
  entry.appliedAt = at;
  if (late) doubt();
  return true;
}

function writeSlot(entry: Entry, member: string, value: unknown): void {
  const shape = entry.context.members[member]?.shape;
  const old = entry.base[member];
  const key = shape?.item?.key;
  const isElement = Array.isArray(old) && !Array.isArray(value) && key !== undefined;
  const fresh = isElement ? splice(old, decode(value, shape?.item), key) : decode(value, shape);
  entry.base = keepSlots(entry.base, { ...entry.base, [member]: share(old, fresh, shape) });
  entry.text = undefined;
}
