/** The transport over HTTP. */

import { toObject, toQuery } from "./canonical";
import { MizanError, type WireError } from "./error";
import type { CallRequest, Reply, Transport } from "./transport";

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

  async function send(path: string, init: RequestInit, sender = options.fetch ?? fetch) {
    const headers = { ...(init.headers as object), ...csrf, ...options.headers?.() };
    return accept(await sender(base + path, { ...init, headers }));
  }

  async function post(request: CallRequest): Promise<Reply> {
    const { fn, args, mounted, seen, files, signal, idempotencyKey, onProgress } = request;
    const headers = {
      ...(!files && { "Content-Type": "application/json" }),
      ...(idempotencyKey && { "Idempotency-Key": idempotencyKey }),
      ...seenHeader(seen),
    };
    // The server has a fast path for envelopes that begin with `fn`.
    const body = files
      ? files.toForm({ fn, args, mounted })
      : toObject(Object.entries({ fn, args, mounted }));
    const sender = files && !options.fetch ? files.sender(onProgress) : undefined;
    return JSON.parse(await send("/call/", { method: "POST", headers, body, signal }, sender));
  }

  return {
    read({ context, params, only, seen, signal }) {
      const query = toQuery(params, only);
      const headers = seenHeader(seen);
      return send(`/ctx/${context}/${query && `?${query}`}`, { headers, signal });
    },
    async call(request) {
      try {
        return await post(request);
      } catch (error) {
        // The browser's own origin headers are proof enough for most servers; a token is the rest.
        if ((error as MizanError).kind !== "CSRF") throw error;
        const { csrfToken } = JSON.parse(await send("/session/", { signal: request.signal }));
        csrf = { "X-CSRFToken": csrfToken };
        return post(request);
      }
    },
  };
}

const seenHeader = (seen: string | undefined) => ({ ...(seen && { "X-Mizan-Seen": seen }) });

/** The text of a successful answer; any other answer is thrown as an error. */
async function accept(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  const error = readError(text) ?? foreignError(response.status);
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  throw new MizanError({ ...error, retryAfter });
}

function readError(text: string): WireError | undefined {
  try {
    return (JSON.parse(text) as { error?: WireError }).error;
  } catch {
    return undefined;
  }
}

/** The error of an answer that is not the server's, such as that of a gateway. */
const foreignError = (status: number): WireError => ({
  code: status < 500 ? "BAD_REQUEST" : "NETWORK",
  message: `HTTP ${status}`,
});
