/** The transport over HTTP. */

import { toObject, toQuery } from "./canonical";
import { MizanError, type WireError } from "./error";
import type { CallRequest, ReadRequest, Reply, Transport } from "./transport";

export interface HttpOptions {
  /** The path where the server is mounted; the default is `/api/mizan`. */
  readonly baseUrl?: string;
  /** Headers of every request, such as a token. */
  readonly headers?: () => Record<string, string>;
  /** Replaces the global `fetch`, on a server or in a test. */
  readonly fetch?: typeof fetch;
}

export function createHttp(options: HttpOptions): Transport {
  const base = (options.baseUrl ?? "/api/mizan").replace(/\/$/, "");
  let csrf = {};

  async function send(
    path: string,
    { seen, signal }: Sent,
    init: RequestInit = {},
    sender = options.fetch ?? fetch,
  ): Promise<Response> {
    const headers = {
      ...init.headers,
      ...(seen && { "X-Mizan-Seen": seen }),
      ...csrf,
      ...options.headers?.(),
    };
    const response = await sender(base + path, { ...init, headers, signal });
    if (response.ok) return response;
    const retryAfter = Number(response.headers.get("Retry-After"));
    const error = readError(await response.text(), response.status);
    throw new MizanError({ ...error, retryAfter });
  }

  async function post(request: CallRequest): Promise<Reply> {
    const { fn, args, mounted, files, idempotencyKey, onProgress, accept } = request;
    const headers = {
      ...(!files && { "Content-Type": "application/json" }),
      ...(idempotencyKey && { "Idempotency-Key": idempotencyKey }),
    };
    // The server has a fast path for envelopes that begin with `fn`.
    const envelope = { fn, args, mounted };
    const body = files ? files.toForm(envelope) : toObject(Object.entries(envelope));
    // Only the global `fetch` hands out a response while it arrives.
    const sender = files && !accept && !options.fetch ? files.sender(onProgress) : undefined;
    const response = await send("/call/", request, { method: "POST", headers, body }, sender);
    return (accept ? accept(response) : response.json()) as Promise<Reply>;
  }

  return {
    async read(request) {
      const query = toQuery(request.params, request.only);
      return (await send(`/ctx/${request.context}/${query && `?${query}`}`, request)).text();
    },
    async call(request) {
      try {
        return await post(request);
      } catch (error) {
        // The browser's own origin headers are proof enough for most servers; a token is the rest.
        if ((error as MizanError).kind !== "CSRF") throw error;
        const { csrfToken } = await (await send("/session/", request)).json();
        csrf = { "X-CSRFToken": csrfToken };
        return post(request);
      }
    },
  };
}

/** The fields that all requests have. */
type Sent = Pick<ReadRequest, "seen" | "signal">;

/** The server's error, or that of a stranger on the way, such as a gateway. */
function readError(text: string, status: number): WireError {
  try {
    const { error } = JSON.parse(text) as { error?: WireError };
    if (error) return error;
  } catch {
    // The text of a stranger need not be JSON.
  }
  return { code: status < 500 ? "BAD_REQUEST" : "NETWORK", message: `HTTP ${status}` };
}
