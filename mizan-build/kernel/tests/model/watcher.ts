/** A reader of one instance, who remembers what it saw and finds what must not be. */

import type { Item } from "./api";
import { IDS, parseTitle, type Cells } from "./cells";
import type { Database } from "./database";

export class Watcher {
  readonly broken: string[] = [];
  /** How often it was told since the last step, and how often it may be. */
  notified = 0;
  mostNotified = 1;
  readonly #database: Database;
  /** The revision that each cell was seen at. */
  #seen = new Map<string, number>();
  /** The mutation whose guess each cell shows. */
  #guesses = new Map<string, number>();
  #person = 0;
  /** The revision that a mutation that did not fail has written to a cell. */
  readonly #revisionOf: (token: number, cell: string) => number;

  constructor(database: Database, revisionOf: (token: number, cell: string) => number) {
    this.#database = database;
    this.#revisionOf = revisionOf;
  }

  /** Looks at what is shown; what may go back, for a moment, begins anew. */
  see(cells: readonly Cells[], gone: ReadonlySet<string>, mayGoBack: boolean): void {
    this.#check(++this.notified <= this.mostNotified, "told twice of one thing");
    for (const { list, items, isListed } of cells) {
      for (const id of IDS.filter(isListed)) this.#seeCell(`${list} ${id}`, id, items, mayGoBack);
      for (const { title } of items) this.#check(!gone.has(title), `the failed ${title} is shown`);
    }
  }

  /** All that was seen belongs to another session. */
  begin(person: number): void {
    this.#person = person;
    this.#seen = new Map();
    this.#guesses = new Map();
  }

  #seeCell(cell: string, id: number, items: readonly Item[], mayGoBack: boolean): void {
    const shown = items.find((item) => item.id === id);
    // The guesses are followed in any case: one that ends meanwhile is not asked for later.
    const known = this.#since(cell, shown);
    const since = mayGoBack ? 0 : known;
    if (!shown) {
      const at = this.#database.absentSince(cell, since);
      this.#check(at < Infinity, `${cell} is lost, it was seen at r${since}`);
      this.#seen.set(cell, at);
      return;
    }
    const title = parseTitle(shown);
    if (!title) return;
    const { person, revision } = title;
    this.#check(revision >= since, `${cell} goes back from r${since} to r${revision}`);
    this.#check(person >= this.#person, `${cell} is shown of another person`);
    this.#seen.set(cell, revision);
  }

  /** What was seen before, and after a guess the truth that the guess stood for. */
  #since(cell: string, shown: Item | undefined): number {
    const seen = this.#seen.get(cell) ?? 0;
    const [, token] = /^guess (\d+)$/.exec(shown?.title ?? "") ?? [];
    const before = this.#guesses.get(cell);
    if (token) this.#guesses.set(cell, Number(token));
    else this.#guesses.delete(cell);
    return token || !before ? seen : Math.max(seen, this.#revisionOf(before, cell));
  }

  #check(holds: boolean, otherwise: string): void {
    if (!holds) this.broken.push(otherwise);
  }
}
