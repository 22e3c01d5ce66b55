/** The truth of the model: cells, each with the revision that wrote it last. */

import type { Item } from "./api";

/** What a cell was from a revision on. */
interface Version {
  readonly revision: number;
  readonly isPresent: boolean;
}

export class Database {
  /** Whose data the server hands out. */
  person = 0;
  #revision = 0;
  readonly #history = new Map<string, Version[]>();
  /** The elements of each list, in their order. */
  readonly #lists = new Map<string, number[]>([
    ["order 1", [1]],
    ["order 2", [1]],
  ]);

  /** Writes a cell; an element that is new goes to the end of its list. */
  write(list: string, id: number): void {
    this.#record(`${list} ${id}`, true);
    const ids = this.#ids(list);
    if (!ids.includes(id)) ids.push(id);
  }

  remove(list: string, id: number): void {
    this.#record(`${list} ${id}`, false);
    this.#lists.set(
      list,
      this.#ids(list).filter((each) => each !== id),
    );
  }

  item(list: string, id: number): Item {
    return { id, title: `p${this.person} r${this.#last(`${list} ${id}`).revision}` };
  }

  items(list: string, isListed: (id: number) => boolean = () => true): Item[] {
    return this.#ids(list)
      .filter(isListed)
      .map((id) => this.item(list, id));
  }

  /** The revision of a cell now. */
  revision(cell: string): number {
    return this.#last(cell).revision;
  }

  /** The first revision since another one at which a cell was absent; infinity if there is none. */
  absentSince(cell: string, since: number): number {
    const history = this.#history.get(cell) ?? [];
    const start = { revision: 0, isPresent: /^(profile|order) \d( 1)?$/.test(cell) };
    const found = [start, ...history].find(
      ({ isPresent }, at, all) => !isPresent && (all[at + 1]?.revision ?? Infinity) > since,
    );
    return found ? Math.max(found.revision, since) : Infinity;
  }

  #ids(list: string): number[] {
    const ids = this.#lists.get(list) ?? [];
    this.#lists.set(list, ids);
    return ids;
  }

  #record(cell: string, isPresent: boolean): void {
    const history = this.#history.get(cell) ?? [];
    this.#history.set(cell, [...history, { revision: ++this.#revision, isPresent }]);
  }

  #last(cell: string): Version {
    return this.#history.get(cell)?.at(-1) ?? { revision: 0, isPresent: true };
  }
}
