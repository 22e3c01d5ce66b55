/** One client of one server: the reconciled view of it, as a value. */

import { createAction } from "./action";
import type { Wire } from "./canonical";
import { Clock } from "./clock";
import { batch, type Core } from "./core";
import { browserHost, type Host } from "./host";
import { createHttp, type HttpOptions } from "./http";
import { invalidate } from "./landing";
import { Log } from "./log";
import { callFunction, type CallOptions } from "./mutation";
import { absent, addLayer, type Reach } from "./optimism";
import { ensureRead } from "./reads";
import { Registry } from "./registry";
import { Source, type Place } from "./source";
import type { AnyContext, ContextSpec, FunctionSpec, KindsOf } from "./spec";
import { keyOf } from "./entry";
import type { Invalidation, Transport } from "./transport";

export interface KernelOptions extends HttpOptions {
  /** Carries the requests instead of HTTP. */
  readonly transport?: Transport;
  readonly host?: Host;
  /** How long data that nobody looks at are kept, in milliseconds; five minutes unless told. */
  readonly keep?: number;
  /** How often a read that failed for a moment is sent again; three times unless told. */
  readonly retries?: number;
}

/** Finds the draft of one instance, for generated drafts. */
export type DraftOf = (context: AnyContext, params: Wire, only?: string) => never;

/** The kernel; `Drafts` is what an optimistic change is written against. */
export class Kernel<Drafts = unknown> {
  readonly #core: Core;
  readonly #drafts: (draft: DraftOf) => Drafts;

  constructor(options: KernelOptions, drafts: (draft: DraftOf) => Drafts) {
    this.#core = createCore(options);
    this.#drafts = drafts;
  }

  /** An instance of a context: the whole bundle. */
  context<Params, Data, Own, Kinds>(
    spec: ContextSpec<Params, Data, Own, Kinds>,
    params: Params,
  ): Source<Data, Kinds[keyof Kinds]> {
    return this.#source({ context: spec, params: spec.params(params) });
  }

  /** One member of an instance. A parameter of its own makes it a read of its own. */
  member<Params, Data, Own, Kinds, Member extends keyof Data & string>(
    spec: ContextSpec<Params, Data, Own, Kinds>,
    member: Member,
    params: Params & object,
  ): Source<Data[Member], KindsOf<Kinds, Member>> {
    return this.#source({ ...placeOf(spec, member, params), member });
  }

  /** Calls a function; resolves with its result when the truth has landed. */
  async call<Args, Result, Kinds>(
    spec: FunctionSpec<Args, Result, Kinds>,
    args: Args,
    options: CallOptions<Drafts, Args> = {},
  ): Promise<Result> {
    const { optimistic } = options;
    const layer =
      optimistic &&
      addLayer(this.#core, (reach) => optimistic(this.#drafts(draftFrom(reach)), args));
    return callFunction(this.#core, spec, args, options, layer);
  }

  /** A function that carries its state; `options` is asked at every call. For adapters. */
  action<Args, Result, Kinds>(
    spec: FunctionSpec<Args, Result, Kinds>,
    options: () => CallOptions<Drafts, Args>,
  ) {
    return createAction<Args, Result, Kinds>((args, own) =>
      this.call(spec, args, { ...options(), ...own }),
    );
  }

  /** Something changed that the kernel could not know of: reads again what it concerns. */
  invalidate(target: Invalidation, why = "somebody said so"): void {
    const core = this.#core;
    batch(core, () => {
      const found = core.entries.find(target);
      invalidate(core, found, core.clock.tick(), why);
      for (const entry of found) if (entry.active) ensureRead(core, entry, why);
    });
  }

  /** Somebody signed in or out: forgets all data, and drops every answer still on its way. */
  startSession(): void {
    const core = this.#core;
    core.session.abort();
    core.session = new AbortController();
    core.layers = [];
    batch(core, () => {
      for (const entry of core.entries.all()) {
        for (const read of entry.reads) read.abort.abort();
        entry.reads.clear();
        entry.reset();
        core.changed.add(entry);
        if (entry.active) ensureRead(core, entry, "a session began");
      }
    });
  }

  /** What happened and why, a line each. */
  debug(): string {
    return String(this.#core.log);
  }

  #source<Data, Kinds>(place: Place): Source<Data, Kinds> {
    return new Source<Data, Kinds>(this.#core, place);
  }
}

function createCore(options: KernelOptions): Core {
  return {
    transport: options.transport ?? createHttp(options),
    host: options.host ?? browserHost,
    clock: new Clock(),
    log: new Log(),
    entries: new Registry(),
    keep: options.keep ?? 300_000,
    retries: options.retries ?? 3,
    layers: [],
    session: new AbortController(),
    active: new Set(),
    deafen: () => {},
    changed: new Set(),
    depth: 0,
  };
}

/** Only a parameter that is the member's own takes it out of the bundle. */
function placeOf<Params, Data, Own, Kinds, Member extends keyof Data & string>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
  member: Member,
  params: Params,
): Place {
  const shared = spec.params(params);
  const own = spec.members[member].own?.(params as never) ?? {};
  const given = Object.values(own).some((value) => value != null);
  return given
    ? { context: spec, params: { ...shared, ...own }, only: member }
    : { context: spec, params: shared };
}

/** The draft of a bundle, or of the one member that `only` names; nothing where nothing is known. */
function draftFrom(reach: Reach): DraftOf {
  return (context, params, only) => {
    const draft = reach(keyOf(context, params, only));
    return (draft ? (only ? draft[only] : draft) : absent) as never;
  };
}
