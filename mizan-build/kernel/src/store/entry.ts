/** An entry: the data of one address, when they were asked for, and what is shown of them. */

import type { Arrival } from "../observe/arrival";
import type { Text } from "../share/patch";
import { hasOwn } from "../share/structural";
import type { MemberSpec } from "../spec";
import type { MizanError } from "../wire/error";
import { keyOf, type Address } from "./address";
import type { Core } from "./core";
import { namesOf } from "./names";
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
  /** The moment of its last attempt. */
  triedAt: number;
  readonly abort: AbortController;
  /** Why its last attempt failed, which another one follows. */
  failure?: MizanError;
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
export type View<Data, Error = MizanError> = {
  /**
   * Why the read that is under way has failed so far: another attempt follows, and ends with data or
   * with an `error`. A server may want it later, see its `retryAfter`.
   */
  readonly retrying: MizanError | undefined;
  /** For adapters: tells the data of one session from those of the next. */
  readonly $session?: object | undefined;
} & (
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
    }
);

export class Entry {
  readonly key: string;
  readonly address: Address;
  /** The members that a read brings. */
  readonly members: readonly Member[];
  /** What the targets of invalidations call it, also by its parameters in the server's normal form. */
  readonly names: Set<string>;

  /** The data of the server. */
  declare base: Slots;
  /** The data that are shown: the base under the optimistic layers. */
  shown: Slots = {};
  /** The data or the layers have changed since `shown` was computed. */
  declare isDirty: boolean;
  /** The payloads that make up the base, by slot. */
  declare writes: Map<string, readonly Write[]>;
  /** The errors of members, by slot; without one that of the whole. */
  declare failures: Map<string, Failed>;
  /** The text of the bundle that is the base; none once something else has written to the base. */
  declare text?: Text | undefined;
  /** The server's name for that bundle. */
  declare h?: string | undefined;

  /** The data are as true as a read sent at this moment. */
  declare sentAt: number;
  invalidatedAt = 0;
  /** The last moment that a payload was added to the base. */
  declare landedAt: number;
  /** The reason of the last invalidation. */
  why = "mounted";
  /** When the data landed by the wall clock, for hydration and for an age that readers limit. */
  declare landedOn: number;
  /** When anything landed last, for hydration. */
  declare writtenOn: number;

  readonly reads = new Set<Read>();
  /** A read has been sent in this tick. */
  declare isSending?: boolean;
  readonly listeners = new Set<() => void>();
  /** The pages of its list, where it is read in pages. */
  declare extent?: Extent;
  /** Called when a bundle has landed. */
  declare onLanded?: (() => void) | undefined;
  /** The moment of its subscription, while the server pushes each change: all that it pushes is newer. */
  declare subscribedAt?: number | undefined;
  /** Ends what keeps a live entry true. */
  declare unlink?: (() => void) | undefined;
  /** The promise that suspended components wait for. */
  declare arrival?: Arrival;
  readonly #views = new Map<string, View<unknown>>();
  readonly #core: Core;

  constructor(core: Core, address: Address) {
    const { context, only } = address;
    this.#core = core;
    this.address = address;
    this.key = keyOf(address);
    this.members = Object.entries(context.members)
      .map(([slot, spec]) => ({ slot, ...spec }))
      .filter(({ slot }) => !only || slot === only);
    this.names = namesOf(this);
    this.reset();
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
    return this.stale || this.failures.size > 0;
  }

  /** The view of the whole, or of one member; the same object while nothing in it changed. */
  view(member = ""): View<unknown> {
    const { shown, failures, reads } = this;
    const slots = member ? [member] : this.members.map(({ slot }) => slot);
    const known = slots.every((slot) => hasOwn(shown, slot));
    const failed = ["", ...slots].find((slot) => failures.has(slot));
    const next = {
      pending: !known,
      refreshing: known && reads.size > 0,
      data: known ? (member ? shown[member] : shown) : undefined,
      error: failures.get(failed!)?.error,
      retrying: [...reads].pop()?.failure,
      $session: this.#core.session,
    } as View<unknown>;
    const view = keepEqual(this.#views.get(member) ?? next, next);
    this.#views.set(member, view);
    return view;
  }

  /** Forgets all data, because the session they were read in is over. */
  reset(): void {
    // An answer that was sent before it may lack what has landed since.
    this.invalidatedAt = Math.max(this.invalidatedAt, this.landedAt || 0);
    this.isDirty = true;
    this.base = {};
    this.writes = new Map();
    this.sentAt = this.landedAt = this.landedOn = this.writtenOn = 0;
    this.forgive();
  }

  /** Forgets the errors, and the text that the same errors would be found equal to. */
  forgive(): void {
    this.failures = new Map();
    this.text = this.h = undefined;
  }
}

/** Returns `old` where it has the same fields with the same values as `fresh`. */
export function keepEqual<T extends object>(old: T, fresh: T): T {
  const names = Object.keys(fresh) as (keyof T)[];
  const isSame = names.length === Object.keys(old).length;
  return isSame && names.every((name) => old[name] === fresh[name]) ? old : fresh;
}
