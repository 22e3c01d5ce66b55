/** One instance of a context: what the server said, when we asked, and what is shown. */

import { toQuery, type Wire } from "./canonical";
import type { MizanError } from "./error";
import type { AnyContext, MemberSpec } from "./spec";

/** The results of a bundle, by member. */
export type Slots = { readonly [slot: string]: unknown };

/** A member, and where its result stands. */
export interface Member extends Pick<MemberSpec, "name" | "shape"> {
  readonly slot: string;
}

/** An instance of a context. */
export interface Place {
  readonly context: AnyContext;
  readonly params: Wire;
  /** The one member that is read, with parameters of its own. */
  readonly only?: string | undefined;
}

/** A request for a bundle, on its way. */
export interface Read {
  /** When it was sent; infinity while it waits to be. */
  sentAt: number;
  readonly abort: AbortController;
}

/** What an observer sees of an instance, or of one member of it. */
export type View<Data, Error = MizanError> =
  | {
      /** No data yet. With an `error` the last attempt failed. */
      readonly pending: true;
      readonly refreshing: false;
      readonly data: undefined;
      readonly error: Error | undefined;
    }
  | {
      readonly pending: false;
      /** A newer state is on its way. */
      readonly refreshing: boolean;
      readonly data: Data;
      /** Why the last refresh failed; the data are those of the one before. */
      readonly error: Error | undefined;
    };

export class Entry {
  readonly key: string;
  readonly place: Place;
  /** What a read brings. */
  readonly members: readonly Member[];

  /** What the server last said. */
  base: Slots = {};
  /** What is shown: the base under the optimistic layers. */
  shown: Slots = {};
  error: MizanError | undefined;
  /** The members that failed while others did not. */
  errors: { readonly [slot: string]: MizanError } = {};
  /** The `$v` of the last bundle. */
  version: string | undefined;
  /** The text that the base was read from. */
  text: string | undefined;

  /** The send of the read that supplied the base. */
  sentAt = 0;
  invalidatedAt = 0;
  /** By what it was invalidated last. */
  why = "mounted";
  /** The last landing of anything, and of a whole bundle. */
  appliedAt = 0;
  readAt = 0;
  /** The members that mutations have written since: when those were sent, and their version. */
  written: { [slot: string]: { readonly sentAt: number; readonly v: string | undefined } } = {};
  /** The age of the data by the wall clock, for hydration only. */
  landedOn = 0;

  readonly reads = new Set<Read>();
  readonly listeners = new Set<() => void>();
  /** For those who suspend: the landing of the first data. */
  arrival: Promise<void> | undefined;
  /** Removes the entry when nobody has looked at it for long. */
  collector: ReturnType<typeof setTimeout> | undefined;
  readonly #views = new Map<string, View<unknown>>();

  constructor(place: Place) {
    this.place = place;
    this.key = keyOf(place);
    this.members = Object.entries(place.context.members)
      .map(([slot, spec]) => ({ slot, ...spec }))
      .filter(({ slot }) => !place.only || slot === place.only);
  }

  get active(): boolean {
    return this.listeners.size > 0;
  }

  /** Without data, or invalidated after the send of the read that supplied them. */
  get stale(): boolean {
    return !this.sentAt || this.invalidatedAt > this.sentAt;
  }

  /** Worth reading when somebody comes to look. */
  get due(): boolean {
    return this.stale || !!this.view().error;
  }

  /** What is to be seen, of the whole or of one member; the same object while nothing changed. */
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

  /** Forgets what it knew: the session it was read in is over. */
  reset(): void {
    this.base = this.errors = {};
    this.written = {};
    this.error = this.version = this.text = undefined;
    this.sentAt = this.invalidatedAt = this.appliedAt = this.readAt = 0;
  }
}

/** The name of an instance; the same text asks the server for it. */
export function keyOf({ context, params, only }: Place): string {
  const query = toQuery(params, only && context.members[only]?.name);
  return query ? `${context.name}?${query}` : context.name;
}

/** `old` itself where it has the same fields with the same values. */
export function keepEqual<T extends object>(old: T, fresh: object): T {
  const [before, after] = [old, fresh] as [Slots, Slots];
  const names = Object.keys(after);
  const same = names.length === Object.keys(before).length;
  return same && names.every((name) => before[name] === after[name]) ? old : (fresh as T);
}

/** How far one `$v` is ahead of another; `NaN` where nobody can tell. */
export function compareVersions(a: string | undefined, b: string | undefined): number {
  const [server, n] = splitVersion(a);
  const [otherServer, m] = splitVersion(b);
  return server === otherServer ? n - m : NaN;
}

/** The server's instance, and the number that orders what it said. */
function splitVersion(v = ""): [server: string, n: number] {
  const at = v.lastIndexOf(":");
  return [v.slice(0, at), at < 0 ? NaN : Number(v.slice(at + 1))];
}
