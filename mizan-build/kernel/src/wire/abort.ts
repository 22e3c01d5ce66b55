/** Aborting: by the application, by the end of a session, or because the time is over. */

import { MizanError, aborted } from "./error";

/** The longest duration that a timer can measure, in milliseconds. */
export const FOREVER = 0x7fffffff;

/** Calls back when a signal aborts; returns the way to stop. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  signal?.addEventListener("abort", listener);
  return () => signal?.removeEventListener("abort", listener);
}

/** A controller that aborts with another signal too, until it is released. */
export function follow(outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort(aborted());
  if (outer?.aborted) abort();
  return { controller, release: onAbort(outer, abort) };
}

/** Sends; without an answer in time the request is aborted. The time is in milliseconds, 0 is none. */
export async function sendInTime<T, Outer extends AbortSignal | undefined>(
  outer: Outer,
  timeout: number,
  send: (signal: AbortSignal | Outer) => Promise<T>,
): Promise<T> {
  if (!timeout || timeout > FOREVER) return send(outer);
  const { controller, release } = follow(outer);
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new MizanError({ code: "TIMEOUT", message: `No answer within ${timeout} ms.` }));
      controller.abort(aborted());
    }, timeout);
  });
  try {
    return await Promise.race([send(controller.signal), late]);
  } finally {
    clearTimeout(timer!);
    release();
  }
}
