/** Requests over HTTP: their address, their headers, and the errors that are answered to them. */

import { MizanError, type WireError } from "./error";
import type { ReadRequest } from "./transport";

export interface HttpOptions {
  /** The path where the server is mounted; the default is `/api/mizan`. */
  readonly baseUrl?: string;
  /** Headers of every request, such as a token. */
  readonly headers?: () => Record<string, string>;
  /** Replaces the global `fetch`, on a server or in a test. */
  readonly fetch?: typeof fetch;
}

/** Sends a request to a path; `sender` takes the place of the global `fetch`. */
export type Send = (
  path: string,
  request: Pick<ReadRequest, "seen" | "signal">,
  init?: RequestInit,
  sender?: typeof fetch,
) => Promise<Response>;

export const createSend =
  (options: HttpOptions): Send =>
  async (path, { seen, signal }, init, sender = fetch) => {
    const response = await (options.fetch ?? sender)(baseOf(options) + path, {
      ...init,
      headers: { ...init?.headers, ...(seen && { "X-Mizan-Seen": seen }), ...options.headers?.() },
      signal,
    });
    if (response.ok) return response;
    const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
    throw new MizanError({ ...readError(await response.text(), response.status), retryAfter });
  };

/** The address of the server, without a slash at its end. */
export const baseOf = ({ baseUrl = "/api/mizan" }: HttpOptions): string =>
  baseUrl.replace(/\/$/, "");

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
