/** Optimism is a log: what is shown is the base folded with the layers, in mutation order. */

import { batch, type Core } from "./core";
import { keepSlots, type Entry, type Slots } from "./entry";
import { share } from "./share";

/** Reaches the draft of an instance by its key: a part of it, or nothing where nothing is known. */
export type Reach = (key: string) => Slots | undefined;

/** One mutation's guess of what it will do. */
export interface Layer {
  /** Changes drafts; run again on every newer base. */
  readonly recipe: (reach: Reach) => void;
  /** The entries it changed when it ran last. */
  touched: Set<Entry>;
  /** When the server answered; 0 while it has not. */
  ackedAt: number;
}

/** Adds a layer; throws what the recipe throws, and then nothing has happened. */
export function addLayer(core: Core, recipe: Layer["recipe"]): Layer {
  const layer: Layer = { recipe, touched: new Set(), ackedAt: 0 };
  batch(core, () => {
    runLayer(core, layer, new Map(core.layers.flatMap(({ touched }) => shownOf(touched))));
    core.layers.push(layer);
    touch(core, layer);
  });
  return layer;
}

const shownOf = (entries: Iterable<Entry>) =>
  [...entries].map((entry) => [entry, entry.shown] as const);

export function removeLayer(core: Core, layer: Layer): void {
  core.layers = core.layers.filter((each) => each !== layer);
  touch(core, layer);
}

function touch(core: Core, layer: Layer): void {
  for (const entry of layer.touched) core.changed.add(entry);
}

/** An acknowledged layer stays on an entry until a read that was sent after it has landed. */
function isOwed({ ackedAt }: Layer, entry: Entry): boolean {
  return !ackedAt || (entry.stale && entry.sentAt < ackedAt);
}

/** Computes what every changed entry shows. */
export function fold(core: Core): void {
  const folded = new Map<Entry, Slots>();
  for (const layer of core.layers) {
    const before = layer.touched;
    layer.touched = new Set();
    try {
      runLayer(core, layer, folded);
    } catch (error) {
      core.log.add(0, "could not replay", String(error));
    }
    for (const entry of before) core.changed.add(entry);
    for (const entry of layer.touched) core.changed.add(entry);
  }
  core.layers = core.layers.filter(
    (layer) => !layer.ackedAt || [...layer.touched].some((entry) => isOwed(layer, entry)),
  );
  for (const entry of core.changed) show(entry, folded.get(entry));
}

function show(entry: Entry, folded: Slots | undefined): void {
  const shown: Record<string, unknown> = { ...entry.base };
  for (const member in folded) {
    const shape = entry.context.members[member]?.shape;
    shown[member] = share(entry.base[member], folded[member], shape);
    shown[member] = share(entry.shown[member], shown[member], shape);
  }
  entry.shown = folded ? keepSlots(entry.shown, keepSlots(entry.base, shown)) : entry.base;
}

/** Runs a recipe on drafts of what the layers before it left; all of its changes, or none. */
function runLayer(core: Core, layer: Layer, folded: Map<Entry, Slots>): void {
  const written = new Map<Entry, Record<string, unknown>>();
  layer.recipe((key) => {
    const entry = core.entries.get(key);
    if (!entry?.appliedAt) return undefined;
    if (!written.has(entry)) written.set(entry, {});
    return toDraft(folded.get(entry) ?? entry.base, written.get(entry)!);
  });
  for (const [entry, changes] of written) {
    layer.touched.add(entry);
    if (isOwed(layer, entry)) {
      folded.set(entry, { ...(folded.get(entry) ?? entry.base), ...changes });
    }
  }
}

/** An object that copies a member when it is first looked at. */
function toDraft(slots: Slots, written: Record<string, unknown>): Slots {
  const draft = {};
  for (const member of Object.keys(slots)) {
    Object.defineProperty(draft, member, {
      enumerable: true,
      get: () => (member in written ? written[member] : (written[member] = clone(slots[member]))),
      set: (value: unknown) => (written[member] = value),
    });
  }
  return draft;
}

function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  if (typeof value !== "object" || !value || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, clone(child)]));
}

/** Stands for data that are not there: whatever a recipe does with it comes to nothing. */
export const absent: unknown = /* @__PURE__ */ new Proxy(() => absent, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => NaN : absent),
  set: () => true,
});
