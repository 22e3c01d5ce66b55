/** Many reads of one context in one request. A client loads this with the first of them. */

import { toJson } from "./canonical";
import { MizanError, aborted, toMizanError, type WireError } from "./error";
import { withoutNull, type Send, type Waiting } from "./reads";
import type { Bundle } from "./transport";

/** The most reads of one request: a server takes no more unless it is told. */
const MOST = 100;

/** The answer to one of several reads. */
interface Answer {
  readonly bundle?: Bundle;
  readonly error?: WireError;
}

/** Sends the reads; where the server refuses so many at once, `sendEach` sends each by itself. */
export function readSeveral(
  send: Send,
  reads: readonly Waiting[],
  sendEach: (reads: readonly Waiting[]) => void,
): void {
  const open = reads.filter(({ request }) => !request.signal.aborted);
  for (const { reject } of reads.filter((read) => !open.includes(read))) reject(aborted());
  for (let at = 0; at < open.length; at += MOST) {
    const some = open.slice(at, at + MOST);
    readTogether(send, some).catch((error: unknown) => {
      // An application may allow fewer reads in one request, or shorter bodies.
      if (toMizanError(error).code === "PAYLOAD_TOO_LARGE") sendEach(some);
      else for (const { reject } of some) reject(error);
    });
  }
}

/** One request, which ends when nobody waits for any of its answers. */
async function readTogether(send: Send, reads: readonly Waiting[]): Promise<void> {
  const controller = new AbortController();
  let open = reads.length;
  const leaves = reads.map(({ request: { signal }, reject }) => {
    const leave = () => {
      reject(aborted());
      if (!--open) controller.abort();
    };
    signal.addEventListener("abort", leave);
    return () => signal.removeEventListener("abort", leave);
  });
  try {
    const read = reads.map(({ request: { context, params, only } }) => {
      return { context, params: withoutNull(params), only };
    });
    const { seen } = reads[0]!.request;
    const response = await send("/ctx/", { seen, signal: controller.signal }, toJson({ read }));
    const answers = ((await response.json()) as { read: readonly Answer[] }).read;
    reads.forEach(({ resolve, reject }, at) => {
      const { bundle, error } = answers[at]!;
      if (bundle) resolve(bundle);
      else reject(new MizanError(error!));
    });
  } finally {
    for (const leave of leaves) leave();
  }
}
