/** Calls over HTTP. A client that only reads does not load this. */

import { checked } from "./json";
import { JSON_TYPE, post } from "./post";
import type { Send } from "./send";
import { stringify } from "./stringify";
import type { CallRequest, Carrier, Reply } from "./transport";

/** Carries a call, over HTTP unless the client was made with a transport. */
export function carryCall(carrier: Carrier, request: CallRequest): Promise<Reply> {
  return "call" in carrier ? carrier.call(request) : postCall(carrier.send, request);
}

export async function postCall(send: Send, request: CallRequest): Promise<Reply> {
  const { fn, args, mounted, files, idempotencyKey, onProgress, accept } = request;
  const headers = {
    ...(!files && JSON_TYPE),
    ...(idempotencyKey && { "Idempotency-Key": idempotencyKey }),
  };
  // The server has a fast path for envelopes that begin with `fn`.
  const envelope = { fn, args, mounted };
  const body = files ? files.toForm(envelope) : stringify(envelope);
  // Only `fetch` hands out a response while it arrives.
  const sender = files && !accept ? files.sender(onProgress) : undefined;
  const response = await post(send, "/call/", request, { headers, body }, sender);
  const answer = accept ? accept(response) : JSON.parse(checked(await response.text(), fn));
  return answer as Promise<Reply>;
}
