/** Calls and reads over the socket, and over HTTP where there is none. */

import type { Core } from "../store/core";
import { carryCall } from "../wire/calls";
import type { Bundle, CallRequest, ReadRequest, Reply, Transport } from "../wire/transport";
import { connectionOf } from "./connection";

/** The transport of functions that are declared `websocket`. */
export function overSocket(core: Core): Transport {
  const { transport } = core;
  const connection = connectionOf(core);
  /** Sends while the socket is held, so that one is open for what comes next. */
  const holding = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    const user = {};
    connection.hold(user);
    try {
      return await send();
    } finally {
      connection.release(user);
    }
  };
  const request = <Answer>(frame: object, signal: AbortSignal) =>
    holding(() => connection.request<Answer>(frame, signal));
  return {
    read(read: ReadRequest) {
      if (!connection.isOpen) return holding(() => transport.read(read));
      const { context, params, only, signal } = read;
      return request<Bundle>({ action: "fetch", context, params, only }, signal);
    },
    call(call: CallRequest) {
      // Files and streams have ways of their own over HTTP.
      if (!connection.isOpen || call.files || call.accept) {
        return holding(() => carryCall(transport, call));
      }
      const { fn, args, mounted, idempotencyKey: key, signal } = call;
      return request<Reply>({ action: "rpc", fn, args, mounted, key }, signal);
    },
  };
}
