/** All entries, found by their key or by the target of an invalidation. */

import { toText, type Wire } from "../wire/canonical";
import type { Invalidation } from "../wire/transport";
import type { Entry } from "./entry";

export class Registry {
  /**
   * Entries by `context`, by `.function`, and by either with one parameter (`user?user_id=5`): an
   * invalidation touches only the entries it means, however many there are.
   */
  readonly index = new Map<string, Set<Entry>>();

  readonly #byKey = new Map<string, Entry>();

  get(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  all(): Entry[] {
    return [...this.#byKey.values()];
  }

  add(entry: Entry): void {
    this.#byKey.set(entry.key, entry);
    for (const name of namesOf(entry)) {
      this.index.set(name, (this.index.get(name) ?? new Set()).add(entry));
    }
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
    if (typeof target === "string") return this.#named(target);
    const head = "context" in target ? target.context : `.${target.function}`;
    const [first, ...rest] = scopeNames(head, target.params).concat(head);
    return this.#named(first!).filter((entry) =>
      rest.every((name) => this.index.get(name)?.has(entry)),
    );
  }

  #named(name: string): Entry[] {
    return [...(this.index.get(name) ?? [])];
  }
}

function namesOf({ members, address, normal }: Entry): string[] {
  const heads = members.map(({ name }) => `.${name}`).concat(address.context.name);
  return heads.flatMap((head) =>
    [head].concat(scopeNames(head, address.params), scopeNames(head, normal)),
  );
}

function scopeNames(head: string, params: object = {}): string[] {
  return Object.entries(params).map(([name, value]) => `${head}?${name}=${toText(value)}`);
}
