/** The protocol over HTTP. */

import { toJson, toQuery } from "./canonical";
import { MizanError, type WireError } from "./error";
import type { CallRequest, Reply, Transport } from "./transport";

export interface HttpOptions {
  /** Where the server is mounted; `/api/mizan` unless told otherwise. */
  readonly baseUrl?: string;
  /** Headers of every request, such as a token. */
  readonly headers?: () => Record<string, string>;
  /** Another `fetch`: a server's, or a test's. */
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
    const { fn, args, mounted, files, signal, idempotencyKey, onProgress } = request;
    const headers: Record<string, string> = files ? {} : { "Content-Type": "application/json" };
    if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
    const envelope = { fn, args, mounted };
    const body = files ? files.toForm(envelope) : toJson(envelope);
    const sender = files && !options.fetch ? files.sender(onProgress) : undefined;
    return JSON.parse(await send("/call/", { method: "POST", headers, body, signal }, sender));
  }

  return {
    read({ context, params, only, signal }) {
      const query = toQuery(params, only);
      return send(`/ctx/${context}/${query && `?${query}`}`, { signal });
    },
    async call(request) {
      try {
        return await post(request);
      } catch (error) {
        // A browser proves its origin by itself; only where that is not enough a token is fetched.
        if ((error as MizanError).kind !== "CSRF") throw error;
        const { csrfToken } = JSON.parse(await send("/session/", { signal: request.signal }));
        csrf = { "X-CSRFToken": csrfToken };
        return post(request);
      }
    },
  };
}

/** The text of a good answer; anything else becomes the error that it is. */
async function accept(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw new MizanError(readError(text) ?? foreignError(response.status));
}

function readError(text: string): WireError | undefined {
  try {
    return (JSON.parse(text) as { error?: WireError }).error;
  } catch {
    return undefined;
  }
}

/** Somebody between the server and us has answered: a proxy, a gateway that gave up. */
const foreignError = (status: number): WireError => ({
  code: status < 500 ? "BAD_REQUEST" : "NETWORK",
  message: `HTTP ${status}`,
});
