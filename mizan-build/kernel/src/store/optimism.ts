/** The log of optimistic layers: the data shown are the base folded with them, in mutation order. */

import { structuralShare } from "../share/structural";
import type { Core, Layer } from "./core";
import { keepEqual, type Entry, type Slots } from "./entry";

/** Drops a layer: its mutation failed, or the truth has landed in all entries that it touched. */
export function removeLayer(core: Core, layer: Layer): void {
  core.layers = core.layers.filter((each) => each !== layer);
  for (const entry of layer.touched) core.changed.add(entry);
}

/** An acknowledged layer stays on an entry until a read that was sent after the answer has landed. */
function isOwed({ ack }: Layer, entry: Entry): boolean {
  return !ack || (ack.due.has(entry) && entry.sentAt < ack.at);
}

/** Computes the data that every changed entry shows. */
export function fold(core: Core): void {
  const folded = new Map<Entry, Slots>();
  for (const layer of core.layers) {
    const before = layer.touched;
    runLayer(core, layer, folded);
    for (const entry of [...before, ...layer.touched]) core.changed.add(entry);
    const owed = [...layer.touched].some((entry) => isOwed(layer, entry));
    if ("error" in layer || (layer.ack && !owed)) removeLayer(core, layer);
  }
  for (const entry of core.changed) show(entry, folded.get(entry));
}

/** Runs a recipe on drafts of the layers below it: all of its changes count, or none. */
function runLayer(core: Core, layer: Layer, folded: Map<Entry, Slots>): void {
  const written = new Map<Entry, Record<string, unknown>>();
  try {
    layer.recipe((key) => {
      const entry = core.entries.get(key);
      if (!entry?.appliedAt) return undefined;
      const changes = written.get(entry) ?? {};
      written.set(entry, changes);
      return toDraft(folded.get(entry) ?? entry.base, changes);
    });
  } catch (error) {
    layer.error = error;
    return;
  }
  layer.touched = new Set(written.keys());
  for (const [entry, changes] of written) {
    const below = folded.get(entry) ?? entry.base;
    if (isOwed(layer, entry)) folded.set(entry, { ...below, ...changes });
  }
}

/** A draft copies a member when the recipe first looks at it. */
function toDraft(slots: Slots, changes: Record<string, unknown>): Slots {
  return new Proxy(slots, {
    get(_slots, member: string) {
      if (!(member in changes) && member in slots) changes[member] = structuredClone(slots[member]);
      return changes[member];
    },
    set(_slots, member: string, value) {
      changes[member] = value;
      return true;
    },
  });
}

function show(entry: Entry, folded: Slots | undefined): void {
  const { base, shown, members } = entry;
  const fresh: Record<string, unknown> = { ...base, ...folded };
  for (const { slot, decoder } of folded ? members : []) {
    const guess = structuralShare(base[slot], fresh[slot], decoder);
    fresh[slot] = structuralShare(shown[slot], guess, decoder);
  }
  entry.shown = folded ? keepEqual(shown, keepEqual(base, fresh)) : base;
}
