/** A subscribed instance of one socket, as its node knows it. */

import type { Mounted } from "../../../src/wire/transport";
import type { Peer } from "./peer";

export class Subscription {
  readonly instance: Mounted;
  readonly peer: Peer;
  /** Who was signed in when it began. */
  readonly person: number;
  /** Nothing is pushed before the subscription is answered. */
  isAnswered = false;
  /** The name of the bundle that was sent last. */
  h: string | undefined;
  #isStale = false;
  #isReading = false;
  #begun = 0;

  constructor(instance: Mounted, peer: Peer, person: number) {
    this.instance = instance;
    this.peer = peer;
    this.person = person;
  }

  get begun(): number {
    return this.#begun;
  }

  /** Takes note of a change; true if somebody has to begin to read. */
  makeStale(): boolean {
    this.#isStale = true;
    const mustRead = !this.#isReading;
    this.#isReading = true;
    return mustRead;
  }

  beginRead(): void {
    this.#isStale = false;
    this.#isReading = true;
    this.#begun++;
  }

  /** Ends a read; true if there is another one to do. */
  endRead(): boolean {
    this.#isReading = this.#isStale;
    return this.#isStale;
  }

  /** Is answered by what the read of that number has seen; true if there is something newer. */
  answer(begun: number, h: string | undefined): boolean {
    this.isAnswered = true;
    this.h = h;
    const isBehind = this.#begun > begun || this.#isStale;
    return isBehind && this.makeStale();
  }
}
