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
  ): Promise<string> {
    const headers = {
      ...init.headers,
      ...(seen && { "X-Mizan-Seen": seen }),
      ...csrf,
      ...options.headers?.(),
    };
    return accept(await sender(base + path, { ...init, headers, signal }));
  }

  async function post(request: CallRequest): Promise<Reply> {
    const { fn, args, mounted, files, idempotencyKey, onProgress } = request;
    const headers = {
      ...(!files && { "Content-Type": "application/json" }),
      ...(idempotencyKey && { "Idempotency-Key": idempotencyKey }),
    };
    // The server has a fast path for envelopes that begin with `fn`.
    const envelope = { fn, args, mounted };
    const body = files ? files.toForm(envelope) : toObject(Object.entries(envelope));
    const sender = files && !options.fetch ? files.sender(onProgress) : undefined;
    return JSON.parse(await send("/call/", request, { method: "POST", headers, body }, sender));
  }

  return {
    read(request) {
      const query = toQuery(request.params, request.only);
      return send(`/ctx/${request.context}/${query && `?${query}`}`, request);
    },
    async call(request) {
      try {
        return await post(request);
      } catch (error) {
        // The browser's own origin headers are proof enough for most servers; a token is the rest.
        if ((error as MizanError).kind !== "CSRF") throw error;
        const { csrfToken } = JSON.parse(await send("/session/", request));
        csrf = { "X-CSRFToken": csrfToken };
        return post(request);
      }
    },
  };
}

/** The fields that all requests have. */
type Sent = Pick<ReadRequest, "seen" | "signal">;

/** The text of a successful answer; any other answer is thrown as an error. */
async function accept(response: Response): Promise<string> {
  const { ok, status, headers } = response;
  const text = await response.text();
  if (ok) return text;
  const retryAfter = Number(headers.get("Retry-After"));
  throw new MizanError({ ...readError(text, status), retryAfter });
}

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
