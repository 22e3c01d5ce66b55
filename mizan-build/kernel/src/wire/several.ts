/** Many reads of one context in one request. A client loads this with the first of them. */

import { toJson } from "./canonical";
import { MizanError, aborted, toMizanError, type WireError } from "./error";
import { checked } from "./json";
import { withoutNull, type Send, type Waiting } from "./reads";
import type { Bundle } from "./transport";

/** The most reads of one request: a server takes no more unless it is told. */
const MOST = 100;

/** The answer to one of several reads. */
interface Answer {
  readonly bundle?: Bundle;
  readonly error?: WireError;
}

/**
 * Sends the reads of each context as one request where they are more than `few`. Where the server
 * refuses so many at once, `sendEach` sends each by itself.
 */
export function sendMany(
  send: Send,
  reads: readonly Waiting[],
  sendEach: (reads: readonly Waiting[]) => void,
  few: number,
): void {
  const byContext = new Map<string, Waiting[]>();
  for (const read of reads) {
    const { context } = read.request;
    const alike = byContext.get(context) ?? [];
    byContext.set(context, alike);
    if (isWaiting(read)) alike.push(read);
    else read.reject(aborted());
  }
  for (const alike of byContext.values()) {
    if (alike.length <= few) sendEach(alike);
    else for (const some of partsOf(alike)) void sendTogether(send, some, sendEach);
  }
}

function partsOf(reads: readonly Waiting[]): (readonly Waiting[])[] {
  const parts = [];
  for (let at = 0; at < reads.length; at += MOST) parts.push(reads.slice(at, at + MOST));
  return parts;
}

async function sendTogether(
  send: Send,
  reads: readonly Waiting[],
  sendEach: (reads: readonly Waiting[]) => void,
): Promise<void> {
  try {
    await readTogether(send, reads);
  } catch (error) {
    // An application may allow fewer reads in one request, or shorter bodies.
    if (toMizanError(error).code === "PAYLOAD_TOO_LARGE") sendEach(reads.filter(isWaiting));
    else for (const { reject } of reads) reject(error);
  }
}

const isWaiting = ({ request }: Waiting) => !request.signal.aborted;

/** One request, which ends when nobody waits for any of its answers. */
async function readTogether(send: Send, reads: readonly Waiting[]): Promise<void> {
  const controller = new AbortController();
  let open = reads.length;
  const releases = reads.map(({ request: { signal }, reject }) => {
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
    const from = reads[0]!.request.context;
    const { read: answers } = JSON.parse(checked(await response.text(), from)) as {
      read: readonly Answer[];
    };
    reads.forEach(({ resolve, reject }, at) => {
      const { bundle, error } = answers[at]!;
      if (bundle) resolve(bundle);
      else reject(new MizanError(error!));
    });
  } finally {
    for (const release of releases) release();
  }
}
