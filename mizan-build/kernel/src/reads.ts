/** Reads on their way: who may join one, when one is sent, what becomes of it. */

import { batch, type Core } from "./core";
import type { Entry, Read } from "./entry";
import { aborted, toMizanError, type MizanError } from "./error";
import { landRead } from "./landing";
import { attempt } from "./retry";
import type { Bundle } from "./transport";

/** Reads, unless a read is on its way that was sent after the last invalidation. */
export function ensureRead(core: Core, entry: Entry, why: string): void {
  for (const read of entry.reads) if (read.sentAt > entry.invalidatedAt) return;
  const read: Read = { sentAt: Infinity, abort: new AbortController() };
  entry.reads.add(read);
  batch(core, () => core.changed.add(entry));
  void run(core, entry, read, why);
}

async function run(core: Core, entry: Entry, read: Read, why: string): Promise<void> {
  try {
    const body = await attempt(core, read.abort.signal, core.retries, () =>
      send(core, entry, read, why),
    );
    finish(core, entry, read, () => landRead(core, entry, read.sentAt, body));
  } catch (thrown) {
    finish(core, entry, read, () => failRead(core, entry, toMizanError(thrown)));
  }
}

async function send(core: Core, entry: Entry, read: Read, why: string): Promise<string | Bundle> {
  read.sentAt = core.clock.tick("read", entry.key, why);
  try {
    return await core.transport.read({
      context: entry.context.name,
      params: entry.params,
      only: entry.only && entry.context.members[entry.only]?.name,
      signal: read.abort.signal,
    });
  } catch (error) {
    // Whoever wants to join now joins the attempt to come.
    read.sentAt = Infinity;
    throw error;
  }
}

/** A read that was given up on is no longer among the entry's: its answer is nobody's. */
function finish(core: Core, entry: Entry, read: Read, land: () => void): void {
  if (!entry.reads.has(read)) return;
  batch(core, () => {
    entry.reads.delete(read);
    core.changed.add(entry);
    land();
  });
}

function failRead(core: Core, entry: Entry, error: MizanError): void {
  core.clock.tick("failed", entry.key, error.message);
  if (!entry.reads.size) entry.error = error;
}

/** Gives up all reads of an entry; nobody is told but those who see that it no longer refreshes. */
export function abortReads(core: Core, entry: Entry): void {
  for (const read of entry.reads) read.abort.abort(aborted());
  entry.reads.clear();
  batch(core, () => core.changed.add(entry));
}
