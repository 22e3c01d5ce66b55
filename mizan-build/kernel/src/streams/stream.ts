/** Streams: the items of a function that answers one after another. A client without them loads none of this. */

import type { Kernel } from "../kernel";
import { openCall } from "../mutations/call";
import { findTargets, invalidate } from "../reads/invalidation";
import { attempt } from "../reads/retry";
import { structuralShare } from "../share/structural";
import type { FunctionSpec } from "../spec";
import type { Core } from "../store/core";
import { noteFailure, type Subject } from "../store/events";
import { noteSeen } from "../store/seen";
import { carryCall } from "../wire/calls";
import { MizanError, aborted, throwIfAborted, toMizanError, type WireError } from "../wire/error";
import { checked } from "../wire/json";
import type { Invalidation } from "../wire/transport";

/** A function that streams. */
export interface StreamSpec<Args, Item, Kinds = never> extends FunctionSpec<Args, Item, Kinds> {
  readonly stream: true;
}

export interface StreamOptions {
  /** Ends the stream, and the function on the server. */
  readonly signal?: AbortSignal;
}

/**
 * The items of one call, which begins when the first of them is asked for. The next item is asked
 * for when the one before has been taken; leaving the loop ends the function on the server.
 */
export interface Stream<Item> extends AsyncIterableIterator<Item, undefined, void> {
  next(): Promise<IteratorResult<Item, undefined>>;
  /** Ends the stream. */
  return(): Promise<IteratorReturnResult<undefined>>;
  [Symbol.asyncIterator](): Stream<Item>;
}

/** A line of the answer. */
interface Line {
  readonly item?: unknown;
  readonly invalidate?: readonly Invalidation[];
  readonly v?: { readonly [context: string]: string };
  readonly error?: WireError;
  readonly end?: true;
}

/** Calls a function that streams. */
export function openStream<Args, Item, Kinds>(
  { $core }: Kernel,
  spec: StreamSpec<Args, Item, Kinds>,
  args: Args,
  { signal }: StreamOptions = {},
): Stream<Item> {
  const left = new AbortController();
  const items = readItems($core, spec, args, left, signal);
  const end = { done: true, value: undefined } as const;
  const stream: Stream<Item> = {
    next: () =>
      items.next().catch((error: unknown) => {
        if (left.signal.aborted && !signal?.aborted) return end;
        throw error;
      }),
    async return() {
      // First of all: the generator's own `return` waits for a `next` that has not been answered.
      left.abort();
      items.return(undefined).catch(() => {});
      return end;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}

/** The items of one call, until its reader has left or the caller's own signal aborts. */
async function* readItems<Args, Item, Kinds>(
  core: Core,
  spec: StreamSpec<Args, Item, Kinds>,
  args: Args,
  left: AbortController,
  outer: AbortSignal | undefined,
): AsyncGenerator<Item, undefined, void> {
  const leave = () => left.abort();
  outer?.addEventListener("abort", leave);
  if (outer?.aborted) leave();
  try {
    for await (const batch of readBatches(core, spec, args, left.signal)) yield* batch;
  } finally {
    outer?.removeEventListener("abort", leave);
  }
  return undefined;
}

/** The items of one call, together with those that arrived with them. */
export async function* readBatches<Args, Item, Kinds>(
  core: Core,
  spec: StreamSpec<Args, Item, Kinds>,
  args: Args,
  outer: AbortSignal,
): AsyncGenerator<readonly Item[], void, void> {
  const { signal, end: close } = openCall(core, outer);
  const about: Subject = { kind: "stream", subject: spec.name };
  try {
    const request = { ...about, signal, retries: 0 };
    const body = await attempt(core, request, (each) => send(core, spec, args, each));
    for await (const lines of readLines(body, signal, spec.name)) {
      const { items, end } = land(core, spec, lines);
      if (items.length) yield items as Item[];
      if (end === true) return;
      if (end) throw end;
    }
    throw new MizanError({ code: "NETWORK", message: "The stream was cut off." });
  } catch (thrown) {
    const error = signal.aborted ? aborted() : toMizanError(thrown);
    noteFailure(core, about, error);
    throw error;
  } finally {
    close();
  }
}

/** Sends the call; the answer is the body of its response. */
async function send<Args>(
  core: Core,
  spec: StreamSpec<Args, unknown, unknown>,
  args: Args,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  core.clock.tick("stream", spec.name);
  const reply = await carryCall(core.transport, {
    fn: spec.name,
    args: spec.args(args),
    files: spec.files?.(args),
    mounted: undefined,
    seen: undefined,
    idempotencyKey: undefined,
    signal,
    onProgress: () => {},
    accept: async ({ body }) => body,
  });
  return reply as never;
}

/** The whole lines of each piece that arrives. */
async function* readLines(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  name: string,
): AsyncGenerator<readonly Line[], void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  try {
    for (let rest = ""; ;) {
      const { done, value } = await reader.read();
      throwIfAborted(signal);
      if (done) return;
      const lines = decoder.decode(value, { stream: true }).split("\n");
      // Only the new piece is searched, however long the line is that it continues.
      lines[0] = rest + lines[0];
      rest = lines.pop()!;
      yield lines.map((line) => JSON.parse(checked(line, name)) as Line);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

/** Lands lines: the items are handed out, and stale entries are read again. */
function land(
  core: Core,
  { name, decoder }: StreamSpec<never, unknown, unknown>,
  lines: readonly Line[],
) {
  const items: unknown[] = [];
  for (const { item, invalidate: targets = [], v = {}, error, end } of lines) {
    if (error) return { items, end: new MizanError(error) };
    if (end) return { items, end };
    for (const [context, token] of Object.entries(v)) noteSeen(core, context, token);
    for (const target of targets) {
      invalidate(core, findTargets(core, target), `${name} invalidates`);
    }
    if (item !== undefined) items.push(structuralShare(undefined, item, decoder));
  }
  return { items, end: undefined };
}
