/** The function that makes the hooks of channels. */

import { useMemo, useSyncExternalStore } from "react";
import { openRoom, type ChannelSpec, type RoomState } from "../index";
import { useKernel, type Client } from "./context";

/** What a hook shows of a room, with the functions by which members speak. */
type Shown<First, Message, Presence, Sends, Kinds> = Sends &
  RoomState<First, Message, Presence, Kinds>;

/**
 * A hook that is in a room while its component is mounted. With `null` in place of the parameters it is
 * in none, and nobody can speak.
 */
export type ChannelHook<Params, First, Message, Presence, Sends, Kinds> = {} extends Params
  ? {
      (params?: Params): Shown<First, Message, Presence, Sends, Kinds>;
      (params: Params | null): Shown<First, Message, Presence, Partial<Sends>, Kinds>;
    }
  : {
      (params: Params): Shown<First, Message, Presence, Sends, Kinds>;
      (params: Params | null): Shown<First, Message, Presence, Partial<Sends>, Kinds>;
    };

const NONE = { status: "off", first: undefined, messages: [], present: [], error: undefined };

/** A hook that shows a room and speaks in it. */
export function channelHook<Params, First, Message, Presence, Sends extends object, Kinds>(
  client: Client,
  spec: ChannelSpec<Params, First, Message, Presence, Sends, Kinds>,
): ChannelHook<Params, First, Message, Presence, Sends, Kinds> {
  function useRoom(params = {} as Params | null) {
    "use no memo";
    const kernel = useKernel(client);
    const opened = params && openRoom(kernel, spec, params);
    // The functions stay the same while the room does, so that effects may depend on them.
    const room = useMemo(() => opened, [kernel, opened?.$key]);
    const subscribe = useMemo(
      () => (listener: () => void) => room?.subscribe(listener) ?? (() => {}),
      [room],
    );
    const get = (): object => room?.current ?? NONE;
    const state = useSyncExternalStore(subscribe, get, () => NONE);
    return useMemo(() => ({ ...room?.$sends, ...state }), [room, state]);
  }
  return useRoom as never;
}
