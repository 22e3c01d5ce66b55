/** Logical time: a counter that every send, invalidation and landing advances, with a log of them. */

/** The number of events that the log keeps. */
const LOGGED = 500;

export class Clock {
  #now = 0;
  readonly #log: (readonly [at: number, what: string, subject: string, why: string])[] = [];

  /** Records an event; the moment returned is later than every one before. */
  tick(what: string, subject: string, why = ""): number {
    this.#log[this.#now++ % LOGGED] = [this.#now, what, subject, why];
    return this.#now;
  }

  /** The last events and their reasons, a line each. */
  toString(): string {
    return [...this.#log]
      .sort(([one], [other]) => one - other)
      .map(([at, what, subject, why]) => `${at}  ${what}  ${subject}${why && `  because ${why}`}`)
      .join("\n");
  }
}
