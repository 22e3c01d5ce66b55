/** The landing of a bundle: it is applied only where it cannot take the shown data back in time. */

import { structuralShare } from "../share/structural";
import type { Core } from "../store/core";
import { keepEqual, type Entry, type Slots } from "../store/entry";
import { compareVersions } from "../store/version";
import { MizanError } from "../wire/error";
import type { Bundle } from "../wire/transport";

/**
 * Applies a bundle that was asked for at `sentAt`; returns false if it was dropped. Three facts
 * decide:
 * - its token is behind the token of anything that is shown: it is older, and dropped;
 * - its token is not behind, or it was sent after all that is shown was applied: it is newer;
 * - neither is known: it is applied only if it equals the base, since then its age does not
 *   matter; otherwise it is dropped and the entry counts as invalidated, to be read once more.
 */
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

/**
 * The token is the first field of the text. The rest is compared with the last bundle's text before
 * anything is parsed: for 1 MB that takes 0.1 ms instead of 6.
 */
function parseBundle(entry: Entry, body: string | Bundle) {
  if (typeof body !== "string") return { bundle: body, version: body.$v, text: undefined };
  const [head = "", version] = /^\{"\$v":"([^"\\]*)",?/.exec(body) ?? [];
  const text = body.slice(head.length);
  const bundle = text === entry.text ? undefined : (JSON.parse(body) as Bundle);
  return { bundle, version: version ?? bundle?.$v, text };
}

/** The members of a bundle, shared with the data shown; a member that failed keeps its data. */
function readSlots(entry: Entry, bundle: Bundle): Slots {
  const fresh: Record<string, unknown> = { ...entry.base };
  for (const { slot, name, decoder } of entry.members) {
    if (name in bundle) fresh[slot] = structuralShare(entry.shown[slot], bundle[name], decoder);
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
