/** All entries, found by their key or by the target of an invalidation. */

import { toText, type Wire } from "../wire/canonical";
import type { Invalidation } from "../wire/transport";
import type { Entry } from "./entry";

export class Registry {
  readonly #byKey = new Map<string, Entry>();
  /**
   * Entries by `context`, and by that with one parameter (`user?user_id=5`): an invalidation touches
   * only the entries it means, however many there are.
   */
  readonly index = new Map<string, Set<Entry>>();
  /** The contexts that a function is a member of. */
  readonly #contexts = new Map<string, Set<string>>();

  get(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  all(): Entry[] {
    return [...this.#byKey.values()];
  }

  add(entry: Entry): void {
    this.#byKey.set(entry.key, entry);
    for (const name of namesOf(entry)) insert(this.index, name, entry);
    for (const { name } of entry.members) insert(this.#contexts, name, entry.address.context.name);
  }

  remove(entry: Entry): void {
    this.#byKey.delete(entry.key);
    for (const name of namesOf(entry)) {
      const found = this.index.get(name);
      if (found?.delete(entry) && !found.size) this.index.delete(name);
    }
  }

  /** Finds an entry by the server's normal form of its parameters as well. */
  normalize(entry: Entry, normal: Wire): void {
    this.remove(entry);
    entry.normal = normal;
    this.add(entry);
  }

  /** The entries whose parameters equal all parameters of the scope. */
  find(target: Invalidation): Entry[] {
    if (typeof target === "string") return this.find({ context: target });
    if ("context" in target) {
      const [first, ...rest] = scopeNames(target.context, target.params).concat(target.context);
      const found = [...(this.index.get(first!) ?? [])];
      return found.filter((entry) => rest.every((name) => this.index.get(name)?.has(entry)));
    }
    const contexts = [...(this.#contexts.get(target.function) ?? [])];
    return contexts
      .flatMap((context) => this.find({ ...target, context }))
      .filter(({ members }) => members.some(({ name }) => name === target.function));
  }
}

function insert<T>(sets: Map<string, Set<T>>, name: string, item: T): void {
  sets.set(name, (sets.get(name) ?? new Set()).add(item));
}

function namesOf({ address, normal }: Entry): string[] {
  const { name } = address.context;
  return [name].concat(scopeNames(name, address.params), scopeNames(name, normal));
}

function scopeNames(head: string, params: object = {}): string[] {
  return Object.entries(params).map(([name, value]) => `${head}?${name}=${toText(value)}`);
}
