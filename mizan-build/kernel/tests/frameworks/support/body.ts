/** The body of a request. */

import type { IncomingMessage } from "node:http";

/**
 * The first part of a body as text; the rest, which may be a large file, is read and dropped. A client
 * may leave meanwhile.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const chunk of request) if (text.length < 100_000) text += String(chunk);
  } catch (error) {
    if (!request.destroyed) throw error;
  }
  return text;
}
