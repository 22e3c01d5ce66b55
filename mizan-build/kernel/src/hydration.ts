/** Hydration: the data of one kernel, as a value that another takes over, from a server to its page. */

import type { Kernel } from "./kernel";
import { landBundle } from "./reads/bundle";
import { batch } from "./store/batch";
import type { Core } from "./store/core";
import type { Entry } from "./store/entry";
import { compareVersions } from "./store/version";
import { toJson } from "./wire/canonical";
import type { Bundle } from "./wire/transport";

/** Bundles by the keys of their entries. Ages are durations in milliseconds: wall clocks differ. */
export interface Dehydrated {
  readonly [key: string]: { readonly age: number; readonly bundle: Bundle };
}

/** The data of a kernel that are not stale, to be sent along with a page. */
export function dehydrate({ $core: core }: Kernel): Dehydrated {
  const known = core.entries.all().filter(({ stale }) => !stale);
  return Object.fromEntries(
    known.map((entry) => [
      entry.key,
      { age: Date.now() - entry.landedOn, bundle: toBundle(entry) },
    ]),
  );
}

/** The bundle as it was on the wire. */
function toBundle({ base, version, members }: Entry): Bundle {
  const bundle: Record<string, unknown> = version ? { $v: version } : {};
  for (const { slot, name } of members) bundle[name] = base[slot];
  return JSON.parse(toJson(bundle)) as Bundle;
}

/** Gives a kernel the data of another; newer data of its own stay. */
export function hydrate({ $core: core }: Kernel, dehydrated: Dehydrated): void {
  const left = new Map(Object.entries(dehydrated));
  const earlier = core.onEntryCreated;
  core.onEntryCreated = (entry) => {
    earlier(entry);
    const known = left.get(entry.key);
    if (known && left.delete(entry.key)) take(core, entry, known);
  };
  core.entries.all().forEach(core.onEntryCreated);
}

function take(core: Core, entry: Entry, { age, bundle }: Dehydrated[string]): void {
  const landedOn = Date.now() - age;
  const ahead = compareVersions(bundle.$v, entry.version) || landedOn - entry.landedOn;
  if (entry.appliedAt && ahead <= 0) return;
  batch(core, () => {
    landBundle(core, entry, core.clock.tick("hydrated", entry.key), bundle);
    entry.landedOn = landedOn;
    core.changed.add(entry);
  });
}
