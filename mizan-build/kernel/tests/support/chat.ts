/** A channel as the build writes it, and the frames that a server sends about a room of it. */

import { bigint, type ChannelSpec, type Send } from "../../src";
import type { Peer } from "./live-server";

export interface Line {
  readonly id: number;
  readonly cents: bigint;
}

export interface Visitor {
  readonly name: string;
}

const line = { fields: { cents: bigint } };

export const chat: ChannelSpec<{ room: string }, Line[], Line, Visitor, { say: Send<Line, Line> }> =
  {
    name: "chat",
    params: ({ room }) => ({ room_name: room }),
    first: { item: line },
    message: line,
    sends: { say: { name: "say_it", args: ({ id, cents }) => ({ id, cents }), decoder: line } },
  };

export const params = { room_name: "lobby" };
export const wire = (id: number) => ({ id, cents: String(id) });
export const shown = (id: number) => ({ id, cents: BigInt(id) });
export const visitors = (...names: string[]) => names.map((name) => ({ name }));

/** Answers a join. */
export function answer(peer: Peer, id: number | undefined, more: object = {}) {
  peer.send({ id, ok: { first: [wire(1)], seq: "c:1", present: visitors("ada"), ...more } });
}

export const message = (peer: Peer, id: number) =>
  peer.send({
    event: "message",
    channel: "chat",
    params,
    seq: `c:${id}`,
    fn: "say_it",
    message: wire(id),
  });
