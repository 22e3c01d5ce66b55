/** What happened and why, for a person to read. */

/** Keeps the last events; the text is made only when somebody asks. */
export class Log {
  readonly #events: (readonly [at: number, what: string, subject: string, why: string])[] = [];

  add(at: number, what: string, subject: string, why = ""): void {
    if (this.#events.length === 500) this.#events.shift();
    this.#events.push([at, what, subject, why]);
  }

  toString(): string {
    return this.#events
      .map(([at, what, subject, why]) => `${at}  ${what}  ${subject}${why && `  because ${why}`}`)
      .join("\n");
  }
}
