/** A call to the server: it is sent, its answer lands, and its promise settles. */

import type { Kernel } from "../kernel";
import { findTargets, invalidate } from "../reads/invalidation";
import { whenSettled } from "../reads/lifetime";
import { attempt } from "../reads/retry";
import { tellTabs } from "../reads/tabs";
import { loseSession } from "../reads/unauthorized";
import { structuralShare } from "../share/structural";
import type { FunctionSpec } from "../spec";
import { batch } from "../store/batch";
import type { Core, Layer } from "../store/core";
import type { Entry } from "../store/entry";
import { noteFailure, type Subject } from "../store/events";
import { acknowledgeLayer, removeLayer } from "../store/optimism";
import { find } from "../store/names";
import { seenOf } from "../store/seen";
import { toText, type Wire } from "../wire/canonical";
import { follow } from "../wire/abort";
import { carryCall } from "../wire/calls";
import { throwIfAborted, toMizanError } from "../wire/error";
import type { Mounted, Reply } from "../wire/transport";
import { draftsOf } from "./drafts";
import { addLayer } from "./guess";
import { landReply, type Sent } from "./reply";

/** The options of one call. */
export interface CallOptions<Drafts, Args> {
  /**
   * Changes drafts of the data shown, at once; a failure undoes it, the truth replaces it. It has to
   * be pure: it runs again whenever the data below it change.
   */
  readonly optimistic?: (view: Drafts, args: Args) => void;
  /** Resolves when the entries it changed have been read again (`landed`), or at once (`ack`). */
  readonly settle?: "landed" | "ack";
  /** Aborts the call. The server may have run it all the same, so that its data are read again. */
  readonly signal?: AbortSignal;
  /**
   * How long an answer may take, in milliseconds, in place of the client's `timeout`; with 0 as long as
   * it takes. Then the error is `TIMEOUT`, and nobody knows whether the call has happened.
   */
  readonly timeout?: number;
  /** Receives the part of an upload that has been sent, 0 to 1. */
  readonly onProgress?: (progress: number) => void;
  /** A call with a key is sent again if its answer got lost. */
  readonly idempotencyKey?: string;
}

/** The options of an editor's call, whose layer is there already. */
export interface Prepared {
  readonly layer?: Layer;
}

/** The most instances that a call lists; a server takes no more than 16 unless it is told. */
const LISTED = 64;

/**
 * Calls a function; resolves with its result when the entries it changed are true again. It is no
 * method of the kernel, so that a page that only reads does not load it.
 */
export async function call<Args, Result, Kinds, Drafts>(
  { $core: core }: Kernel<Drafts>,
  spec: FunctionSpec<Args, Result, Kinds>,
  args: Args,
  options: CallOptions<Drafts, Args> = {},
): Promise<Result> {
  const { name, affects = [] } = spec;
  const { idempotencyKey, optimistic, timeout } = options;
  const about: Subject = { kind: "call", subject: name };
  const layer =
    (options as Prepared).layer ??
    (optimistic && addLayer(core, (reach) => optimistic(draftsOf(core, reach) as Drafts, args)));
  const { signal, end } = openCall(core, options.signal);
  const wire = spec.args(args);
  let sentAt = 0;
  let mounted = new Map<Entry, string | undefined>();
  const send = (signal: AbortSignal) => {
    const at = core.clock.tick("call", name);
    sentAt ||= at;
    const entries = affects
      .flatMap((context) => find(core, context))
      .filter((entry) => isMounted(entry, wire))
      .slice(0, LISTED);
    mounted = new Map(entries.map((entry) => [entry, entry.h]));
    return carryCall(spec.over?.(core) ?? core.transport, {
      fn: name,
      args: wire,
      files: spec.files?.(args),
      mounted: entries[0] && entries.map(toMounted),
      seen: seenText(core, affects),
      idempotencyKey,
      signal,
      onProgress: options.onProgress ?? (() => {}),
    });
  };
  try {
    const retries = idempotencyKey ? (core.options.retries ?? 3) : 0;
    const reply = await attempt(core, { ...about, signal, retries, timeout }, send);
    throwIfAborted(signal);
    const due = batch(core, () => settle(core, { fn: name, sentAt, mounted }, reply, layer));
    if (options.settle !== "ack") await Promise.all(due.map((entry) => whenSettled(core, entry)));
    return structuralShare(undefined, reply.result, spec.decoder) as Result;
  } catch (thrown) {
    const error = toMizanError(thrown);
    batch(core, () => {
      noteFailure(core, about, error);
      if (layer) removeLayer(core, layer);
      if (error.code === "UNAUTHORIZED") loseSession(core, undefined, sentAt);
      // The server may have done it all the same, so the entries are read again.
      if (!sentAt || !error.outcomeUnknown) return;
      const why = `${name} got lost`;
      const reached = affects.flatMap((context) => findTargets(core, context));
      invalidate(core, reached, why);
      if (affects[0]) tellTabs(core, { targets: affects, v: {}, why });
    });
    throw error;
  } finally {
    end();
  }
}

/** The most tokens of a text, which is at most 2 kB. */
const MOST = 32;

/** The tokens of some contexts, the newest first: `user=a:5, feed=a:3`. */
function seenText(core: Core, contexts: readonly string[]): string | undefined {
  const known = [...core.seen.keys()].filter((context) => contexts.includes(context));
  const texts = known.slice(-MOST).map((context) => seenOf(core, context));
  return texts.reverse().join(", ") || undefined;
}

/** A signal that aborts with the session and with the caller's own signal. */
export function openCall({ calls }: Core, outer: AbortSignal | undefined) {
  const { controller, release } = follow(outer);
  calls.add(controller);
  const end = () => {
    calls.delete(controller);
    release();
  };
  return { signal: controller.signal, end };
}

/** The entry has readers, and its parameters equal the arguments that have their names. */
function isMounted({ active, address: { params } }: Entry, args: Wire): boolean {
  const names = Object.keys(params).filter((name) => args[name] !== undefined);
  return active && names.every((name) => toText(args[name]) === toText(params[name]));
}

function toMounted({ address: { context, params, only }, h }: Entry): Mounted {
  return { context: context.name, params, only: only && context.members[only]?.name, h };
}

/** Lands an answer as one change; returns the entries that the call has to wait for. */
function settle(core: Core, sent: Sent, reply: Reply, layer: Layer | undefined): Entry[] {
  const at = core.clock.tick("landed", sent.fn);
  const due = landReply(core, sent, reply, at);
  for (const [entry, why] of due) invalidate(core, [entry], why);
  tellOthers(core, sent.fn, reply);
  if (layer) {
    layer.landed?.(reply.result);
    acknowledgeLayer(core, layer, { at, due: due.keys() });
  }
  return [...due.keys()].filter(({ active }) => active);
}

/** Tells the other tabs what an answer says, but for the data. */
function tellOthers(core: Core, fn: string, reply: Reply): void {
  const { merge = [], v = {} } = reply;
  const merged = merge.map(({ context, params = {} }) => ({ context, params }));
  const targets = [...reply.invalidate, ...merged];
  if (reply.session) tellTabs(core, { isSignedIn: (core.isSignedIn = true) });
  if (targets[0]) tellTabs(core, { targets, v, why: `${fn} in another tab` });
}
