/** What all parts of one kernel share, and the one place where observers are told. */

import type { Clock } from "./clock";
import type { Entry } from "./entry";
import type { Host } from "./host";
import { fold, type Layer } from "./optimism";
import type { Registry } from "./registry";
import type { Transport } from "./transport";

export interface Core {
  readonly transport: Transport;
  readonly host: Host;
  readonly clock: Clock;
  readonly entries: Registry;
  /** How long an entry that nobody looks at is kept, in milliseconds. */
  readonly keep: number;
  readonly retries: number;
  /** The optimistic layers, in mutation order. */
  layers: Layer[];
  /** Aborted when the session ends. */
  session: AbortController;
  /** Gives a new entry what another kernel knew of it. */
  adopt: (entry: Entry) => void;
  /** The entries that somebody looks at. */
  readonly active: Set<Entry>;
  /** Stops listening to the host. */
  deafen: () => void;
  /** What changed in the batch that is open. */
  readonly changed: Set<Entry>;
  depth: number;
}

/** Runs `work` and tells observers once, when all of it is done. */
export function batch<T>(core: Core, work: () => T): T {
  core.depth++;
  try {
    return work();
  } finally {
    if (core.depth === 1) notify(core);
    core.depth--;
  }
}

/** Stays inside the batch, so that what listeners do is told in a further round. */
function notify(core: Core): void {
  while (core.changed.size) {
    fold(core);
    const changed = [...core.changed];
    core.changed.clear();
    for (const entry of changed) {
      for (const listener of [...entry.listeners]) guard(listener);
    }
  }
}

/** A listener that throws must not keep the others from hearing; its error surfaces by itself. */
function guard(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
