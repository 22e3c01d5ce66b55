/** The names by which the target of an invalidation finds entries. */

import { toText, type Wire } from "../wire/canonical";
import type { Invalidation } from "../wire/transport";
import type { Core } from "./core";
import type { Entry } from "./entry";

/** Has an entry found by its names, or by none of them any more. */
export function index({ named }: Core, entry: Entry, isThere: boolean): void {
  for (const name of entry.names) {
    const found = named.get(name) ?? new Set();
    if (isThere) found.add(entry);
    else found.delete(entry);
    if (found.size) named.set(name, found);
    else named.delete(name);
  }
}

/**
 * The entries whose parameters equal all parameters of the target. Only those are looked at that have
 * the first of them, however many entries there are.
 */
export function find({ named }: Core, target: Invalidation): Entry[] {
  const { params } = scopeOf(target);
  const [first, ...rest] = [...paramNames(params), headOf(target)].map((name) => named.get(name));
  return [...(first ?? [])].filter((entry) => rest.every((found) => found?.has(entry)));
}

/** Gives an entry the names of further parameters. */
export function addNames(core: Core, entry: Entry, params: Wire | undefined): void {
  for (const name of paramNames(params)) entry.names.add(name);
  index(core, entry, true);
}

/** A target with the name of either. */
interface Scope {
  readonly context?: string;
  readonly function?: string;
  readonly params?: Wire;
}

const scopeOf = (target: Invalidation): Scope =>
  typeof target === "string" ? { context: target } : target;

/** The name by which an entry has a context or a function. */
export function headOf(target: Invalidation): string {
  const { context, function: name } = scopeOf(target);
  return context ?? functionName(name!);
}

const functionName = (name: string) => `${name}()`;

/** The context (`user`), its functions (`user_profile()`) and the parameters (`user_id=5`). */
export function namesOf({ address, members }: Pick<Entry, "address" | "members">): Set<string> {
  const { context, params } = address;
  const functions = members.map(({ name }) => functionName(name));
  return new Set([context.name, ...functions, ...paramNames(params)]);
}

const paramNames = (params: Wire = {}) =>
  Object.entries(params).map(([name, value]) => `${name}=${toText(value)}`);
