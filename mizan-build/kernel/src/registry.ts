/** All entries, found by key, and by what an invalidation names: a context, a function, a scope. */

import { toText } from "./canonical";
import type { Entry } from "./entry";
import type { Invalidation } from "./transport";

export class Registry {
  readonly #byKey = new Map<string, Entry>();
  /** The entries of a context or a function, and those of them that have a certain parameter. */
  readonly #index = new Map<string, Set<Entry>>();

  get(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  all(): Entry[] {
    return [...this.#byKey.values()];
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

  /** The entries whose parameters equal all those that the scope names. */
  find(target: Invalidation): Entry[] {
    if (typeof target === "string") return this.find({ context: target });
    const head = "context" in target ? target.context : `.${target.function}`;
    const [first, ...rest] = scopeNames(head, target.params).concat(head);
    const found = [...(this.#index.get(first!) ?? [])];
    return found.filter((entry) => rest.every((name) => this.#index.get(name)?.has(entry)));
  }
}

function namesOf({ members, place }: Entry): string[] {
  const functions = members.map(({ name }) => `.${name}`);
  return [place.context.name, ...functions].flatMap((head) => [
    head,
    ...scopeNames(head, place.params),
  ]);
}

function scopeNames(head: string, params: object = {}): string[] {
  return Object.entries(params).map(([name, value]) => `${head}?${name}=${toText(value)}`);
}
