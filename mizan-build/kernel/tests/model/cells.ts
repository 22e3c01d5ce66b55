/** Cells: the smallest data that a mutation writes, such as one element of a list. */

import type { Item } from "./api";
import type { Database } from "./database";

/** A list of cells that an instance shows. */
export interface Cells {
  readonly list: string;
  readonly items: readonly Item[];
  /** The elements that belong to the list, if they exist. */
  readonly isListed: (id: number) => boolean;
}

/** The ids that elements have. */
export const IDS = [1, 2, 3];

/** Who an item is shown to, and the revision that wrote it; none of a guess. */
export function parseTitle({ title }: Item): { person: number; revision: number } | undefined {
  const [, person, revision] = /^p(\d+) r(\d+)$/.exec(title) ?? [];
  return revision ? { person: Number(person), revision: Number(revision) } : undefined;
}

/** The cells that are shown as they were before they were written. */
export function findMissing(
  database: Database,
  cells: readonly Cells[],
  written: ReadonlyMap<string, number>,
): string[] {
  const isMissing = (cell: string, item: Item | undefined) => {
    const since = written.get(cell) ?? 0;
    return item
      ? parseTitle(item)!.revision < since
      : database.absentSince(cell, since) === Infinity;
  };
  return cells.flatMap(({ list, items, isListed }) =>
    IDS.filter(isListed)
      .filter((id) =>
        isMissing(
          `${list} ${id}`,
          items.find((item) => item.id === id),
        ),
      )
      .map((id) => `a mutation resolved before ${list} ${id} landed`),
  );
}
