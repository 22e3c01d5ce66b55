/** The function that makes the composables of channels. */

import { computed, toValue, type MaybeRefOrGetter } from "vue";
import { openRoom, type ChannelSpec, type RoomState } from "../index";
import { plain, useKernel, type Client, type Given } from "./context";
import { refsOf, useReader, type Refs } from "./hooks";
import { useIsMounted } from "./mounted";

/** What a composable shows of a room, with the functions by which members speak. */
type Shown<First, Message, Presence, Sends, Kinds> = Sends &
  Refs<RoomState<First, Message, Presence, Kinds>>;

/**
 * A composable that is in a room while its scope lives. With `null` in place of the parameters it is in
 * none, and what is said is refused.
 */
export type ChannelHook<Params, First, Message, Presence, Sends, Kinds> = (
  ...params: {} extends Params ? [params?: Named<Params>] : [params: Named<Params>]
) => Shown<First, Message, Presence, Sends, Kinds>;

type Named<Params> = Given<Params> | MaybeRefOrGetter<Params | null>;

const NONE: RoomState<never, never, never> = {
  status: "off",
  first: undefined,
  messages: [],
  present: [],
  error: undefined,
};

/** A composable that shows a room and speaks in it. */
export function channelHook<Params, First, Message, Presence, Sends extends object, Kinds>(
  client: Client,
  spec: ChannelSpec<Params, First, Message, Presence, Sends, Kinds>,
): ChannelHook<Params, First, Message, Presence, Sends, Kinds> {
  function use(params: MaybeRefOrGetter<object | null> = {}) {
    const kernel = useKernel(client);
    const room = computed(() => {
      const own = plain(toValue(params));
      return own ? openRoom(kernel, spec, own as Params) : null;
    });
    const isMounted = useIsMounted();
    const reader = computed(() => {
      const now = isMounted.value ? room.value : null;
      return {
        get: () => now?.current ?? NONE,
        subscribe: (listener: () => void) => now?.subscribe(listener) ?? (() => {}),
      };
    });
    const send = async (name: string, args: never[]) => {
      if (!room.value) throw new Error(`${spec.name} has no parameters, and so no room.`);
      type Send = (...args: never[]) => Promise<unknown>;
      return (room.value.$sends as { [name: string]: Send })[name]!(...args);
    };
    const sends = Object.keys(spec.sends).map((name) => [
      name,
      (...args: never[]) => send(name, args),
    ]);
    const state = useReader(() => reader.value);
    return { ...Object.fromEntries(sends), ...refsOf(state as never, NONE) };
  }
  return use as never;
}
