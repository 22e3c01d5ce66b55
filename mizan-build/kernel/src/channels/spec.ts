/** The spec of a channel, which the generated code tells the kernel, and what a room of it shows. */

import type { CallOptions } from "../mutations/call";
import type { Decoder } from "../share/decoder";
import type { FunctionSpec } from "../spec";
import type { Wire } from "../wire/canonical";
import type { Failure } from "../wire/error";

/** Carries types that exist only at compile time. */
declare const type: unique symbol;

/**
 * A channel: the parameters that name a room, what a newcomer sees first, what is said, and who is
 * there. `Sends` has the functions by which members speak, `Kinds` the errors of joining.
 */
export interface ChannelSpec<Params, First, Message, Presence, Sends, Kinds = never> {
  /** Its name on the wire. */
  readonly name: string;
  readonly params: (params: Params) => Wire;
  /** The decoders of what a newcomer sees first, of a message and of a presence. */
  readonly first?: Decoder;
  readonly message?: Decoder;
  readonly presence?: Decoder;
  /** The functions by which members speak; their arguments lack those that name the room. */
  readonly sends: {
    readonly [Name in keyof Sends]: FunctionSpec<ArgsOf<Sends[Name]>, unknown, unknown>;
  };
  readonly [type]?: [First, Message, Presence, Kinds];
}

type ArgsOf<Function> = Function extends (args: infer Args, ...rest: never) => unknown
  ? Exclude<Args, undefined>
  : never;

/** A channel without its types. */
export interface AnyChannel {
  readonly name: string;
  readonly first?: Decoder;
  readonly message?: Decoder;
  readonly presence?: Decoder;
}

/**
 * Whether the user is in the room: nobody looks (`off`), the server is asked (`joining`), every message
 * comes (`joined`), the connection is lost, and what is missed comes later (`waiting`), or the server
 * has refused (`failed`, and `error` says why).
 */
export type RoomStatus = "off" | "joining" | "joined" | "waiting" | "failed";

/** What is known of a room. */
export interface RoomState<First, Message, Presence, Kinds = never> {
  readonly status: RoomStatus;
  /** What the server has shown first; `undefined` before. */
  readonly first: First | undefined;
  /** The messages since then, oldest first: the newest 256 of them. */
  readonly messages: readonly Message[];
  /** The members who are there. */
  readonly present: readonly Presence[];
  /** Why the server has refused. */
  readonly error: Failure<Kinds> | undefined;
}

/** A function by which members speak; it resolves when everybody in the room is told. */
export type Send<Args, Message> = {} extends Args
  ? (args?: Args, options?: CallOptions<never, Args>) => Promise<Message>
  : (args: Args, options?: CallOptions<never, Args>) => Promise<Message>;

/** A room with the functions by which its members speak. */
export type Room<First, Message, Presence, Sends, Kinds = never> = Sends & {
  /** What is known of it now. */
  readonly current: RoomState<First, Message, Presence, Kinds>;
  /** Calls back after every change. The user is in the room until the last one has stopped. */
  subscribe(listener: (state: RoomState<First, Message, Presence, Kinds>) => void): () => void;
  /** For the kernel's own files: equal for the same room, and the functions alone. */
  readonly $key: string;
  readonly $sends: Sends;
};
