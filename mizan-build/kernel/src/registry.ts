/** All entries, found by key, and by what an invalidation names: a context, a scope, a function. */

import { toText, type Wire } from "./canonical";
import type { Entry } from "./entry";
import type { Invalidation } from "./transport";

type Index = Map<string, Set<Entry>>;

export class Registry {
  readonly #byKey = new Map<string, Entry>();
  /** By context, and within a context by each parameter. */
  readonly #index: Index = new Map();

  get(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  all(): Iterable<Entry> {
    return this.#byKey.values();
  }

  add(entry: Entry): void {
    this.#byKey.set(entry.key, entry);
    for (const name of namesOf(entry)) {
      const found = this.#index.get(name);
      if (found) found.add(entry);
      else this.#index.set(name, new Set([entry]));
    }
  }

  remove(entry: Entry): void {
    this.#byKey.delete(entry.key);
    for (const name of namesOf(entry)) {
      const found = this.#index.get(name);
      if (found?.delete(entry) && !found.size) this.#index.delete(name);
    }
  }

  /** The entries that an invalidation reaches. */
  find(target: Invalidation): Entry[] {
    if (typeof target === "string") return [...(this.#index.get(target) ?? [])];
    const { params = {} } = target;
    if ("context" in target) return this.findInScope(target.context, params);
    const name = target.function;
    return [...this.#byKey.values()].filter(
      (entry) =>
        entry.members.some((member) => entry.context.members[member]?.name === name) &&
        isInScope(entry, params),
    );
  }

  /** The instances of a context whose parameters equal those that the scope names. */
  findInScope(context: string, scope: Wire): Entry[] {
    const [first] = Object.keys(scope).filter((name) => scope[name] != null);
    const name = first === undefined ? context : nameOf(context, first, scope[first]);
    return [...(this.#index.get(name) ?? [])].filter((entry) => isInScope(entry, scope));
  }
}

function isInScope({ params }: Entry, scope: Wire): boolean {
  return Object.keys(scope).every((name) => toText(params[name]) === toText(scope[name]));
}

function namesOf({ context, params }: Entry): string[] {
  const names = Object.keys(params).map((name) => nameOf(context.name, name, params[name]));
  return [context.name, ...names];
}

function nameOf(context: string, param: string, value: unknown): string {
  return `${context}?${param}=${toText(value)}`;
}
