/** What changed of rows: found between two values, laid over a third one, and followed when new rows get keys. */

import { clone } from "../share/clone";
import { toJson } from "../wire/canonical";

/** How the rows of one table are edited. */
export interface RowsSpec {
  /** The field that tells a row apart. */
  readonly key: string;
  /** The field that counts the changes of a row. */
  readonly version?: string;
  /** The field with the place of a row in its list. */
  readonly position?: string;
  /** The fields whose values are edited. */
  readonly columns: readonly string[];
  /** The fields with the rows below a row. */
  readonly relations?: { readonly [field: string]: RowsSpec };
}

/** A row, whose fields the generated types know. */
export type Row = Record<string, unknown>;

/** A change of a row, as it travels. */
export interface Change {
  /** A new row. */
  readonly insert?: Row;
  /** The key and the version of a row, its changed values as pairs of old and new, its place, and the changes below it. */
  readonly update?: Row;
  /** A row that goes, as it was read. */
  readonly delete?: Row;
}

/** The rows of a value: of a list, of one row, or of none. */
export const rowsOf = (value: unknown): Row[] =>
  Array.isArray(value) ? value : value ? [value as Row] : [];

const isEqual = (one: unknown, other: unknown) => toJson(one ?? null) === toJson(other ?? null);

const relationsOf = (spec: RowsSpec) => Object.entries(spec.relations ?? {});

const find = (spec: RowsSpec, rows: readonly Row[], key: unknown) =>
  rows.find((row) => isEqual(row[spec.key], key));

/** Writes the place of each row in its list into the row, where the places there are not in this order. */
export function number(spec: RowsSpec, rows: readonly Row[]): void {
  const { position } = spec;
  const isBehind = (row: Row, at: number) => !at || row[position!]! > rows[at - 1]![position!]!;
  const isInOrder = !position || rows.every(isBehind);
  rows.forEach((row, at) => {
    if (!isInOrder) row[position] = at;
    for (const [field, below] of relationsOf(spec)) number(below, rowsOf(row[field]));
  });
}

/** What changed of rows; nothing of what is only shown. */
export function findChanges(
  spec: RowsSpec,
  before: readonly Row[],
  after: readonly Row[],
): Change[] {
  const known = new Map(before.map((row) => [toJson(row[spec.key]), row]));
  const changes: Change[] = [];
  for (const row of after) {
    const key = toJson(row[spec.key] ?? null);
    const old = known.get(key);
    known.delete(key);
    const update = old && findUpdate(spec, old, row);
    if (!old) changes.push({ insert: row });
    else if (update) changes.push({ update });
  }
  for (const row of known.values()) changes.push({ delete: row });
  return changes;
}

function findUpdate(spec: RowsSpec, old: Row, row: Row): Row | undefined {
  const { key, version, position } = spec;
  const update: Row = {};
  for (const column of spec.columns) {
    if (!isEqual(old[column], row[column])) {
      update[column] = [old[column] ?? null, row[column] ?? null];
    }
  }
  if (position && !isEqual(old[position], row[position])) update[position] = row[position];
  for (const [field, below] of relationsOf(spec)) {
    const changes = findChanges(below, rowsOf(old[field]), rowsOf(row[field]));
    if (changes[0]) update[field] = changes;
  }
  if (!Object.keys(update)[0]) return undefined;
  return { [key]: old[key], ...(version && { [version]: old[version] }), ...update };
}

/** The rows with changes laid over them. A row that has gone meanwhile stays gone. */
export function applyChanges(
  spec: RowsSpec,
  rows: readonly Row[],
  changes: readonly Change[],
): Row[] {
  let next = [...rows];
  for (const { insert, update, delete: gone } of changes) {
    const row = (insert ?? update ?? gone)!;
    const at = next.findIndex((each) => isEqual(each[spec.key], row[spec.key]));
    if (insert) next.splice(at < 0 ? next.length : at, at < 0 ? 0 : 1, clone(insert) as Row);
    else if (at >= 0 && update) next[at] = applyUpdate(spec, next[at]!, update);
    else if (at >= 0) next.splice(at, 1);
  }
  const { position } = spec;
  // A stable sort: rows with the same place stay as they were.
  if (position) next = next.sort((one, other) => Number(one[position]) - Number(other[position]));
  return next;
}

