/** Rooms of channels: what is said in them and who is there, and the functions by which members speak. */

import type { Kernel } from "../kernel";
import { connectionOf } from "../live/connection";
import { call, type CallOptions } from "../mutations/call";
import type { FunctionSpec } from "../spec";
import type { Core } from "../store/core";
import { toJson } from "../wire/canonical";
import type { CallRequest, Transport } from "../wire/transport";
import { Membership, OFF, type State } from "./membership";
import type { ChannelSpec, Room } from "./spec";

/** The memberships of each kernel, by the keys of the rooms. */
const known = new WeakMap<Core, Map<string, Membership>>();

function membershipsOf(core: Core): Map<string, Membership> {
  let found = known.get(core);
  if (found) return found;
  const memberships = (found = new Map<string, Membership>());
  known.set(core, memberships);
  const connection = connectionOf(core);
  connection.parts.push({
    onOpen: () => memberships.forEach((membership) => membership.onOpen()),
    onEvent(frame) {
      const { channel, params } = frame;
      // The server repeats the parameters as JSON has them.
      if (channel) memberships.get(toJson([channel, params]))?.receive(frame);
    },
  });
  connection.watch(() => {
    if (!connection.isOpen) memberships.forEach((membership) => membership.onLost());
  });
  return found;
}

/** A room of a channel. Nothing is sent before somebody looks or speaks. */
export function openRoom<Params, First, Message, Presence, Sends extends object, Kinds>(
  kernel: Kernel,
  spec: ChannelSpec<Params, First, Message, Presence, Sends, Kinds>,
  params: Params,
): Room<First, Message, Presence, Sends, Kinds> {
  const { $core: core } = kernel;
  const wire = spec.params(params);
  const $key = toJson([spec.name, JSON.parse(toJson(wire))]);
  const memberships = membershipsOf(core);
  const enter = (): Membership => {
    let membership = memberships.get($key);
    if (!membership) {
      const end = () => memberships.delete($key);
      membership = new Membership(core, connectionOf(core), spec, wire, end);
      memberships.set($key, membership);
    }
    return membership;
  };
  const over = () =>
    ({ call: (request: CallRequest) => enter().send(request) }) satisfies Partial<Transport>;
  const $sends: Record<string, unknown> = {};
  for (const [name, send] of Object.entries<FunctionSpec<never, unknown, unknown>>(spec.sends)) {
    $sends[name] = (args: never = {} as never, options?: CallOptions<unknown, never>) =>
      call(kernel, { ...send, over: over as never }, args, options);
  }
  const room = {
    $key,
    $sends,
    get current(): State {
      return memberships.get($key)?.current ?? OFF;
    },
    subscribe: (listener: (state: State) => void) => enter().subscribe(listener),
  };
  return Object.assign(room, $sends) as never;
}
