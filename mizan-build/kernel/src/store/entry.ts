/** An entry: the data of one address, when they were asked for, and what is shown of them. */

import type { Arrival } from "../observe/arrival";
import type { Text } from "../share/patch";
import type { MemberSpec } from "../spec";
import type { Wire } from "../wire/canonical";
import type { MizanError } from "../wire/error";
import { keyOf, type Address } from "./address";
import type { Write } from "./order";

/** The results of a bundle, by member. */
export type Slots = { readonly [slot: string]: unknown };

/** A member of a context, and the slot that holds its result. */
export interface Member extends Pick<MemberSpec, "name" | "isPage" | "decoder"> {
  readonly slot: string;
}

/** A request for a bundle, not answered yet. */
export interface Read {
  /** The moment it was sent; infinity while it waits to be. */
  sentAt: number;
  /** The moment it was sent last. */
  triedAt: number;
  readonly abort: AbortController;
}

/** The pages of a list that an entry holds. */
export interface Extent {
  /** The number of pages that are shown, or will be. */
  wanted: number;
  /** The change of the pages by a new element; none if no page holds the element. */
  readonly toAdd: (element: unknown) => Write["add"];
}

/** An error, and the moment that its request was sent. */
export interface Failed {
  readonly error: MizanError;
  readonly sentAt: number;
}

/** The state of an instance, or of one member of it, as an observer sees it. */
export type View<Data, Error = MizanError> =
  | {
      /** There are no data yet. With an `error` the last attempt failed. */
      readonly pending: true;
      readonly refreshing: false;
      readonly data: undefined;
      readonly error: Error | undefined;
    }
  | {
      readonly pending: false;
      /** A read in the background has not been answered yet. */
      readonly refreshing: boolean;
      readonly data: Data;
      /** Why the last refresh failed; the data are those of the one before. */
      readonly error: Error | undefined;
    };

export class Entry {
  readonly key: string;
  readonly address: Address;
  /** The members that a read brings. */
  readonly members: readonly Member[];
  /** The parameters in the server's normal form, where it is another. */
  normal: Wire | undefined;

  /** The data of the server. */
  base: Slots = {};
  /** The data that are shown: the base under the optimistic layers. */
  shown: Slots = {};
  /** The data or the layers have changed since `shown` was computed. */
  isDirty = false;
  /** The payloads that make up the base, by slot. */
  writes: { readonly [slot: string]: readonly Write[] } = {};
  failed: Failed | undefined;
  /** The members that failed while others did not. */
  failures: { readonly [slot: string]: Failed } = {};
  /** The text of the bundle that is the base; none once something else has written to the base. */
  text: Text | undefined;
  /** The server's name for that bundle. */
  h: string | undefined;

  /** The data are as true as a read sent at this moment. */
  sentAt = 0;
  invalidatedAt = 0;
  /** The last moment that a payload was added to the base. */
  landedAt = 0;
  /** The reason of the last invalidation. */
  why = "mounted";
  /** When the data landed by the wall clock, for hydration and for an age that readers limit. */
  landedOn = 0;
  /** When anything landed last, for hydration. */
  writtenOn = 0;

  readonly reads = new Set<Read>();
  readonly listeners = new Set<() => void>();
  /** The pages of its list, where it is read in pages. */
  declare extent?: Extent;
  /** Called when a bundle has landed. */
  onLanded: (() => void) | undefined;
  /** Ends what keeps a live entry true. */
  unlink: (() => void) | undefined;
  /** The promise that suspended components wait for. */
  arrival: Arrival | undefined;
  readonly #views = new Map<string, View<unknown>>();

  constructor(address: Address) {
    this.address = address;
    this.key = keyOf(address);
    this.members = Object.entries(address.context.members)
      .map(([slot, spec]) => ({ slot, ...spec }))
      .filter(({ slot }) => !address.only || slot === address.only);
  }

  get active(): boolean {
    return this.listeners.size > 0;
  }

  /** There are no data, or an invalidation is later than the send of the read that supplied them. */
  get stale(): boolean {
    return !this.sentAt || this.invalidatedAt > this.sentAt;
  }

  /** A new reader makes the entry be read. */
  get due(): boolean {
    return this.stale || !!this.view().error;
  }

  /** The view of the whole, or of one member; the same object while nothing in it changed. */
  view(member = ""): View<unknown> {
    let known = true;
    let { failed } = this;
    for (const { slot } of this.members) {
      if (member && slot !== member) continue;
      known &&= slot in this.shown;
      failed ??= this.failures[slot];
    }
    const data = known ? (member ? this.shown[member] : this.shown) : undefined;
    const refreshing = known && this.reads.size > 0;
    const next = { pending: !known, refreshing, data, error: failed?.error } as View<unknown>;
    const view = keepEqual(this.#views.get(member) ?? next, next);
    this.#views.set(member, view);
    return view;
  }

  /** Forgets all data, because the session they were read in is over. */
  reset(): void {
    // An answer that was sent before it may lack what has landed since.
    this.invalidatedAt = Math.max(this.invalidatedAt, this.landedAt);
    this.base = this.writes = {};
    this.isDirty = true;
    this.forgive();
    this.sentAt = this.landedAt = this.landedOn = this.writtenOn = 0;
  }

  /** Forgets the errors, and the text that the same errors would be found equal to. */
  forgive(): void {
    this.failed = this.text = this.h = undefined;
    this.failures = {};
  }
}

/** Returns `old` where it has the same fields with the same values as `fresh`. */
export function keepEqual<T extends object>(old: T, fresh: T): T {
  const names = Object.keys(fresh) as (keyof T)[];
  const isSame = names.length === Object.keys(old).length;
  return isSame && names.every((name) => old[name] === fresh[name]) ? old : fresh;
}
