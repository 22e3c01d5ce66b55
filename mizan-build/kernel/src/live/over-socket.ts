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
  return {
    read(read: ReadRequest) {
      if (!connection.isOpen) return holding(() => transport.read(read));
      const { context, params, only, seen, signal } = read;
      const frame = { action: "fetch", context, params, only, seen };
      return holding(() => connection.request<Bundle>(frame, signal));
    },
    call(call: CallRequest) {
      const { fn, args, mounted, files, seen, idempotencyKey: key, signal } = call;
      // Streams have a way of their own over HTTP.
      if (!connection.isOpen || call.accept || (files && !files.overSocket)) {
        return holding(() => carryCall(transport, call));
      }
      // An answer without bundles is no older than what was seen.
      const frame = { action: "rpc", fn, args, mounted, seen: mounted && seen, key };
      const { overSocket } = files ?? {};
      return holding(
        () => overSocket?.(connection, frame, call) ?? connection.request<Reply>(frame, signal),
      );
    },
  };
}
