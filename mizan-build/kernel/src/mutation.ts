/** A call to the server: its optimistic layer, its landing, and what it waits for. */

import { batch, type Core } from "./core";
import type { Entry } from "./entry";
import { aborted, isUnknown, toMizanError, type MizanError } from "./error";
import { invalidate, landReply } from "./landing";
import { removeLayer, type Layer } from "./optimism";
import { ensureRead, landed } from "./reads";
import { attempt } from "./retry";
import type { FunctionSpec } from "./spec";
import { decode } from "./shape";
import type { Instance, Reply } from "./transport";

/** What a caller may say about one call. `Drafts` is the generated way to reach drafts. */
export interface CallOptions<Drafts, Args> {
  /** Changes drafts of what is shown, at once; undone by a failure, replaced by the truth. */
  readonly optimistic?: (view: Drafts, args: Args) => void;
  /** Resolve when the server has answered (`ack`), or when what it changed has been read again. */
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
  const signal = options.signal ? AbortSignal.any([session, options.signal]) : session;
  let sentAt = 0;
  try {
    const retries = options.idempotencyKey ? core.retries : 0;
    const reply = await attempt(core.host, signal, retries, () => {
      sentAt = core.clock.tick();
      core.log.add(sentAt, "call", spec.name);
      return core.transport.call({
        fn: spec.name,
        args: spec.args(args),
        files: spec.files?.(args),
        mounted: mountedOf(core, spec.affects),
        idempotencyKey: options.idempotencyKey,
        signal,
        onProgress: options.onProgress ?? (() => {}),
      });
    });
    if (session.aborted) throw aborted("The session has ended.");
    const { due, at } = batch(core, () => settle(core, reply, spec.name, sentAt, layer));
    if (options.settle !== "ack") await Promise.all(due.map((entry) => landed(entry, at)));
    return decode(reply.result, spec.shape) as Result;
  } catch (thrown) {
    const error = toMizanError(thrown);
    if (!session.aborted) batch(core, () => fail(core, spec, sentAt, layer, error));
    throw error;
  }
}

/** What somebody looks at and the function may change. */
function mountedOf(core: Core, affects: readonly string[] = []): Instance[] {
  if (!affects.length) return [];
  return [...core.active]
    .filter(({ context, only }) => !only && affects.includes(context.name))
    .map(({ context, params }) => ({ context: context.name, params }));
}

function settle(core: Core, reply: Reply, fn: string, sentAt: number, layer: Layer | undefined) {
  const { at, stale } = landReply(core, reply, fn, sentAt);
  core.log.add(at, "landed", fn);
  if (layer) {
    layer.ackedAt = at;
    for (const entry of layer.touched) core.changed.add(entry);
  }
  const due = stale.filter((entry) => entry.active);
  for (const entry of due) ensureRead(core, entry, entry.why);
  return { at, due };
}

/** A failure changes nothing; where nobody knows whether it was one, the truth is read again. */
function fail(
  core: Core,
  { name, affects = [] }: { readonly name: string; readonly affects?: readonly string[] },
  sentAt: number,
  layer: Layer | undefined,
  error: MizanError,
): void {
  const at = core.clock.tick();
  core.log.add(at, "failed", name, error.message);
  if (layer) removeLayer(core, layer);
  if (!sentAt || !isUnknown(error)) return;
  const reached: Entry[] = affects.flatMap((context) => core.entries.find(context));
  invalidate(core, reached, at, `nobody knows whether ${name} succeeded`);
  for (const entry of reached) if (entry.active) ensureRead(core, entry, entry.why);
}
