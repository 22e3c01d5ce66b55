/** The state of the socket, for a badge. */

import type { Kernel } from "../kernel";
import type { Observable } from "../observe/observer";
import { connectionOf, type LiveStatus } from "./connection";

/** What an application shows of the socket. */
export interface LiveState {
  readonly status: LiveStatus;
}

/** The state of a client's socket, and a way to be told of changes. */
export function liveStatus({ $core }: Kernel): Observable<LiveState> {
  const connection = connectionOf($core);
  let last: LiveState = { status: connection.status };
  return {
    get current() {
      const { status } = connection;
      return last.status === status ? last : (last = { status });
    },
    listen: (listener) => connection.watch(listener),
  };
}
