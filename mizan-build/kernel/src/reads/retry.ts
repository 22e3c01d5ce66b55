/** Retries: a request that failed for a moment is sent again, and waits while there is no network. */

import type { Core } from "../store/core";
import { listenToHost } from "../store/host";
import { emit, type Subject } from "../store/events";
import { FOREVER, onAbort, sendInTime } from "../wire/abort";
import { aborted, throwIfAborted, toMizanError, type MizanError } from "../wire/error";

/** A request that may be sent more than once. */
export interface Attempted extends Subject {
  readonly signal: AbortSignal;
  /** How often it is sent again; 0 for what must not be repeated. */
  readonly retries: number;
  /** How long each attempt may take, in milliseconds. */
  readonly timeout?: number | undefined;
  /** Called before the pause that another attempt follows. */
  readonly onPause?: (error: MizanError) => void;
}

/** The longest pause before another attempt, in milliseconds. */
const LONGEST = 30_000;

/**
 * The pause after so many failures before the last one: it doubles from a second. The jitter keeps the
 * clients of a server from returning at once.
 */
export const pauseAfter = (failures: number): number =>
  Math.min(1000 * 2 ** failures, LONGEST) * (0.5 + Math.random() / 2);

/**
 * Sends, and sends again after a pause, up to `retries` times; as often as it takes where the host
 * says that it is offline. A request that must not be repeated waits for the network instead. A server
 * that wants a longer pause than users wait for gets no further attempt: the error says when to ask.
 */
export async function attempt<T>(
  core: Core,
  { kind, subject, signal, retries, timeout = core.options.timeout ?? 0, onPause }: Attempted,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { host } = core;
  for (let failures = 0; ; failures++) {
    throwIfAborted(signal);
    if (!retries && core.isHostBelieved && !host.online()) await pause(core, signal, FOREVER);
    try {
      const sent = sendInTime(signal, timeout, send);
      emit(core, "request", { kind, subject, ended: sent.then(() => undefined, toMizanError) });
      const answer = await sent;
      core.isHostBelieved = host.online();
      return answer;
    } catch (thrown) {
      throwIfAborted(signal);
      const error = toMizanError(thrown);
      const { code, isTransient, retryAfter = 0 } = error;
      const wanted = retryAfter * 1000;
      if (code === "NETWORK") core.isHostBelieved = true;
      const isOver = failures >= retries && (code !== "NETWORK" || host.online());
      if (!retries || !isTransient || isOver || wanted > LONGEST) throw thrown;
      onPause?.(error);
      await pause(core, signal, Math.max(pauseAfter(failures), wanted));
    }
  }
}

/** Waits for a duration or for the host to wake; throws when the signal aborts. */
function pause(core: Core, signal: AbortSignal, duration: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      unlisten();
      release();
      if (signal.aborted) reject(aborted());
      else resolve();
    };
    const timer = setTimeout(end, duration);
    const unlisten = listenToHost(core, end);
    const release = onAbort(signal, end);
  });
}
