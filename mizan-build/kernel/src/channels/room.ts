/** Rooms of channels: what is said in them and who is there, and the functions by which members speak. */

import type { Kernel } from "../kernel";
import { connectionOf, type Connection, type Frame, type Part } from "../live/connection";
import { call, type CallOptions } from "../mutations/call";
import type { FunctionSpec } from "../spec";
import type { Core } from "../store/core";
import { toJson, type Wire } from "../wire/canonical";
import type { CallRequest, Transport } from "../wire/transport";
import { Membership, OFF, type State } from "./membership";
import type { AnyChannel, ChannelSpec, Room } from "./spec";

/** The memberships of a kernel, by the keys of the rooms. */
class Memberships extends Map<string, Membership> implements Part {
  readonly #core: Core;
  readonly #connection: Connection;

  constructor(core: Core, connection: Connection) {
    super();
    this.#core = core;
    this.#connection = connection;
  }

  enter(key: string, channel: AnyChannel, params: Wire): Membership {
    let membership = this.get(key);
    if (!membership) {
      const end = () => this.delete(key);
      membership = new Membership(this.#core, this.#connection, channel, params, end);
      this.set(key, membership);
    }
    return membership;
  }

  onOpen(): void {
    this.forEach((membership) => membership.onOpen());
  }

  onLost(): void {
    this.forEach((membership) => membership.onLost());
  }

  onEvent(frame: Frame): void {
    const { channel, params } = frame;
    // The server repeats the parameters as JSON has them.
    if (channel) this.get(toJson([channel, params]))?.receive(frame);
  }
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
  const memberships = connectionOf(core).part(Memberships);
  const enter = () => memberships.enter($key, spec, wire);
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
