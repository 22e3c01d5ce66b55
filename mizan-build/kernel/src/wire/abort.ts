/** Aborting: by the application, by the end of a session, or because the time is over. */

import { MizanError, aborted } from "./error";

/** The longest duration that a timer can measure, in milliseconds. */
export const FOREVER = 0x7fffffff;

/** A controller that aborts with another signal too, until it is released. */
export function follow(outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort(aborted());
  outer?.addEventListener("abort", abort);
  if (outer?.aborted) abort();
  const release = () => outer?.removeEventListener("abort", abort);
  return { controller, release };
}

/** Sends; without an answer in time the request is aborted. The time is in milliseconds, 0 is none. */
export function sendInTime<T>(
  outer: AbortSignal,
  timeout: number,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (!timeout || timeout > FOREVER) return send(outer);
  const { controller, release } = follow(outer);
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new MizanError({ code: "TIMEOUT", message: `No answer within ${timeout} ms.` }));
      controller.abort(aborted());
    }, timeout);
    const end = () => {
      clearTimeout(timer);
      release();
    };
    send(controller.signal).then(resolve, reject).then(end);
  });
}
