/** Rows as JSON text, answered at once; knows when everybody has been served. */

export class Server {
  readonly #versions = new Map<number, number>();
  #waiting = 0;

  /** The text of a row, made anew each time as a network would. */
  read(id: number): Promise<string> {
    this.#waiting++;
    const name = `row ${id}, version ${this.#versions.get(id) ?? 0}`;
    const text = JSON.stringify({ id, name, bio: "A line about nothing in particular." });
    return Promise.resolve(text).finally(() => this.#waiting--);
  }

  change(id: number): void {
    this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
  }

  get idle(): boolean {
    return this.#waiting === 0;
  }
}