function applyUpdate(spec: RowsSpec, old: Row, update: Row): Row {
  const row = { ...old };
  for (const column of spec.columns) {
    if (update[column]) row[column] = clone((update[column] as unknown[])[1]);
  }
  if (spec.position && update[spec.position] !== undefined) {
    row[spec.position] = update[spec.position];
  }
  for (const [field, below] of relationsOf(spec)) {
    if (!update[field]) continue;
    const rows = applyChanges(below, rowsOf(old[field]), update[field] as Change[]);
    row[field] = Array.isArray(old[field]) ? rows : (rows[0] ?? null);
  }
  return row;
}

/** The keys that new rows were given, by those that stood for them. */
export type MadeKeys = Map<RowsSpec, Map<string, unknown>>;

/** Reads the answer of a mutation: a key for each new row, each row before those below it. */
export function readKeys(
  spec: RowsSpec,
  changes: readonly Change[],
  answer: unknown[],
  made: MadeKeys = new Map(),
): MadeKeys {
  for (const { insert, update } of changes) {
    const row = insert ?? update;
    if (!row) continue;
    const key = insert && answer.shift();
    if (key != null) {
      const placeholder = insert![spec.key] ?? null;
      // A key that is a big integer here is a number in the answer.
      const given = typeof placeholder === "bigint" ? BigInt(key as number) : key;
      made.set(spec, (made.get(spec) ?? new Map()).set(toJson(placeholder), given));
    }
    for (const [field, below] of relationsOf(spec)) {
      const rows = rowsOf(row[field]);
      const inside = insert ? rows.map((row) => ({ insert: row })) : (rows as Change[]);
      readKeys(below, inside, answer, made);
    }
  }
  return made;
}

/** The same changes, of rows that have keys now. */
export function followKeys(spec: RowsSpec, changes: readonly Change[], made: MadeKeys): Change[] {
  return changes.map(({ insert, update, delete: gone }) => {
    if (insert) return { insert };
    const row = { ...(update ?? gone)! };
    const key = made.get(spec)?.get(toJson(row[spec.key] ?? null));
    if (key !== undefined) row[spec.key] = key;
    if (gone) return { delete: row };
    for (const [field, below] of relationsOf(spec)) {
      if (row[field]) row[field] = followKeys(below, row[field] as Change[], made);
    }
    return { update: row };
  });
}

/** The paths in `mine` of what two have changed at once, from the same value, to different ones. */
export function findPlaces(
  spec: RowsSpec,
  before: readonly Row[],
  mine: readonly Row[],
  theirs: readonly Row[],
  path = "",
): string[] {
  return before.flatMap((old) => {
    const [own, other] = [mine, theirs].map((rows) => find(spec, rows, old[spec.key]));
    const at = path + mine.indexOf(own!);
    if (!own) {
      // The list stands for a row that is not in it.
      return other && findUpdate(spec, old, other) ? [path.slice(0, -1)] : [];
    }
    if (!other) return findUpdate(spec, old, own) ? [at] : [];
    const columns = spec.columns.filter((column) => {
      const isLate = !isEqual(old[column], own[column]) && !isEqual(old[column], other[column]);
      return isLate && !isEqual(own[column], other[column]);
    });
    const below = relationsOf(spec).flatMap(([field, below]) => {
      const [rows, ownRows, otherRows] = [old, own, other].map((row) => rowsOf(row[field]));
      return findPlaces(below, rows!, ownRows!, otherRows!, `${at}.${field}.`);
    });
    return [...columns.map((column) => `${at}.${column}`), ...below];
  });
}
