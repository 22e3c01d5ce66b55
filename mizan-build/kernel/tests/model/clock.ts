/** The clocks of one node of the server: what it knows about the order of reads and mutations. */

import type { Reach } from "./live/bus";

/** A read or a mutation of one context while it runs on a node. */
export interface Running {
  readonly context: string;
  readonly begunAt: number;
  /** The name of the clock that the number belongs to, where it may change. */
  readonly clock?: string;
  readonly isMutation: boolean;
  /** Something overlapped, so that its token claims less. */
  isOverlapped: boolean;
}

/** What a node knows about the order of what runs on it. */
export interface Clock {
  begin(context: string, isMutation: boolean): Running;
  endRead(running: Running): string;
  advance(running: Running, reach: Reach): string;
  abandon(running: Running): void;
}

export class NodeClock implements Clock {
  readonly name: string;
  readonly #numbers = new Map<string, number>();
  readonly #running = new Set<Running>();

  constructor(name: string) {
    this.name = name;
  }

  /** A mutation makes all overlap that runs in its context, and is overlapped by other mutations. */
  begin(context: string, isMutation: boolean): Running {
    const others = [...this.#running].filter((each) => each.context === context);
    const isOverlapped = others.some((each) => each.isMutation);
    if (isMutation) for (const other of others) other.isOverlapped = true;
    const running = { context, begunAt: this.#number(context), isMutation, isOverlapped };
    this.#running.add(running);
    return running;
  }

  /** The token of a read that ends: its number is the one from before it began. */
  endRead(running: Running): string {
    this.#running.delete(running);
    return this.#token(running, running.begunAt);
  }

  /** The clock advances after a commit, and the token of the mutation has the new number. */
  advance(running: Running): string {
    this.#running.delete(running);
    const { context } = running;
    this.#numbers.set(context, this.#number(context) + 1);
    for (const other of this.#running) {
      if (other.context === context && !other.isMutation) other.isOverlapped = true;
    }
    return this.#token(running, this.#number(context));
  }

  /** A mutation that changed nothing ends. */
  abandon(running: Running): void {
    this.#running.delete(running);
  }

  /** The token of what is still as it was with a number; beside a mutation nothing more is known. */
  tokenOfSame(context: string, shown: number): string {
    const isChanging = [...this.#running].some(
      (each) => each.context === context && each.isMutation,
    );
    return `${this.name}-${context}:${isChanging ? `${shown}~` : this.#number(context)}`;
  }

  #number(context: string): number {
    return this.#numbers.get(context) ?? 0;
  }

  #token({ context, isOverlapped }: Running, number: number): string {
    return `${this.name}-${context}:${number}${isOverlapped ? "~" : ""}`;
  }
}
