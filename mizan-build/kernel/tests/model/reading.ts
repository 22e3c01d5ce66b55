/** The read of an instance on a node: it takes a number, and reads one member after the other. */

import type { Bundle, Mounted } from "../../src/wire/transport";
import type { Item } from "./api";
import type { Clock, Running } from "./clock";
import type { Database } from "./database";

export interface Reading {
  readonly steps: (() => void)[];
  /** The bundle, once all steps have run. */
  readonly bundle: { [name: string]: unknown };
}

export interface ReadingOptions {
  readonly isVersioned: boolean;
  /** Draws a number below another. */
  readonly draw: (below: number) => number;
}

/** The tag of a hit, by which a search may ask. */
export const tagOf = (id: number) => (id % 2 ? "odd" : "even");

/** Reads an instance, or those of its members that are stale. */
export function readInstance(
  database: Database,
  node: Clock,
  instance: Mounted,
  { isVersioned, draw }: ReadingOptions,
  stale?: readonly string[],
): Reading {
  let running: Running;
  const bundle: { [name: string]: unknown } = {};
  const errors: { [name: string]: unknown } = {};
  const steps = [() => void (running = node.begin(instance.context, false))];
  for (const [name, read] of membersOf(database, instance)) {
    if (stale && !stale.includes(name)) continue;
    const fails = !draw(24);
    steps.push(() => {
      if (fails) errors[name] = { code: "FORBIDDEN", message: name };
      else bundle[name] = read();
    });
  }
  steps.push(() => {
    const v = node.endRead(running);
    // The name of a bundle is a digest of its content.
    if (!stale) bundle["$h"] = JSON.stringify([bundle, errors]);
    if (isVersioned) bundle["$v"] = v;
    if (Object.keys(errors)[0]) bundle["$errors"] = errors;
  });
  return { steps, bundle };
}

/** The members of an instance, and what each of them is now. */
export function membersOf(
  database: Database,
  { context, params, only }: Mounted,
): [name: string, read: () => Item | Item[]][] {
  if (context === "search") {
    const { tag } = params;
    return [["search_hits", () => database.items("hit", (id) => !tag || tagOf(id) === tag)]];
  }
  const { user_id: user, page } = params as { user_id: number; page?: number };
  const isListed = (id: number) => !page || id % 2 === 0;
  const members: [string, () => Item | Item[]][] = [
    ["user_orders", () => database.items(`order ${user}`, isListed)],
    ["user_profile", () => database.item("profile", user)],
  ];
  return members.filter(([name]) => !only || name === only);
}

/** The bundle of an instance now, as a single step. */
export function truthOf(database: Database, instance: Mounted): Bundle {
  return Object.fromEntries(membersOf(database, instance).map(([name, read]) => [name, read()]));
}
