/** Requests with a body, which prove that they come from a page of the application. */

import type { MizanError } from "./error";
import type { Send } from "./send";

export const JSON_TYPE = { "Content-Type": "application/json" };

/** The tokens that were asked for. */
const tokens = new WeakMap<Send, string>();

/** The browser's own origin headers are proof enough for most servers; a token is the rest. */
export async function post(
  send: Send,
  path: string,
  request: Parameters<Send>[1],
  init: RequestInit,
  sender?: typeof fetch,
): Promise<Response> {
  const attempt = () => {
    const token = tokens.get(send);
    const headers = { ...init.headers, ...(token && { "X-CSRFToken": token }) };
    return send(path, request, { method: "POST", ...init, headers }, sender);
  };
  try {
    return await attempt();
  } catch (error) {
    if ((error as MizanError).kind !== "CSRF") throw error;
    tokens.delete(send);
    const { csrfToken } = (await (await send("/session/", request)).json()) as Session;
    // Without a session there is no token that would help.
    if (!csrfToken) throw error;
    tokens.set(send, csrfToken);
    return attempt();
  }
}

interface Session {
  readonly csrfToken: string | null;
}
