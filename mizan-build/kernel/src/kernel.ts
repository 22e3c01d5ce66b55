/** One client of one server: the reconciled view of it, as a value. */

import type { Wire } from "./canonical";
import { Clock } from "./clock";
import { batch, type Core } from "./core";
import { keyOf } from "./entry";
import { browserHost, type Host } from "./host";
import { createHttp, type HttpOptions } from "./http";
import { invalidate, invalidateAll } from "./landing";
import { callFunction, type CallOptions } from "./mutation";
import { absent, addLayer } from "./optimism";
import { Registry } from "./registry";
import { endSession } from "./session";
import { Source } from "./source";
import type { AnyContext, ContextSpec, FunctionSpec, KindsOf } from "./spec";
import type { Invalidation, Transport } from "./transport";

export interface KernelOptions extends HttpOptions {
  /** Carries the requests instead of HTTP. */
  readonly transport?: Transport;
  /** Tells of network and focus instead of the browser. */
  readonly host?: Host;
  /** How long data that nobody looks at are kept, in milliseconds; five minutes unless told. */
  readonly keep?: number;
  /** How often a read that failed for a moment is sent again; three times unless told. */
  readonly retries?: number;
}

/** Finds the draft of an instance, or of one member of it. */
export type DraftOf = (context: AnyContext, params: Wire, only?: string) => never;

/** The kernel; `Drafts` is what an optimistic change is written against. */
export class Kernel<Drafts = unknown> {
  /** For the kernel's own files. */
  readonly $core: Core;
  readonly #drafts: (draft: DraftOf) => Drafts;

  constructor(options: KernelOptions, drafts: (draft: DraftOf) => Drafts) {
    this.$core = createCore(options);
    this.#drafts = drafts;
  }

  /** An instance of a context: the whole bundle. */
  $context<Params, Data, Own, Kinds>(
    spec: ContextSpec<Params, Data, Own, Kinds>,
    params: Params,
  ): Source<Data, Kinds[keyof Kinds]> {
    return new Source(this.$core, { context: spec, params: spec.params(params) });
  }

  /** One member of an instance. A parameter of its own makes it a read of its own. */
  $member<Params, Data, Own, Kinds, Member extends keyof Data & string>(
    spec: ContextSpec<Params, Data, Own, Kinds>,
    member: Member,
    params: Params & object,
  ): Source<Data[Member], KindsOf<Kinds, Member>> {
    const own = spec.members[member].own?.(params as never) ?? {};
    const only = Object.values(own).some((value) => value != null) ? member : undefined;
    const place = { context: spec, params: { ...spec.params(params), ...own }, only };
    return new Source(this.$core, place, member);
  }

  /** Calls a function; resolves with its result when the truth has landed. */
  async $call<Args, Result, Kinds>(
    spec: FunctionSpec<Args, Result, Kinds>,
    args: Args,
    options: CallOptions<Drafts, Args> = {},
  ): Promise<Result> {
    const layer =
      options.optimistic &&
      addLayer(this.$core, (reach) => {
        const draftOf = (context: AnyContext, params: Wire, only?: string) => {
          const draft = reach(keyOf({ context, params, only }));
          return (draft ? (only ? draft[only] : draft) : absent) as never;
        };
        options.optimistic!(this.#drafts(draftOf), args);
      });
    return callFunction(this.$core, spec, args, options, layer);
  }

  /** Something changed that the kernel could not know of: what it concerns is read again. */
  $invalidate(target: Invalidation, why = "told"): void {
    invalidateAll(this.$core, this.$core.entries.find(target), why);
  }

  /** Somebody signed in or out: forgets all data, and drops every answer still on its way. */
  $startSession(): void {
    const core = this.$core;
    batch(core, () => invalidate(core, endSession(core)));
  }

  /** Forgets the errors, so that whoever shows them may try again. */
  $retry(): void {
    const due = this.$core.entries.all().filter((entry) => entry.due);
    for (const entry of due) {
      entry.error = entry.text = undefined;
      entry.errors = {};
    }
    invalidateAll(this.$core, due, "retried");
  }

  /** What happened and why, a line each. */
  $debug(): string {
    return String(this.$core.clock);
  }
}

function createCore(options: KernelOptions): Core {
  const {
    host = browserHost,
    transport = createHttp(options),
    keep = 300_000,
    retries = 3,
  } = options;
  return {
    host,
    transport,
    keep,
    retries,
    clock: new Clock(),
    entries: new Registry(),
    active: new Set(),
    changed: new Set(),
    layers: [],
    depth: 0,
    session: new AbortController(),
    adopt: () => {},
    deafen: () => {},
  };
}
