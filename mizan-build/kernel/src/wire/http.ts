/** The transport over HTTP, whole. */

import { postCall } from "./calls";
import { createReads } from "./reads";
import type { HttpOptions } from "./send";
import type { Transport } from "./transport";

export function createHttp(options: HttpOptions): Transport {
  const { read, send } = createReads(options);
  return { read, call: (request) => postCall(send, request) };
}
