/** The transport over HTTP. */

import { toObject } from "./canonical";
import { MizanError, type WireError } from "./error";
import { checked } from "./json";
import { createReads } from "./reads";
import type { ReadRequest, Reply, Transport } from "./transport";

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

  /** The browser's own origin headers are proof enough for most servers; a token is the rest. */
  async function post(path: string, sent: Sent, init: RequestInit, sender?: typeof fetch) {
    const again = () => send(path, sent, { method: "POST", ...init }, sender);
    try {
      return await again();
    } catch (error) {
      if ((error as MizanError).kind !== "CSRF") throw error;
      csrf = {};
      const { csrfToken } = (await (await send("/session/", sent)).json()) as Session;
      // Without a session there is no token that would help.
      if (!csrfToken) throw error;
      csrf = { "X-CSRFToken": csrfToken };
      return again();
    }
  }

  return {
    read: createReads((path, sent, body) =>
      body ? post(path, sent, { headers: JSON_TYPE, body }) : send(path, sent),
    ),
    async call(request) {
      const { fn, args, mounted, files, idempotencyKey, onProgress, accept } = request;
      const headers = {
        ...(!files && JSON_TYPE),
        ...(idempotencyKey && { "Idempotency-Key": idempotencyKey }),
      };
      // The server has a fast path for envelopes that begin with `fn`.
      const envelope = { fn, args, mounted };
      const body = files ? files.toForm(envelope) : toObject(Object.entries(envelope));
      // Only the global `fetch` hands out a response while it arrives.
      const sender = files && !accept && !options.fetch ? files.sender(onProgress) : undefined;
      const response = await post("/call/", request, { headers, body }, sender);
      const answer = accept ? accept(response) : JSON.parse(checked(await response.text(), fn));
      return answer as Promise<Reply>;
    },
  };
}

const JSON_TYPE = { "Content-Type": "application/json" };

interface Session {
  readonly csrfToken: string | null;
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
