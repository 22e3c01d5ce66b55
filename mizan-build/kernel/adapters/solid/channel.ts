/** The function that makes the primitives of channels. */

import { createMemo, untrack, type Accessor } from "solid-js";
import { openRoom, type ChannelSpec, type Room, type RoomState } from "../index";
import { useKernel, type Client } from "./context";
import { createView } from "./view";

/** What a primitive shows of a room, with the functions by which members speak. */
type Shown<First, Message, Presence, Sends, Kinds> = Sends &
  RoomState<First, Message, Presence, Kinds>;

/**
 * A primitive that is in a room while its owner lives. With `null` in place of the parameters it is in
 * none, and what is said is refused.
 */
export type ChannelHook<Params, First, Message, Presence, Sends, Kinds> = (
  ...params: {} extends Params
    ? [params?: Accessor<Params | null>]
    : [params: Accessor<Params | null>]
) => Shown<First, Message, Presence, Sends, Kinds>;

const NONE = { status: "off", first: undefined, messages: [], present: [], error: undefined };

/** A primitive that shows a room and speaks in it. */
export function channelHook<Params, First, Message, Presence, Sends extends object, Kinds>(
  client: Client,
  spec: ChannelSpec<Params, First, Message, Presence, Sends, Kinds>,
): ChannelHook<Params, First, Message, Presence, Sends, Kinds> {
  function use(params: Accessor<Params | null> = () => ({}) as Params) {
    const kernel = useKernel(client);
    type Opened = Room<First, Message, Presence, Sends, Kinds> | null;
    const room = createMemo<Opened>((before = null) => {
      const given = params();
      const next = given && openRoom(kernel, spec, given);
      return next?.$key === before?.$key ? before : next;
    });
    const send = async (name: string, args: never[]) => {
      const now = untrack(room);
      if (!now) throw new Error(`${spec.name} has no parameters, and so no room.`);
      type Send = (...args: never[]) => Promise<unknown>;
      return (now.$sends as { readonly [name: string]: Send })[name]!(...args);
    };
    const sends = Object.fromEntries(
      Object.keys(spec.sends).map((name) => [name, (...args: never[]) => send(name, args)]),
    );
    return createView(() => {
      const now = room();
      return {
        get: () => ({ ...(now?.current ?? NONE), ...sends }),
        listen: (listener) => now?.subscribe(listener) ?? (() => {}),
      };
    });
  }
  return use as never;
}
