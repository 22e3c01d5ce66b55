/** The ways in which a mutation changes data, and how its answer tells of it. */

import type { Database } from "./database";

export const KINDS = [
  "invalidate",
  "merge",
  "element",
  "both",
  "contexts",
  "part",
  "hit",
  "remove",
  "refuse",
  "panic",
  "sign in",
] as const;

export type Kind = (typeof KINDS)[number];

/** The kinds whose answers bring data. */
export const PAYLOADS: readonly Kind[] = ["merge", "element", "both", "contexts", "part", "hit"];

const WRITES_PROFILE: readonly Kind[] = [
  "invalidate",
  "merge",
  "both",
  "contexts",
  "part",
  "panic",
];
const WRITES_ORDER: readonly Kind[] = ["element", "both", "contexts"];

export interface RunArgs {
  readonly kind: Kind;
  readonly token: number;
  readonly user_id: number;
  readonly item: number;
}

/** A mutation as its caller sees it. */
export interface RunState {
  readonly args: RunArgs;
  /** The revisions of the cells that it wrote, once it has committed. */
  readonly written: ReadonlyMap<string, number> | undefined;
  /** Who is signed in by it. */
  readonly person: number | undefined;
}

export const isFailing = ({ args: { kind } }: RunState) => kind === "refuse" || kind === "panic";

/** Commits a mutation. */
export function commit(
  database: Database,
  { kind, user_id, item }: RunArgs,
): Pick<RunState, "written" | "person"> {
  const orders = `order ${user_id}`;
  const cells: string[] = [];
  const write = (list: string, id: number) => {
    database.write(list, id);
    cells.push(`${list} ${id}`);
  };
  const person = kind === "sign in" ? ++database.person : undefined;
  if (kind === "hit") write("hit", item);
  if (kind === "remove") database.remove(orders, item);
  if (WRITES_PROFILE.includes(kind)) write("profile", user_id);
  if (WRITES_ORDER.includes(kind)) write(orders, item);
  return { person, written: new Map(cells.map((cell) => [cell, database.revision(cell)])) };
}
