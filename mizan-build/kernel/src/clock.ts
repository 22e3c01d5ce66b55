/** Logical time: a counter that every send, invalidation and landing advances, and their history. */

export class Clock {
  #now = 0;
  readonly #history: (readonly [at: number, what: string, subject: string, why: string])[] = [];

  /** Something happens; the moment returned is later than every one before. */
  tick(what: string, subject: string, why = ""): number {
    this.#history.push([++this.#now, what, subject, why]);
    if (this.#history.length > 500) this.#history.shift();
    return this.#now;
  }

  /** The last events and their reasons, a line each. */
  toString(): string {
    return this.#history
      .map(([at, what, subject, why]) => `${at}  ${what}  ${subject}${why && `  because ${why}`}`)
      .join("\n");
  }
}
