/** The function that makes the functions of channels. */

import { openRoom, type ChannelSpec, type RoomState } from "../index";
import { useKernel, valueOf, type Client, type Given } from "./context";
import { fieldsOf, useReader } from "./reader.svelte";

/** What is shown of a room, with the functions by which members speak. */
type Shown<First, Message, Presence, Sends, Kinds> = Sends &
  RoomState<First, Message, Presence, Kinds>;

/**
 * A function that is in a room while its component or its root lives. With `null` in place of the
 * parameters it is in none, and what is said is refused.
 */
export type ChannelHook<Params, First, Message, Presence, Sends, Kinds> = (
  ...params: {} extends Params ? [params?: Given<Params | null>] : [params: Given<Params | null>]
) => Shown<First, Message, Presence, Sends, Kinds>;

const NONE: RoomState<never, never, never> = {
  status: "off",
  first: undefined,
  messages: [],
  present: [],
  error: undefined,
};

/** A function that shows a room and speaks in it. */
export function channelHook<Params, First, Message, Presence, Sends extends object, Kinds>(
  client: Client,
  spec: ChannelSpec<Params, First, Message, Presence, Sends, Kinds>,
): ChannelHook<Params, First, Message, Presence, Sends, Kinds> {
  function use(params: Given<object | null> = {}) {
    const kernel = useKernel(client);
    const open = () => {
      const given = valueOf(params);
      return given && openRoom(kernel, spec, given as Params);
    };
    const state = useReader(() => {
      const room = open();
      return {
        key: room?.$key,
        observe: () => ({
          get: (): object => room?.current ?? NONE,
          subscribe: (listener: () => void) => room?.subscribe(listener) ?? (() => {}),
        }),
      };
    });
    const send = async (name: string, args: never[]) => {
      const room = open();
      if (!room) throw new Error(`${spec.name} has no parameters, and so no room.`);
      return (room.$sends[name as never] as (...args: never[]) => unknown)(...args);
    };
    const shown = fieldsOf(state, NONE);
    for (const name of Object.keys(spec.sends)) {
      Object.assign(shown, { [name]: (...args: never[]) => send(name, args) });
    }
    return shown;
  }
  return use as never;
}
