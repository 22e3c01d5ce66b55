/** The bus between the nodes of the model: it numbers changes, and tells all nodes in one order. */

import type { Wire } from "../../../src/wire/canonical";

/** The instances that a change makes stale. */
export interface Reach {
  readonly context: string;
  /** The parameters that narrow it. */
  readonly params: Wire;
}

/** What a node hears. */
export type Event =
  /** All is heard from now on, and anything may have been missed before. */
  | { readonly kind: "open"; readonly clock: string; readonly numbers: ReadonlyMap<string, number> }
  | { readonly kind: "change"; readonly reach: Reach; readonly number: number }
  /** A node was killed or is cut off: nobody knows what it has changed. */
  | { readonly kind: "missing" };

export interface Listener {
  readonly heard: Event[];
}

export class Bus {
  readonly #numbers = new Map<string, number>();
  readonly #listeners = new Set<Listener>();
  #clock = 1;
  /** A node is missing, or was. */
  #hasMissed = false;

  /** Tells a node all from now on, and that somebody is missing: what that one did is in no number. */
  open(listener: Listener): void {
    this.#listeners.add(listener);
    const numbers = new Map(this.#numbers);
    listener.heard.push({ kind: "open", clock: `bus${this.#clock}`, numbers });
    if (this.#hasMissed) listener.heard.push({ kind: "missing" });
  }

  /** Loses a node, with all that it has not heard yet. */
  lose(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.heard.length = 0;
  }

  /** Numbers a change and tells it. */
  announce(reach: Reach): string {
    const number = (this.#numbers.get(reach.context) ?? 0) + 1;
    this.#numbers.set(reach.context, number);
    this.#tell({ kind: "change", reach, number });
    return `bus${this.#clock}-${reach.context}:${number}`;
  }

  /** The others find out that a node is missing. */
  miss(): void {
    this.#hasMissed = true;
    this.#tell({ kind: "missing" });
  }

  /** Is started anew, without all that it knew: the same numbers come again, by another clock. */
  restart(): void {
    this.#clock++;
    this.#numbers.clear();
    for (const listener of [...this.#listeners]) {
      this.lose(listener);
      this.open(listener);
    }
  }

  #tell(event: Event): void {
    for (const { heard } of this.#listeners) heard.push(event);
  }
}
