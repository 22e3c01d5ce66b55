/** The kernel: one client of one server, and the only copy of the server's data in it. */

import { Source } from "./observe/source";
import { findTargets, invalidate } from "./reads/invalidation";
import { beginSession, tellTabs } from "./reads/tabs";
import type { ContextSpec, KindsOf } from "./spec";
import { addressOf } from "./store/address";
import { Clock } from "./store/clock";
import type { Core, CoreOptions } from "./store/core";
import type { KernelEvents, Listener } from "./store/events";
import { currentHost, type Host } from "./store/host";
import { find } from "./store/names";
import { createReads } from "./wire/reads";
import type { Invalidation, Transport } from "./wire/transport";

export interface KernelOptions extends CoreOptions {
  /** Carries the requests instead of HTTP. */
  readonly transport?: Transport;
  /** Reports network and visibility instead of the browser. */
  readonly host?: Host;
}

/** The kernel; `Drafts` is the type that an optimistic change is written against. */
export class Kernel<Drafts = unknown> {
  /** For the kernel's own files. */
  readonly $core: Core;
  /** Exists only at compile time. */
  declare readonly $drafts?: Drafts;

  constructor(options: KernelOptions) {
    this.$core = createCore(options);
  }

  /** An instance of a context: the whole bundle. */
  $context<Params, Data, Own, Kinds>(
    spec: ContextSpec<Params, Data, Own, Kinds>,
    params: Params,
  ): Source<Data, Kinds[keyof Kinds]> {
    return new Source(this.$core, addressOf(spec, params as never));
  }

  /** One member of an instance. A parameter of its own makes it a read of its own. */
  $member<Params, Data, Own, Kinds, Member extends keyof Data & string>(
    spec: ContextSpec<Params, Data, Own, Kinds>,
    member: Member,
    params: Params & object,
  ): Source<Data[Member], KindsOf<Kinds, Member>> {
    return new Source(this.$core, addressOf(spec, params as never, member), member);
  }

  /** Makes the data of a target stale, after a change that the kernel cannot know of. */
  $invalidate(target: Invalidation, why = "told"): void {
    invalidate(this.$core, findTargets(this.$core, target), why);
    tellTabs(this.$core, { targets: [target], v: {}, why });
  }

  /** Forgets all data and drops every answer in flight, because somebody signed in or out. */
  $startSession(): void {
    beginSession(this.$core, true);
  }

  /** Reads again what failed and is shown, and clears its errors; of one target alone if there is one. */
  $retry(target?: Invalidation): void {
    const { entries } = this.$core;
    const reached = target ? find(this.$core, target) : [...entries.values()];
    const failed = reached.filter((entry) => entry.active && entry.failures.size);
    for (const entry of failed) entry.forgive();
    invalidate(this.$core, failed, "retried");
  }

  /**
   * Calls `listener` at each event of a kind: an `error`, a `request` that is sent, or the reason `why`
   * data are read. Returns the way to stop.
   *
   * ```ts
   * client.$on("error", ({ subject, error }) => report(subject, error));
   * ```
   */
  $on<Name extends keyof KernelEvents>(
    name: Name,
    listener: (event: KernelEvents[Name]) => void,
  ): () => void {
    const { listeners } = this.$core;
    const each: Listener = (kind, event) => kind === name && listener(event as never);
    listeners.add(each);
    return () => void listeners.delete(each);
  }

  /** The log of the last events and their reasons, a line each. */
  $debug(): string {
    return String(this.$core.clock);
  }
}

function createCore(options: KernelOptions): Core {
  const { host = currentHost(), transport = createReads(options) } = options;
  return {
    options,
    host,
    transport,
    clock: new Clock(),
    entries: new Map(),
    named: new Map(),
    listeners: new Set(),
    layers: [],
    calls: new Set(),
    seen: new Map(),
    changedNames: new Set(),
    idle: new Map(),
    wakes: new Set(),
    isSignedIn: true,
    changed: new Set(),
    atOnce: (tell) => tell(),
    depth: 0,
  };
}
