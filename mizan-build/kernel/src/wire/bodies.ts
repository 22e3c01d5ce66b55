/** Reads with a body: with long parameters, or many of one context. A client loads this with the first. */

import type { Wire } from "./canonical";
import { MizanError, aborted, toMizanError, type WireError } from "./error";
import { checked } from "./json";
import { JSON_TYPE, post } from "./post";
import { CONNECTIONS, isLong, readOne } from "./reads";
import type { Send } from "./send";
import { stringify } from "./stringify";
import type { Bundle, ReadRequest } from "./transport";

/** The most reads of one request: a server takes no more unless it is told. */
const MOST = 100;

/** The answer to one of several reads. */
interface Answer {
  readonly bundle?: Bundle;
  readonly error?: WireError;
}

/** A read that waits for its answer. */
interface Waiting {
  readonly request: ReadRequest;
  readonly resolve: (answer: string | Bundle | PromiseLike<string>) => void;
  readonly reject: (error: unknown) => void;
}

/** The answers to the reads that began together. */
type Answers = ReadonlyMap<ReadRequest, Promise<string | Bundle>>;

const known = new WeakMap<readonly ReadRequest[], Answers>();

/**
 * The answer to one of the reads that began together, which are sent with the first that asks. They
 * are one request if they have to be (`isOne`), whatever their contexts.
 */
export function readByBody(
  send: Send,
  together: readonly ReadRequest[],
  request: ReadRequest,
  isOne = false,
): Promise<string | Bundle> {
  const answers = known.get(together) ?? sendAll(send, together, isOne);
  known.set(together, answers);
  return answers.get(request)!;
}

/** Sends the reads of each context as one request where they are more than the connections. */
function sendAll(send: Send, requests: readonly ReadRequest[], isOne: boolean): Answers {
  const answers = new Map<ReadRequest, Promise<string | Bundle>>();
  const byContext = new Map<string, Waiting[]>();
  for (const request of requests) {
    const { context } = request;
    const kind = isOne ? "" : context;
    const alike = byContext.get(kind) ?? [];
    byContext.set(kind, alike);
    const answer = new Promise<string | Bundle>((resolve, reject) => {
      const read = { request, resolve, reject };
      if (isWaiting(read)) alike.push(read);
      else reject(aborted());
    });
    answers.set(request, answer);
  }
  for (const alike of byContext.values()) {
    if (alike.length <= (isOne ? 1 : CONNECTIONS)) sendEach(send, alike);
    else for (const some of partsOf(alike)) void sendTogether(send, some);
  }
  return answers;
}

function sendEach(send: Send, reads: readonly Waiting[]): void {
  for (const { request, resolve } of reads) {
    resolve(isLong(request) ? readLong(send, request) : readOne(send, request));
  }
}

async function readLong(send: Send, request: ReadRequest): Promise<string> {
  const { context, params, only } = request;
  const body = stringify({ params: withoutNull(params), only });
  const response = await post(send, `/ctx/${context}/`, request, { headers: JSON_TYPE, body });
  return checked(await response.text(), context);
}

function partsOf(reads: readonly Waiting[]): (readonly Waiting[])[] {
  const parts = [];
  for (let at = 0; at < reads.length; at += MOST) parts.push(reads.slice(at, at + MOST));
  return parts;
}

/** Where the server refuses so many at once, each is sent by itself. */
async function sendTogether(send: Send, reads: readonly Waiting[]): Promise<void> {
  try {
    await readTogether(send, reads);
  } catch (error) {
    // An application may allow fewer reads in one request, or shorter bodies.
    if (toMizanError(error).code === "PAYLOAD_TOO_LARGE") sendEach(send, reads.filter(isWaiting));
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
    const { context } = reads[0]!.request;
    const about = { seen: seenBy(reads), signal: controller.signal };
    const body = stringify({ read });
    const response = await post(send, "/ctx/", about, { headers: JSON_TYPE, body });
    const { read: answers } = JSON.parse(checked(await response.text(), context)) as {
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

/** The newest tokens that the client has seen, of all contexts that are read. */
function seenBy(reads: readonly Waiting[]): string | undefined {
  const seen = new Set(reads.flatMap(({ request }) => request.seen ?? []));
  return [...seen].join(", ") || undefined;
}

/** The parameters that a server looks for. */
function withoutNull(params: Wire): Wire {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value != null));
}
