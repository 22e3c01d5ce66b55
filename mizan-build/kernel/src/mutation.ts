/** A call to the server: its optimistic layer, its landing, and what it waits for. */

import { batch, type Core } from "./core";
import type { Entry } from "./entry";
import { toMizanError } from "./error";
import { invalidate, invalidateAll, landReply } from "./landing";
import { removeLayer, type Layer } from "./optimism";
import { landed } from "./lifetime";
import { attempt } from "./retry";
import { share } from "./share";
import type { FunctionSpec } from "./spec";
import type { Instance, Reply } from "./transport";

/** What a caller may say about one call. */
export interface CallOptions<Drafts, Args> {
  /** Changes drafts of what is shown, at once; undone by a failure, replaced by the truth. */
  readonly optimistic?: (view: Drafts, args: Args) => void;
  /** Resolve when what it changed has been read again (`landed`), or with the answer (`ack`). */
  readonly settle?: "landed" | "ack";
  readonly signal?: AbortSignal;
  /** Told the share of an upload that has been sent, 0 to 1. */
  readonly onProgress?: (progress: number) => void;
  /** With one, a call whose answer got lost is sent again. */
  readonly idempotencyKey?: string;
}

/** Calls a function; resolves with its result when the truth has landed. */
export async function callFunction<Args, Result, Kinds, Drafts>(
  core: Core,
  spec: FunctionSpec<Args, Result, Kinds>,
  args: Args,
  options: CallOptions<Drafts, Args>,
  layer: Layer | undefined,
): Promise<Result> {
  const session = core.session.signal;
  const signal = AbortSignal.any(options.signal ? [session, options.signal] : [session]);
  const reached = () => (spec.affects ?? []).flatMap((name) => core.entries.find(name));
  let sentAt = 0;
  const send = () => {
    sentAt = core.clock.tick("call", spec.name);
    return core.transport.call({
      fn: spec.name,
      args: spec.args(args),
      files: spec.files?.(args),
      mounted: mountedOf(reached()),
      idempotencyKey: options.idempotencyKey,
      signal,
      onProgress: options.onProgress ?? (() => {}),
    });
  };
  try {
    const reply = await attempt(core, signal, options.idempotencyKey ? core.retries : 0, send);
    session.throwIfAborted();
    const due = batch(core, () => settle(core, spec.name, reply, sentAt, layer));
    if (options.settle !== "ack") await Promise.all(due.map((entry) => landed(core, entry)));
    return share(undefined, reply.result, spec.shape) as Result;
  } catch (thrown) {
    const error = toMizanError(thrown);
    batch(core, () => {
      core.clock.tick("failed", spec.name, error.message);
      if (layer) removeLayer(core, layer);
      // Nobody knows whether the server did it, so the truth is read again.
      if (sentAt && error.isUnknown) invalidateAll(core, reached(), `${spec.name} got lost`);
    });
    throw error;
  }
}

/** What the function may change and somebody looks at. */
function mountedOf(reached: readonly Entry[]): Instance[] | undefined {
  const mounted = reached
    .filter(({ active, place }) => active && !place.only)
    .map(({ place }) => ({ context: place.context.name, params: place.params }));
  return mounted[0] && mounted;
}

/** Lands an answer as one; what remains to be read is the only thing to wait for. */
function settle(core: Core, fn: string, reply: Reply, sentAt: number, layer: Layer | undefined) {
  const at = core.clock.tick("landed", fn);
  const due = landReply(core, fn, reply, sentAt, at);
  invalidate(core, due);
  if (layer) {
    layer.ack = { at, due };
    for (const entry of layer.touched) core.changed.add(entry);
  }
  return [...due.keys()].filter(({ active }) => active);
}
