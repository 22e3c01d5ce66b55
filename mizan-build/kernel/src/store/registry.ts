/** All entries, found by their key or by the target of an invalidation. */

import { toText, type Wire } from "../wire/canonical";
import type { Invalidation, Mounted } from "../wire/transport";
import type { Entry } from "./entry";

export class Registry {
  readonly #byKey = new Map<string, Entry>();
  /**
   * Entries by `context`, `.function`, and either with one parameter (`user?user_id=5`): an
   * invalidation touches only the entries it means, however many there are.
   */
  readonly index = new Map<string, Set<Entry>>();

  get(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  all(): Entry[] {
    return [...this.#byKey.values()];
  }

  add(entry: Entry): void {
    this.#byKey.set(entry.key, entry);
    for (const name of namesOf(entry)) {
      const found = this.index.get(name);
      if (found) found.add(entry);
      else this.index.set(name, new Set([entry]));
    }
  }

  remove(entry: Entry): void {
    this.#byKey.delete(entry.key);
    for (const name of namesOf(entry)) {
      const found = this.index.get(name);
      if (found?.delete(entry) && !found.size) this.index.delete(name);
    }
  }

  /** The entry of exactly these parameters, as the client writes them or in their normal form. */
  at(instance: Mounted): Entry | undefined {
    const { context, params, only } = instance;
    const isNamed = ([name, value]: [string, unknown]) => value == null || params[name] != null;
    return this.find({ context, params }).find(({ address, members }) => {
      const isOnly = address.only ? members[0]?.name === only : !only;
      return isOnly && Object.entries(address.params).every(isNamed);
    });
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
    const head = "context" in target ? target.context : `.${target.function}`;
    const [first, ...rest] = scopeNames(head, target.params).concat(head);
    const found = [...(this.index.get(first!) ?? [])];
    return found.filter((entry) => rest.every((name) => this.index.get(name)?.has(entry)));
  }
}

function namesOf({ members, address, normal }: Entry): string[] {
  const functions = members.map(({ name }) => `.${name}`);
  return [address.context.name, ...functions].flatMap((head) => [
    head,
    ...scopeNames(head, address.params),
    ...scopeNames(head, normal),
  ]);
}

function scopeNames(head: string, params: object = {}): string[] {
  return Object.entries(params).map(([name, value]) => `${head}?${name}=${toText(value)}`);
}
