/** The order of payloads: by the tokens of the server, or by the times of sending. */

import type { MizanError } from "../wire/error";

/** The facts that order a payload among others of the same instance. */
export interface Stamp {
  /** The token of the server: `"<clock>:<n>"`, with `~` behind it if it may hold more than `n`. */
  readonly v: string | undefined;
  /** The moment its request was sent; the first time, where it was sent again. */
  readonly sentAt: number;
  /** The moment it was applied. All payloads of one answer have the same. */
  readonly at: number;
}

/** A payload of one slot. */
export interface Write extends Stamp {
  readonly value?: unknown;
  /** The value is decoded, and has all nodes of the base that are equal. */
  readonly isShared?: boolean | undefined;
  /** A read may or may not hold the mutations that it overlapped with. */
  readonly isRead: boolean;
  /** Adds one element to the list before it, in place of a value. */
  readonly add?: ((list: unknown) => unknown) | undefined;
  /** The server's error, in place of a value. */
  readonly error?: MizanError | undefined;
}

/** 1 where `fresh` is proven newer than `other`, which was applied before; -1 older; 0 no proof. */
export function compare(fresh: Stamp, other: Stamp): number {
  if (isOlder(fresh.v, other.v)) return -1;
  return +(isOlder(other.v, fresh.v) || fresh.sentAt > other.at || fresh.at === other.at);
}

/** A token with `~` is never the older one: it may have seen what the younger has not. */
export function isOlder(v: string | undefined, other: string | undefined): boolean {
  return !v?.endsWith("~") && distance(v, other) > 0;
}

/** The numbers between two tokens of one clock; `NaN` where the clocks differ. */
export function distance(from: string | undefined, to: string | undefined): number {
  const [, clock, n] = partsOf(from);
  const [, other, m] = partsOf(to);
  return clock === other ? +m! - +n! : NaN;
}

const partsOf = (v = "") => /(.*):(\d+)/.exec(v) ?? [];
