/** Reads: when a new one is sent, who joins one that is in flight, and the landing of its answer. */

import { batch } from "../store/batch";
import type { Core } from "../store/core";
import type { Entry, Read } from "../store/entry";
import { emit, noteFailure, type Subject } from "../store/events";
import { seenText } from "../store/seen";
import type { Wire } from "../wire/canonical";
import { aborted, toMizanError, type MizanError } from "../wire/error";
import type { Bundle } from "../wire/transport";
import { landBundle, parseBundle } from "./bundle";
import { attempt } from "./retry";

/** Starts a read, unless one is in flight that was sent after the last invalidation. */
export function ensureRead(core: Core, entry: Entry, why: string): void {
  for (const read of entry.reads) if (read.sentAt > entry.invalidatedAt) return;
  // No read in flight can make the entry fresh any more; one may still bring the first data.
  for (const read of [...entry.reads].slice(entry.sentAt ? 0 : 1)) abortRead(entry, read);
  const read: Read = { sentAt: Infinity, triedAt: 0, abort: new AbortController() };
  entry.reads.add(read);
  // Without data there is nothing that could be shown as refreshing.
  if (entry.landedOn) batch(core, () => core.changed.add(entry));
  void run(core, entry, read, why);
}

/** Reads a stale entry again if it has readers. */
export function refresh(core: Core, entry: Entry): void {
  if (entry.stale && entry.active) ensureRead(core, entry, entry.why);
}

/** Aborts all reads of an entry. */
export function abortReads(core: Core, entry: Entry): void {
  for (const read of entry.reads) abortRead(entry, read);
  batch(core, () => core.changed.add(entry));
}

function abortRead(entry: Entry, read: Read): void {
  entry.reads.delete(read);
  read.abort.abort(aborted());
}

/** Sends a read and lands its answer; `params` may ask for a part of what the entry holds. */
export async function run(
  core: Core,
  entry: Entry,
  read: Read,
  why: string,
  params = entry.address.params,
  landAnswer = landRead,
): Promise<void> {
  let land: () => void;
  try {
    // Invalidations of one tick send two reads at most: the first at once, one for all the others.
    if (core.sending.has(entry)) await undefined;
    const request = { ...aboutRead(entry), signal: read.abort.signal, retries: core.retries };
    const body = await attempt(core, request, (signal) =>
      send(core, entry, read, why, signal, params),
    );
    land = () => landAnswer(core, entry, read.sentAt, body);
  } catch (thrown) {
    land = () => {
      throw toMizanError(thrown);
    };
  }
  batch(core, () => {
    // An aborted read has left the set; a transport may answer it all the same.
    if (!entry.reads.delete(read)) return;
    core.changed.add(entry);
    try {
      land();
    } catch (thrown) {
      // The transport's exceptions are errors already: this is an answer that cannot be decoded.
      failRead(core, entry, read.triedAt, toMizanError(thrown, "INTERNAL_ERROR"));
    }
  });
}

const aboutRead = ({ key }: Entry): Subject => ({ kind: "read", subject: key });

async function send(
  core: Core,
  entry: Entry,
  read: Read,
  why: string,
  signal: AbortSignal,
  params: Wire,
): Promise<string | Bundle> {
  const at = (read.sentAt = read.triedAt = core.clock.tick("read", entry.key, why));
  emit(core, "why", { subject: entry.key, why });
  if (!core.sending.size) void Promise.resolve().then(() => core.sending.clear());
  core.sending.add(entry);
  const { context, only } = entry.address;
  try {
    return await (context.over?.(core) ?? core.transport).read({
      context: context.name,
      params,
      only: only && context.members[only]?.name,
      seen: seenText(core, [context.name]),
      signal,
    });
  } catch (error) {
    // The next attempt will be younger than any invalidation until then, so all may join it. It may
    // be under way already, where this one was aborted because its time was over.
    if (read.triedAt === at) read.sentAt = Infinity;
    throw error;
  }
}

function landRead(core: Core, entry: Entry, sentAt: number, body: string | Bundle): void {
  const overlapped = sentAt < entry.landedAt;
  const at = core.clock.tick("landed", entry.key);
  const arrival = { sentAt, at, freshAt: sentAt, isRead: true };
  const isTrue = landBundle(core, entry, parseBundle(entry, body), arrival);
  if (!isTrue) core.clock.tick("dropped", entry.key);
  // A server that answers a later read with an older state must not be asked for ever.
  if (isTrue || overlapped) refresh(core, entry);
}

/** An error counts unless a younger read has brought the truth, or another one may still do so. */
function failRead(core: Core, entry: Entry, sentAt: number, error: MizanError): void {
  noteFailure(core, aboutRead(entry), error);
  if (error.code === "UNAUTHORIZED") core.onUnauthorized(core, entry, sentAt);
  const isTrue = !entry.stale && sentAt < entry.sentAt;
  if (!entry.reads.size && !isTrue) entry.failed = { error, sentAt };
}
