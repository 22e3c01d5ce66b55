/** Logical time: a counter that every send, invalidation and landing advances, and their history. */

export class Clock {
  #now = 0;
  readonly #history: (readonly [what: string, subject: string, why: string])[] = [];

  /** Something happens; the moment returned is later than every one before. */
  tick(what: string, subject: string, why = ""): number {
    this.#history[this.#now++ % 500] = [what, subject, why];
    return this.#now;
  }

  /** The last events and their reasons, a line each, the oldest first. */
  toString(): string {
    const first = Math.max(0, this.#now - 500);
    const lines = Array.from({ length: this.#now - first }, (_line, offset) => {
      const [what, subject, why] = this.#history[(first + offset) % 500]!;
      return `${first + offset + 1}  ${what}  ${subject}${why && `  because ${why}`}`;
    });
    return lines.join("\n");
  }
}
