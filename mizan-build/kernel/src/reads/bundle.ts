/** The landing of a bundle: each of its members lands where its order among the others is proven. */

import type { Text, patchBundle } from "../share/patch";
import { hasOwn } from "../share/structural";
import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import type { Stamp } from "../store/order";
import { addNames } from "../store/names";
import { noteSeen } from "../store/seen";
import { DOUBT, SHOWN, forgive, landWrite } from "../store/writes";
import { MizanError } from "../wire/error";
import type { Bundle } from "../wire/transport";

/** The facts about a bundle that do not come from the server. */
export interface Arrival extends Omit<Stamp, "v"> {
  readonly isRead: boolean;
  /** The bundle is as true as a read that was sent at this moment; left out, at that of its own. */
  readonly freshAt?: number;
}

/**
 * A bundle, and its text where it came as one. It may be `shared`: decoded, and with all nodes of the
 * base that are equal.
 */
export type Parsed = readonly [bundle: Bundle, text?: Text | undefined, isShared?: boolean];

/**
 * Parses a bundle. The tokens are the first fields of a text; the rest is compared with the last
 * bundle's text before anything is parsed: for 1 MB that takes 0.1 ms instead of 6.
 */
export function parseBundle(entry: Entry, body: string | Bundle): Parsed {
  if (typeof body !== "string") return [body];
  const [head, $h, $v] = /^\{(?:"\$h":"([^"\\]*)",?)?(?:"\$v":"([^"\\]*)",?)?/.exec(body) ?? [""];
  const text: Text = [body, head.length];
  const { text: old } = entry;
  const isSame = old && sliceOf(text) === sliceOf(old);
  const known = isSame ? heldBy(entry) : body.length > LARGE && patch(entry, text);
  return known ? [{ ...known, $h, $v }, text, true] : [JSON.parse(body) as Bundle, text];
}

const sliceOf = ([text, at]: Text) => text.slice(at);

/** The last bundle, as it was on the wire. */
export function heldBy({ base, members }: Entry): Bundle {
  return Object.fromEntries(members.map(({ name, slot }) => [name, base[slot]]));
}

/** The length of a text from which on looking for its difference is worth it. */
const LARGE = 30_000;

/** The part of the kernel that finds a difference, which only who reads large bundles loads. */
let patcher: typeof patchBundle | undefined;

/** The base with the changes of a text; until the patcher has been loaded there is none. */
function patch(entry: Entry, text: Text): Bundle | undefined {
  if (patcher) return patcher(entry, text);
  const load = async () => (patcher = (await import("../share/patch")).patchBundle);
  void load().catch(() => {});
  return undefined;
}

/** Lands a bundle; returns false if the entry has to be read again all the same. */
export function landBundle(
  core: Core,
  entry: Entry,
  [bundle, text, isShared]: Parsed,
  arrival: Arrival,
): boolean {
  const { $v: v, $h, $p, $errors } = bundle;
  const { sentAt, freshAt = sentAt, isRead } = arrival;
  const { members, landedAt } = entry;
  let missing = members.length;
  let landing = SHOWN;
  for (const member of members) {
    const { name } = member;
    const wire = $errors?.[name];
    if (!wire && !hasOwn(bundle, name)) continue;
    const error = wire && new MizanError(wire);
    landing = Math.max(
      landing,
      landWrite(entry, member, { ...arrival, v, value: bundle[name], error, isShared }),
    );
    missing--;
  }
  const isWhole = !missing && !landing && !$errors;
  entry.text = isWhole ? text : undefined;
  entry.h = isWhole ? $h : undefined;
  entry.isDirty = true;
  core.changed.add(entry);
  entry.onLanded?.();
  if ($p) addNames(core, entry, $p);
  entry.landedOn = Date.now();
  noteSeen(core, entry.address.context.name, v);
  if (landing === DOUBT) {
    // Also where what is shown is as true as its own answer: the other one may have seen more. What a
    // mutation has changed is known to be in what is asked for after its answer, and in nothing else.
    const since = arrival.isRead ? entry.sentAt + 0.5 : arrival.at;
    entry.invalidatedAt = Math.max(entry.invalidatedAt, landedAt, since);
  }
  // A read after a landing that is older all the same comes from a server that lags behind.
  if (landing === DOUBT || (landing && sentAt > landedAt)) return false;
  // The answer of a call may bring some members only: those that the call has made stale.
  if (!missing || isRead || !entry.stale) {
    entry.sentAt = Math.max(entry.sentAt, freshAt);
    forgive(entry, "", freshAt);
  }
  return true;
}
