/** The log of optimistic layers: the data shown are the base folded with them, in mutation order. */

import { clone } from "../share/clone";
import { hasOwn, structuralShare } from "../share/structural";
import { absent } from "./absent";
import type { Core, Layer } from "./core";
import { keepEqual, type Entry, type Slots } from "./entry";

/** Drops a layer: its mutation failed, or the truth has landed in all entries that it touched. */
export function removeLayer(core: Core, layer: Layer): void {
  core.layers = core.layers.filter((each) => each !== layer);
  markTouched(core, layer);
}

/** A mutation that has succeeded: when its answer landed, and the entries that are due to be read. */
interface Success {
  readonly at: number;
  readonly due: Iterable<Entry>;
}

/**
 * The layer of a mutation that has succeeded goes where nothing of it has to be read again. It stays
 * where the read after the mutation has failed, as long as the data below it are older.
 */
export function acknowledgeLayer(core: Core, layer: Layer, { at, due }: Success): void {
  const unread = [...layer.touched].filter(({ failures }) => failures.get("")?.sentAt === at);
  layer.ack = { at, due: new Set([...due, ...unread]) };
  if (layer.touched.size) markTouched(core, layer);
  else removeLayer(core, layer);
}

/** Has all that a layer touched computed anew. */
function markTouched(core: Core, { touched }: Layer): void {
  for (const entry of touched) {
    entry.isDirty = true;
    core.changed.add(entry);
  }
}

/**
 * An acknowledged layer stays on a slot with readers until a read has brought it that was sent after
 * the answer. Without readers it would stay for ever.
 */
function isOwed({ ack }: Layer, entry: Entry, slot: string): boolean {
  if (!ack) return true;
  const isRead = entry.sentAt >= ack.at && !entry.failures.has(slot);
  return entry.active && ack.due.has(entry) && !isRead;
}

/** Computes the data that every dirty entry shows. Only the layers that reach one are run. */
export function fold(core: Core): void {
  const dirty = new Set([...core.changed].filter(({ isDirty }) => isDirty));
  const isSkipped = ({ reached }: Layer) =>
    reached && !reached.has("") && ![...dirty].some(({ key }) => reached.has(key));
  let folded: Map<Entry, Slots>;
  let skipped: Layer[];
  // All that a layer touches becomes dirty, so that further layers may have to run before it.
  do {
    folded = new Map();
    skipped = [];
    for (const layer of core.layers) {
      if (isSkipped(layer)) {
        skipped.push(layer);
        continue;
      }
      for (const entry of layer.touched) dirty.add(entry);
      runLayer(core, layer, folded);
      for (const entry of layer.touched) dirty.add(entry);
    }
  } while (!skipped.every(isSkipped));
  core.layers = core.layers.filter(({ isDone }) => !isDone);
  for (const entry of dirty) {
    show(entry, folded.get(entry));
    core.changed.add(entry);
  }
}

/** Runs a recipe on drafts of the layers below it: all of its changes count, or none. */
function runLayer(core: Core, layer: Layer, folded: Map<Entry, Slots>): void {
  const written = new Map<Entry, Record<string, unknown>>();
  const reached = (layer.reached = new Set<string>());
  const below = (entry: Entry) => folded.get(entry) ?? entry.base;
  try {
    layer.recipe((key) => {
      reached.add(key);
      const entry = core.entries.get(key);
      if (!entry?.sentAt) return undefined;
      const changes = written.get(entry) ?? {};
      written.set(entry, changes);
      return toDraft(below(entry), changes);
    });
    for (const [entry, changes] of written) accept(entry, changes);
  } catch (error) {
    layer.error = error;
    layer.isDone = true;
    return;
  }
  layer.touched = new Set(written.keys());
  layer.isDone = !!layer.ack;
  for (const [entry, changes] of written) {
    const owed = Object.entries(changes).filter(([slot]) => isOwed(layer, entry, slot));
    if (owed[0]) layer.isDone = false;
    folded.set(entry, { ...below(entry), ...Object.fromEntries(owed) });
  }
}

/** A draft copies a member when the recipe first looks at it. */
function toDraft(slots: Slots, changes: Record<string, unknown>): Slots {
  return new Proxy(slots, {
    get(_slots, member: string) {
      if (!hasOwn(changes, member)) {
        if (!hasOwn(slots, member)) return absent;
        changes[member] = clone(slots[member]);
      }
      return changes[member];
    },
    set(_slots, member: string, value) {
      changes[member] = value;
      return true;
    },
  });
}

/** Copies what the recipe has stored, which is the caller's, and decodes it. */
function accept({ base, members }: Entry, changes: Record<string, unknown>): void {
  for (const { slot, decoder } of members) {
    if (hasOwn(changes, slot))
      changes[slot] = structuralShare(base[slot], clone(changes[slot]), decoder);
  }
}

function show(entry: Entry, folded: Slots | undefined): void {
  entry.isDirty = false;
  const { base, shown, members } = entry;
  const fresh: Record<string, unknown> = { ...base, ...folded };
  for (const { slot, decoder } of members) {
    if (folded && fresh[slot] !== base[slot]) {
      fresh[slot] = structuralShare(shown[slot], fresh[slot], decoder);
    }
  }
  entry.shown = folded ? keepEqual(shown, keepEqual(base, fresh)) : base;
}
