/** The kernel: one client of one server, and the only copy of the server's data in it. */

import { Source } from "./observe/source";
import { findTargets, invalidateAll } from "./reads/invalidation";
import { beginSession, tellTabs } from "./reads/tabs";
import { loseSession } from "./reads/unauthorized";
import type { ContextSpec, KindsOf } from "./spec";
import { addressOf } from "./store/address";
import { Clock } from "./store/clock";
import type { Core, CoreOptions } from "./store/core";
import type { KernelEvents, Listener } from "./store/events";
import { currentHost, type Host } from "./store/host";
import { Registry } from "./store/registry";
import { createHttp } from "./wire/http";
import type { Invalidation, Transport } from "./wire/transport";

export interface KernelOptions extends CoreOptions {
  /** Carries the requests instead of HTTP. */
  readonly transport?: Transport;
  /** Reports network and visibility instead of the browser. */
  readonly host?: Host;
  /**
   * How long data without readers are kept, in milliseconds; the default is five minutes. With
   * `Infinity` they stay.
   */
  readonly cacheTime?: number;
  /** How often a read that failed for a moment is sent again; the default is 3. */
  readonly retries?: number;
  /**
   * How long the answer to a request may take, in milliseconds; the default is 0, as long as it takes.
   * Then the request is aborted, and its error is `TIMEOUT`: a read is sent again, a call may have
   * happened.
   */
  readonly timeout?: number;
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
    invalidateAll(this.$core, findTargets(this.$core, target), why);
    tellTabs(this.$core, { targets: [target], v: {}, why });
  }

  /** Forgets all data and drops every answer in flight, because somebody signed in or out. */
  $startSession(): void {
    beginSession(this.$core, true);
  }

  /** Reads again what failed and is shown, and clears its errors; of one target alone if there is one. */
  $retry(target?: Invalidation): void {
    const { active, entries } = this.$core;
    const failed = (target ? entries.find(target) : [...active]).filter((entry) => {
      return entry.active && entry.view().error;
    });
    for (const entry of failed) entry.forgive();
    invalidateAll(this.$core, failed, "retried");
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
    const each: Listener = { name, hear: listener };
    listeners.add(each);
    return () => void listeners.delete(each);
  }

  /** The log of the last events and their reasons, a line each. */
  $debug(): string {
    return String(this.$core.clock);
  }
}

function createCore(options: KernelOptions): Core {
  const {
    host = currentHost(),
    transport = createHttp(options),
    cacheTime = 300_000,
    retries = 3,
    timeout = 0,
  } = options;
  return {
    host,
    tabsName: `mizan ${options.baseUrl ?? "/api/mizan"}`,
    isSignedIn: true,
    isHostBelieved: false,
    onUnauthorized: loseSession,
    transport,
    cacheTime,
    retries,
    timeout,
    listeners: new Set(),
    options,
    clock: new Clock(),
    entries: new Registry(),
    contexts: new Set(),
    active: new Set(),
    sending: new Set(),
    idle: new Map(),
    wakes: new Set(),
    changed: new Set(),
    layers: [],
    fold: () => {},
    depth: 0,
    calls: new Set(),
    seen: new Map(),
    onEntryCreated: () => {},
    changedNames: new Set(),
    unlisten: () => {},
  };
}
