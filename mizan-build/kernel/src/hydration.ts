/** What one kernel has read, carried to another as a value: from a server to its page. */

import { toJson } from "./canonical";
import { batch, type Core } from "./core";
import { compareVersions, type Entry } from "./entry";
import type { Kernel } from "./kernel";
import { landBundle } from "./landing";
import type { Bundle } from "./transport";

/** Plain JSON, by the keys of the instances. Ages are relative: two clocks never agree. */
export interface Dehydrated {
  readonly [key: string]: { readonly age: number; readonly bundle: Bundle };
}

/** What a kernel knows, to be sent along with a page. */
export function dehydrate({ $core: core }: Kernel): Dehydrated {
  const known = core.entries.all().filter(({ stale }) => !stale);
  return Object.fromEntries(
    known.map((entry) => [
      entry.key,
      { age: Date.now() - entry.landedOn, bundle: toBundle(entry) },
    ]),
  );
}

/** Back to what stood on the wire. */
function toBundle({ base, version, members }: Entry): Bundle {
  const bundle: Record<string, unknown> = version ? { $v: version } : {};
  for (const { slot, name } of members) bundle[name] = base[slot];
  return JSON.parse(toJson(bundle)) as Bundle;
}

/** Gives a kernel what another knew; what it knows itself and is newer stays. */
export function hydrate({ $core: core }: Kernel, dehydrated: Dehydrated): void {
  const left = new Map(Object.entries(dehydrated));
  const earlier = core.adopt;
  core.adopt = (entry) => {
    earlier(entry);
    const known = left.get(entry.key);
    if (known && left.delete(entry.key)) take(core, entry, known);
  };
  core.entries.all().forEach(core.adopt);
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
