/** Reads: when a new one is sent, who joins one that is in flight, and the landing of its answer. */

import { batch, touch } from "../store/batch";
import type { Core } from "../store/core";
import type { Entry, Read } from "../store/entry";
import { emit, noteFailure } from "../store/events";
import { seenOf } from "../store/seen";
import type { Wire } from "../wire/canonical";
import { aborted, toMizanError, type MizanError } from "../wire/error";
import type { Bundle } from "../wire/transport";
import { landBundle, parseBundle } from "./bundle";
import { attempt } from "./retry";
import { loseSession } from "./unauthorized";

/** Starts a read, unless one is in flight that was sent after the last invalidation. */
export function ensureRead(core: Core, entry: Entry, why: string): void {
  const reads = [...entry.reads];
  if (reads.some(({ sentAt }) => sentAt > entry.invalidatedAt)) return;
  // No read in flight can make the entry fresh any more; one may still bring the first data.
  for (const read of reads.slice(entry.sentAt ? 0 : 1)) abortRead(entry, read);
  void startRead(core, entry, why);
}

/** Reads a stale entry again if it has readers. */
export function refresh(core: Core, entry: Entry): void {
  if (entry.stale && entry.active) ensureRead(core, entry, entry.why);
}

/** Aborts all reads of an entry. */
export function abortReads(core: Core, entry: Entry): void {
  for (const read of entry.reads) abortRead(entry, read);
  touch(core, entry);
}

function abortRead(entry: Entry, read: Read): void {
  entry.reads.delete(read);
  read.abort.abort(aborted());
}

/** Sends a read and lands its answer; `params` may ask for a part of what the entry holds. */
export async function startRead(
  core: Core,
  entry: Entry,
  why: string,
  params = entry.address.params,
  land = landRead,
): Promise<void> {
  const { key, reads } = entry;
  const { retries = 3 } = core.options;
  const read: Read = { sentAt: Infinity, triedAt: 0, abort: new AbortController() };
  const { signal } = read.abort;
  let body: string | Bundle;
  let error: MizanError | undefined;
  const onPause = (failure: MizanError) => {
    read.failure = failure;
    touch(core, entry);
  };
  reads.add(read);
  // Without data there is nothing that could be shown as refreshing.
  if (entry.landedOn) touch(core, entry);
  try {
    // Invalidations of one tick send two reads at most: the first at once, one for all the others.
    if (entry.isSending) await undefined;
    body = await attempt(core, { kind: "read", subject: key, signal, retries, onPause }, (each) =>
      send(core, entry, read, why, params, each),
    );
  } catch (thrown) {
    error = toMizanError(thrown);
  }
  batch(core, () => {
    // An aborted read has left the set; a transport may answer it all the same.
    if (!reads.delete(read)) return;
    core.changed.add(entry);
    try {
      if (error) throw error;
      land(core, entry, read.sentAt, body);
    } catch (thrown) {
      // The transport's exceptions are errors already: this is an answer that cannot be decoded.
      failRead(core, entry, read.triedAt, toMizanError(thrown, "INTERNAL_ERROR"));
    }
  });
}

/** Sends one attempt of a read. */
async function send(
  core: Core,
  entry: Entry,
  read: Read,
  why: string,
  params: Wire,
  signal: AbortSignal,
): Promise<string | Bundle> {
  const { key, address } = entry;
  const { context, only } = address;
  const at = (read.sentAt = read.triedAt = core.clock.tick("read", key, why));
  emit(core, "why", { subject: key, why });
  entry.isSending = true;
  queueMicrotask(() => (entry.isSending = false));
  try {
    return await (context.over?.(core) ?? core.transport).read({
      context: context.name,
      params,
      only: only && context.members[only]?.name,
      seen: seenOf(core, context.name),
      signal,
    });
  } catch (thrown) {
    // The next attempt will be younger than any invalidation until then, so all may join it. It may
    // be under way already, where this one was aborted because its time was over.
    if (read.triedAt === at) read.sentAt = Infinity;
    throw thrown;
  }
}

/** An error counts unless a younger read has brought the truth, or another one may still do so. */
function failRead(core: Core, entry: Entry, sentAt: number, error: MizanError): void {
  noteFailure(core, { kind: "read", subject: entry.key }, error);
  if (error.code === "UNAUTHORIZED") loseSession(core, entry, sentAt);
  if (!entry.reads.size && (entry.stale || sentAt >= entry.sentAt)) {
    // The answer of a later call may have said that there is nothing to read: only a read after it knows.
    const known = entry.failures.get("")?.sentAt ?? 0;
    entry.failures.set("", { error, sentAt: Math.max(known, sentAt) });
  }
}

function landRead(core: Core, entry: Entry, sentAt: number, body: string | Bundle): void {
  const overlapped = sentAt < entry.landedAt;
  const at = core.clock.tick("landed", entry.key);
  const isTrue = landBundle(core, entry, parseBundle(entry, body), { sentAt, at, isRead: true });
  // A server that answers a later read with an older state must not be asked for ever.
  if (isTrue || overlapped) refresh(core, entry);
}
