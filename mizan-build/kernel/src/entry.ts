/** One instance of a context: what the server said, when we asked, and what is shown. */

import { toQuery, type Wire } from "./canonical";
import type { MizanError } from "./error";
import type { AnyContext } from "./spec";

/** The results of a bundle, by member. */
export type Slots = { readonly [member: string]: unknown };

/** A `$v`: two of one instance are ordered by `n`. */
export interface Version {
  readonly instance: string;
  readonly n: number;
}

/** A request for a bundle, on its way. */
export interface Read {
  /** When it was sent; infinity while it waits to be. */
  sentAt: number;
  readonly abort: AbortController;
}

/** What an observer sees of an entry, or of one member of it. */
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

export const PENDING: View<never, never> = {
  pending: true,
  refreshing: false,
  data: undefined,
  error: undefined,
};

/** A promise, and what it was settled with. */
interface Outcome {
  outcome: unknown;
  promise: Promise<unknown>;
}

export class Entry {
  readonly key: string;
  /** What the server last said. */
  base: Slots = {};
  /** What is shown: the base under the optimistic layers. */
  shown: Slots = {};
  error: MizanError | undefined;
  /** The members that failed while others did not. */
  errors: { readonly [member: string]: MizanError } = {};
  version: Version | undefined;
  /** The text of the bundle that the base was read from. */
  text: string | undefined;

  /** The send of the read that supplied the base. */
  sentAt = 0;
  invalidatedAt = 0;
  /** The last landing of anything, and of a whole bundle. */
  appliedAt = 0;
  readAt = 0;
  /** The send of the mutation that last wrote a member since the bundle. */
  readonly writtenBy = new Map<string, number>();
  /** By what it was last invalidated. */
  why = "";

  readonly reads = new Set<Read>();
  readonly listeners = new Set<() => void>();
  /** Those who wait for a read to land. */
  readonly waiting = new Set<() => void>();
  /** Removes the entry when nobody has looked at it for long. */
  collector: ReturnType<typeof setTimeout> | undefined;
  readonly #promises = new Map<string, Outcome>();
  readonly #views = new Map<string, View<unknown>>();

  readonly context: AnyContext;
  readonly params: Wire;
  /** The one member that is read, with parameters of its own. */
  readonly only: string | undefined;

  constructor(context: AnyContext, params: Wire, only: string | undefined) {
    this.context = context;
    this.params = params;
    this.only = only;
    this.key = keyOf(context, params, only);
  }

  /** The members that a read of this entry brings. */
  get members(): string[] {
    return this.only ? [this.only] : Object.keys(this.context.members);
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
    return this.stale || !!this.error || Object.keys(this.errors).length > 0;
  }

  /** What is to be seen, of the whole or of one member; the same object while nothing changed. */
  view(member = ""): View<unknown> {
    const next = member ? this.#viewMember(member) : this.#viewBundle();
    const last = this.#views.get(member);
    if (
      last &&
      last.pending === next.pending &&
      last.refreshing === next.refreshing &&
      Object.is(last.data, next.data) &&
      last.error === next.error
    ) {
      return last;
    }
    this.#views.set(member, next);
    return next;
  }

  #viewMember(member: string): View<unknown> {
    return this.#look(member in this.shown, this.shown[member], this.error ?? this.errors[member]);
  }

  #viewBundle(): View<unknown> {
    const complete = this.members.every((member) => member in this.shown);
    return this.#look(complete, this.shown, this.error ?? Object.values(this.errors)[0]);
  }

  #look(known: boolean, data: unknown, error: MizanError | undefined): View<unknown> {
    if (!known) return error ? { ...PENDING, error } : PENDING;
    return { pending: false, refreshing: this.reads.size > 0, data, error };
  }

  /** The data, or the error that stands in their place; one promise for each. */
  promise(member = ""): Promise<unknown> {
    const known = this.#promises.get(member);
    if (known && known.outcome === this.#outcome(member)) return known.promise;
    const made: Outcome = { outcome: undefined, promise: Promise.resolve() };
    made.promise = new Promise((resolve, reject) => {
      const check = () => {
        made.outcome = this.#outcome(member);
        if (made.outcome === undefined) return;
        this.waiting.delete(check);
        if (this.view(member).pending) reject(made.outcome as MizanError);
        else resolve(made.outcome);
      };
      this.waiting.add(check);
      check();
    });
    made.promise.catch(() => {});
    this.#promises.set(member, made);
    return made.promise;
  }

  #outcome(member: string): unknown {
    const { data, error } = this.view(member);
    return data ?? error;
  }

  /** Forgets what it knew: the session it was read in is over. */
  reset(): void {
    this.base = this.shown = {};
    this.errors = {};
    this.error = this.version = this.text = undefined;
    this.sentAt = this.invalidatedAt = this.appliedAt = this.readAt = 0;
    this.writtenBy.clear();
  }
}

/** The name of an instance; the same text asks the server for it. */
export function keyOf(context: AnyContext, params: Wire, only: string | undefined): string {
  const query = toQuery(params, only && context.members[only]?.name);
  return query ? `${context.name}?${query}` : context.name;
}

/** `old` itself where every member is the same. */
export function keepSlots(old: Slots, fresh: Slots): Slots {
  const members = Object.keys(fresh);
  const same = members.length === Object.keys(old).length;
  return same && members.every((member) => old[member] === fresh[member]) ? old : fresh;
}

/** Reads a `$v`. */
export function toVersion(v: string | undefined): Version | undefined {
  const at = v?.lastIndexOf(":") ?? -1;
  return v && at >= 0 ? { instance: v.slice(0, at), n: Number(v.slice(at + 1)) } : undefined;
}

/** How far `a` is ahead of `b`; undefined where nobody can tell. */
export function compare(a: Version | undefined, b: Version | undefined): number | undefined {
  return a && a.instance === b?.instance ? a.n - b.n : undefined;
}
