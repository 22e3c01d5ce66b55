/** Hydration: the data of one kernel, as a value that another takes over, from a server to its page. */

import type { Kernel } from "./kernel";
import { landBundle } from "./reads/bundle";
import { invalidate } from "./reads/invalidation";
import { clone } from "./share/clone";
import { batch } from "./store/batch";
import type { Core } from "./store/core";
import type { Entry } from "./store/entry";
import { isOlder } from "./store/order";
import { MizanError, type WireError } from "./wire/error";
import { stringify } from "./wire/stringify";
import type { Bundle } from "./wire/transport";

/** Bundles by the keys of their entries. Ages are durations in milliseconds: wall clocks differ. */
export interface Dehydrated {
  readonly [key: string]: {
    readonly age: number;
    readonly bundle: Bundle;
    /** Why it could not be read, in place of a bundle. */
    readonly error?: WireError | undefined;
  };
}

/** The data of a kernel that are not stale, to be sent along with a page. */
export function dehydrate({ $core: core }: Kernel): Dehydrated {
  const known = [...core.entries.values()].filter(({ stale }) => !stale);
  return Object.fromEntries(
    known.map((entry) => [
      entry.key,
      { age: Date.now() - entry.landedOn, bundle: toBundle(entry) },
    ]),
  );
}

/**
 * The bundle as it was on the wire; its token is one that all of its members have. A member that was
 * refused is so again: without its error, and without data, nobody would read it.
 */
function toBundle(entry: Entry): Bundle {
  const { base, failures, h, members } = entry;
  const v = tokenOf(entry);
  const bundle: Record<string, unknown> = { ...(h && { $h: h }), ...(v && { $v: v }) };
  const errors: Record<string, WireError> = {};
  for (const { slot, name } of members) {
    const error = failures.get(slot)?.error;
    if (error) errors[name] = { ...error, message: error.message } as WireError;
    else bundle[name] = base[slot];
  }
  if (Object.keys(errors)[0]) bundle["$errors"] = errors;
  return JSON.parse(stringify(bundle)) as Bundle;
}

/** Gives a kernel the data of another; newer data of its own stay. */
export function hydrate({ $core: core }: Pick<Kernel, "$core">, dehydrated: Dehydrated): void {
  const waiting = new Map(Object.entries(dehydrated));
  const { onEntryCreated } = core;
  core.onEntryCreated = (entry) => {
    onEntryCreated?.(entry);
    const known = waiting.get(entry.key);
    if (known && waiting.delete(entry.key)) take(core, entry, known);
  };
  core.entries.forEach(core.onEntryCreated);
}

function tokenOf({ writes }: Entry): string | undefined {
  const [v, ...others] = new Set([...writes.values()].flatMap((log) => log.map(({ v }) => v)));
  return others[0] ? undefined : v;
}

/** Before all that a kernel does: any invalidation makes a snapshot stale. */
const BEFORE = 0.5;

/** Lands a snapshot where it is proven newer by its token, or else by its age. */
function take(core: Core, entry: Entry, { age, bundle, error }: Dehydrated[string]): void {
  const landedOn = Date.now() - age;
  const { writtenOn } = entry;
  if (error) return takeError(core, entry, error);
  const isYounger = landedOn > writtenOn;
  if (!isYounger && !isOlder(tokenOf(entry), bundle.$v)) return;
  const context = entry.address.context.name;
  const isBehind = isOlder(bundle.$v, core.seen.get(context));
  batch(core, () => {
    const at = core.clock.tick("hydrated", entry.key);
    const arrival = { sentAt: isYounger ? at : BEFORE, at, freshAt: BEFORE, isRead: true };
    // The application may use the snapshot for more than one kernel, or have frozen it.
    landBundle(core, entry, [clone(bundle) as Bundle], arrival);
    entry.landedOn = entry.writtenOn = Math.max(writtenOn, landedOn);
    // Nothing tells whether the snapshot is from before or after a change that was heard of.
    const isNamed = [...core.changedNames].some((name) => entry.names.has(name));
    if (entry.sentAt === BEFORE && isNamed) {
      invalidate(core, [entry], "changed before it was hydrated");
    }
  });
  // The page is taken over as the server has rendered it, and read again after that.
  if (isBehind) setTimeout(() => invalidate(core, [entry], "older than what was seen"));
}

/** Shows an error where there is nothing else; who reads the entry asks again. */
function takeError(core: Core, entry: Entry, error: WireError): void {
  if (entry.writtenOn || entry.failures.size) return;
  batch(core, () => {
    core.clock.tick("hydrated", entry.key, error.message);
    entry.failures.set("", { error: new MizanError(error), sentAt: BEFORE });
    core.changed.add(entry);
  });
}
