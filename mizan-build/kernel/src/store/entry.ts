/** An entry: the data of one address, when they were asked for, and what is shown of them. */

import type { Arrival } from "../observe/arrival";
import type { MemberSpec } from "../spec";
import type { MizanError } from "../wire/error";
import { keyOf, type Address } from "./address";

/** The results of a bundle, by member. */
export type Slots = { readonly [slot: string]: unknown };

/** A member of a context, and the slot that holds its result. */
export interface Member extends Pick<MemberSpec, "name" | "decoder"> {
  readonly slot: string;
}

/** A request for a bundle, not answered yet. */
export interface Read {
  /** The moment it was sent; infinity while it waits to be sent. */
  sentAt: number;
  readonly abort: AbortController;
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

  /** The data of the server. */
  base: Slots = {};
  /** The data that are shown: the base under the optimistic layers. */
  shown: Slots = {};
  error: MizanError | undefined;
  /** The errors of members that failed while others did not. */
  errors: { readonly [slot: string]: MizanError } = {};
  /** The `$v` of the last bundle. */
  version: string | undefined;
  /** The text of the bundle that is the base; none once something else has written to the base. */
  text: string | undefined;

  /** The send of the read that supplied the base. */
  sentAt = 0;
  invalidatedAt = 0;
  /** The reason of the last invalidation. */
  why = "mounted";
  /** The last landing of anything, and of a whole bundle. */
  appliedAt = 0;
  readAt = 0;
  /** The members that mutations have written since the last bundle, and the order of the writes. */
  written: { [slot: string]: { readonly sentAt: number; readonly v: string | undefined } } = {};
  /** When the data landed by the wall clock, for hydration and for an age that readers limit. */
  landedOn = 0;

  readonly reads = new Set<Read>();
  /** A read has been sent in this tick. */
  sending = false;
  readonly listeners = new Set<() => void>();
  /** The promise that suspended components wait for. */
  arrival: Arrival | undefined;
  /** The timer that removes the entry when it has had no readers for long. */
  collector: ReturnType<typeof setTimeout> | undefined;
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
    const slots = member ? [member] : this.members.map(({ slot }) => slot);
    const known = slots.every((slot) => slot in this.shown);
    const [error] = slots.flatMap((slot) => this.error ?? this.errors[slot] ?? []);
    const data = known ? (member ? this.shown[member] : this.shown) : undefined;
    const next = { pending: !known, refreshing: known && this.reads.size > 0, data, error };
    const view = keepEqual(this.#views.get(member) ?? next, next) as View<unknown>;
    this.#views.set(member, view);
    return view;
  }

  /** Forgets all data, because the session they were read in is over. */
  reset(): void {
    this.base = this.errors = {};
    this.written = {};
    this.error = this.version = this.text = undefined;
    this.sentAt = this.invalidatedAt = this.appliedAt = this.readAt = 0;
  }
}

/** Returns `old` where it has the same fields with the same values as `fresh`. */
export function keepEqual<T extends object>(old: T, fresh: object): T {
  const [before, after] = [old, fresh] as [Slots, Slots];
  const names = Object.keys(after);
  const same = names.length === Object.keys(before).length;
  return same && names.every((name) => before[name] === after[name]) ? old : (fresh as T);
}
