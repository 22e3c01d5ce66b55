/** Logical time: a counter that every send, invalidation and landed write advances. */

export class Clock {
  #now = 0;

  /** Advances the clock; the moment returned is later than every one before. */
  tick(): number {
    return ++this.#now;
  }
}
