/** Calls and reads over the socket, and over HTTP where there is none. */

import type { Core } from "../store/core";
import type { Bundle, CallRequest, ReadRequest, Reply, Transport } from "../wire/transport";
import { connectionOf } from "./connection";

/** The transport of functions that are declared `websocket`. */
export function overSocket(core: Core): Transport {
  const connection = connectionOf(core);
  const use = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    const user = {};
    connection.hold(user);
    try {
      await connection.renew();
      return await send();
    } finally {
      connection.release(user);
    }
  };
  const { transport } = core;
  return {
    read(request: ReadRequest) {
      if (!connection.isOpen) return open(connection, () => transport.read(request));
      const { context, params, only, signal } = request;
      return use(() =>
        connection.request<Bundle>({ action: "fetch", context, params, only }, signal),
      );
    },
    call(request: CallRequest) {
      // Files and streams have ways of their own over HTTP.
      if (!connection.isOpen || request.files || request.accept) {
        return open(connection, () => transport.call(request));
      }
      const { fn, args, mounted, idempotencyKey: key, signal } = request;
      return use(() =>
        connection.request<Reply>({ action: "rpc", fn, args, mounted, key }, signal),
      );
    },
  };
}

/** Sends over HTTP, and opens the socket for what comes next. */
async function open<Answer>(
  connection: ReturnType<typeof connectionOf>,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const user = {};
  connection.hold(user);
  try {
    return await send();
  } finally {
    connection.release(user);
  }
}
