/** Optimism is a log: what is shown is the base folded with the layers, in mutation order. */

import { batch, type Core } from "./core";
import { keepEqual, type Entry, type Slots } from "./entry";
import { share } from "./share";

/** Reaches the draft of an instance by its key; nothing where nothing is known. */
export type Reach = (key: string) => Slots | undefined;

/** One mutation's guess of what it will do. */
export interface Layer {
  /** Changes drafts; run again on every newer base. */
  readonly recipe: (reach: Reach) => void;
  /** The entries it reached when it ran last. */
  touched: Set<Entry>;
  /** When the server answered, and what it left to be read again. */
  ack?: { readonly at: number; readonly due: ReadonlyMap<Entry, string> };
  /** What the recipe threw. */
  error?: unknown;
}

/** Adds a layer; throws what the recipe throws, and then nothing has happened. */
export function addLayer(core: Core, recipe: Layer["recipe"]): Layer {
  const layer: Layer = { recipe, touched: new Set() };
  batch(core, () => {
    core.layers.push(layer);
    fold(core);
  });
  if ("error" in layer) throw layer.error;
  return layer;
}

/** The mutation failed, or its truth has landed everywhere. */
export function removeLayer(core: Core, layer: Layer): void {
  core.layers = core.layers.filter((each) => each !== layer);
  for (const entry of layer.touched) core.changed.add(entry);
}

/** An acknowledged layer stays on an entry until a read that was sent after it has landed. */
function isOwed({ ack }: Layer, entry: Entry): boolean {
  return !ack || (ack.due.has(entry) && entry.sentAt < ack.at);
}

/** Computes what every changed entry shows. */
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

/** Runs a recipe on drafts of what the layers before it left: all of its changes, or none. */
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

/** A member is copied when it is first looked at. */
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
  for (const { slot, shape } of folded ? members : []) {
    fresh[slot] = share(shown[slot], share(base[slot], fresh[slot], shape), shape);
  }
  entry.shown = folded ? keepEqual(shown, keepEqual(base, fresh)) : base;
}

/** Stands for data that are not there: whatever a recipe does with it comes to nothing. */
export const absent: unknown = /* @__PURE__ */ new Proxy(() => absent, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => NaN : absent),
  set: () => true,
});
