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
  const arrive = (land: () => void) =>
    batch(core, () => {
      // A read that was given up on is no longer among the entry's: its answer is nobody's.
      if (!entry.reads.delete(read)) return;
      core.changed.add(entry);
      try {
        land();
      } catch (thrown) {
        failRead(core, entry, toMizanError(thrown));
      }
    });
  try {
    const body = await attempt(core, read.abort.signal, core.retries, () =>
      send(core, entry, read, why),
    );
    arrive(() => landRead(core, entry, read.sentAt, body));
  } catch (thrown) {
    arrive(() => {
      throw thrown;
    });
  }
}

async function send(core: Core, entry: Entry, read: Read, why: string): Promise<string | Bundle> {
  read.sentAt = core.clock.tick("read", entry.key, why);
  const { context, params, only } = entry.place;
  try {
    return await core.transport.read({
      context: context.name,
      params,
      only: only && context.members[only]?.name,
      signal: read.abort.signal,
    });
  } catch (error) {
    // Whoever wants to join now joins the attempt to come.
    read.sentAt = Infinity;
    throw error;
  }
}

/** An error counts only where no other read may still do better. */
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
