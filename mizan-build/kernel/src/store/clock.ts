/** Logical time: a counter that every send, invalidation and landing advances, with a log of them. */

/** The number of events that the log keeps. */
const LOGGED = 500;

export class Clock {
  #now = 0;
  readonly #log: string[] = [];

  /** Records an event; the moment returned is later than every one before. */
  tick(what: string, subject: string, why = ""): number {
    const line = `${++this.#now}  ${what}  ${subject}${why && `  because ${why}`}`;
    if (this.#log.push(line) > LOGGED) this.#log.shift();
    return this.#now;
  }

  /** The last events and their reasons, a line each. */
  toString(): string {
    return this.#log.join("\n");
  }
}
