/** A call to the server: it is sent, its answer lands, and its promise settles. */

import { invalidate, invalidateAll } from "../reads/invalidation";
import { whenSettled } from "../reads/lifetime";
import { attempt } from "../reads/retry";
import { structuralShare } from "../share/structural";
import type { FunctionSpec } from "../spec";
import { batch } from "../store/batch";
import type { Core, Layer } from "../store/core";
import type { Entry } from "../store/entry";
import { removeLayer } from "../store/optimism";
import { toMizanError } from "../wire/error";
import type { Instance, Reply } from "../wire/transport";
import { landReply } from "./reply";

/** The options of one call. */
export interface CallOptions<Drafts, Args> {
  /** Changes drafts of the data shown, at once; a failure undoes it, the truth replaces it. */
  readonly optimistic?: (view: Drafts, args: Args) => void;
  /** Resolves when the entries it changed have been read again (`landed`), or at once (`ack`). */
  readonly settle?: "landed" | "ack";
  readonly signal?: AbortSignal;
  /** Receives the part of an upload that has been sent, 0 to 1. */
  readonly onProgress?: (progress: number) => void;
  /** A call with a key is sent again if its answer got lost. */
  readonly idempotencyKey?: string;
}

/** Calls a function; resolves with its result when the entries it changed are true again. */
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
    if (options.settle !== "ack") await Promise.all(due.map((entry) => whenSettled(core, entry)));
    return structuralShare(undefined, reply.result, spec.decoder) as Result;
  } catch (thrown) {
    const error = toMizanError(thrown);
    batch(core, () => {
      core.clock.tick("failed", spec.name, error.message);
      if (layer) removeLayer(core, layer);
      // The server may have done it all the same, so the entries are read again.
      if (sentAt && error.outcomeUnknown) invalidateAll(core, reached(), `${spec.name} got lost`);
    });
    throw error;
  }
}

/** The instances that have readers and that the function may change. */
function mountedOf(reached: readonly Entry[]): Instance[] | undefined {
  const mounted = reached
    .filter(({ active, address }) => active && !address.only)
    .map(({ address }) => ({ context: address.context.name, params: address.params }));
  return mounted[0] && mounted;
}

/** Lands an answer as one change; returns the entries that the call has to wait for. */
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
