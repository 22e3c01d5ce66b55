/** The sockets of a world: subscriptions of live contexts, and one channel with its rooms. */

import type { WebSocket } from "ws";
import { toJson } from "../../../src/wire/canonical";
import type { World } from "./world";

interface Named {
  readonly context: string;
  readonly params: { readonly [name: string]: unknown };
  readonly only?: string;
  readonly h?: string;
}

/** Those who listen to an instance or are in a room. */
interface Audience extends Omit<Named, "h"> {
  readonly members: Set<WebSocket>;
}

/** A frame of a client. */
interface Sent {
  readonly id: number;
  readonly action: string;
  readonly of?: readonly Named[];
  readonly params?: Named["params"];
  readonly fn?: string;
  readonly args?: { readonly [name: string]: unknown };
  readonly files?: readonly { readonly size: number }[];
}

/** The calls of a socket whose files have not come whole, by their ids. */
type Uploads = Map<number, { readonly answer: object; readonly size: number; received: number }>;

/** The largest piece of a file. */
const PIECE = 64 * 1024;

/** The room that refuses everybody. */
const CLOSED = 13;

export class Sockets {
  readonly #world: World;
  readonly #open = new Set<WebSocket>();
  readonly #audiences = new Map<string, Audience>();
  #messages = 1;

  constructor(world: World) {
    this.#world = world;
  }

  add(socket: WebSocket): void {
    this.#open.add(socket);
    const uploads: Uploads = new Map();
    socket.on("message", (data, isBinary) => {
      if (isBinary) return void this.#take(socket, uploads, data as Buffer);
      const frame = JSON.parse(String(data)) as Sent;
      this.#world.requests.push(`socket ${frame.action}${frame.fn ? ` ${frame.fn}` : ""}`);
      const answer = { id: frame.id, ...this.#answer(socket, frame) };
      if (!frame.files) return this.#send(socket, answer);
      const size = frame.files.reduce((sum, file) => sum + file.size, 0);
      uploads.set(frame.id, { answer, size, received: 0 });
      this.#send(socket, { event: "received", of: frame.id, bytes: 0, piece: PIECE });
    });
    socket.on("close", () => {
      this.#open.delete(socket);
      for (const { members } of this.#audiences.values()) members.delete(socket);
    });
  }

  /** Takes a piece of a file. One that is held is received in half, so that its progress stops there. */
  async #take(socket: WebSocket, uploads: Uploads, piece: Buffer): Promise<void> {
    const id = Number(piece.readBigUInt64BE());
    const upload = uploads.get(id)!;
    upload.received += piece.length - 8;
    if (upload.received > upload.size / 2) await this.#world.pass("socket upload");
    this.#send(socket, { event: "received", of: id, bytes: upload.received });
    if (upload.received === upload.size && uploads.delete(id)) this.#send(socket, upload.answer);
  }

  /** Sends the bundles of all instances to those who have subscribed them. */
  pushAll(): void {
    for (const { context, params, only, members } of this.#audiences.values()) {
      for (const socket of members) {
        const bundle = this.#world.read(context, params, only);
        this.#send(socket, { event: "bundle", context, params, only, bundle });
      }
    }
  }

  /** Says something in a room, as somebody else would. */
  say(params: Named["params"], text: string): object {
    const id = ++this.#messages;
    const message = { id, lines: [{ sku: text }], replaces: null };
    this.#tell(params, { event: "message", seq: `c:${id}`, message });
    return message;
  }

  /** Somebody comes into a room. */
  enter(params: Named["params"], name: string): void {
    this.#tell(params, { event: "present", joined: [{ id: 1, name, "odd-key": 0 }] });
  }

  /** Breaks all lines. */
  break(): void {
    for (const socket of this.#open) socket.terminate();
  }

  /** Those who listen to an instance or a room. */
  count(context: string, params: Named["params"]): number {
    return this.#audienceOf({ context, params }).size;
  }

  #tell(params: Named["params"], event: object): void {
    for (const socket of this.#audienceOf({ context: "chat", params })) {
      this.#send(socket, { channel: "chat", params, ...event });
    }
  }

  #answer(socket: WebSocket, { action, of = [], params = {}, fn, args }: Sent): object {
    if (action === "subscribe") return { ok: of.map((each) => this.#subscribe(socket, each)) };
    if (action === "unsubscribe") {
      for (const each of of) this.#audienceOf(each).delete(socket);
      return { ok: null };
    }
    if (action === "join") return this.#join(socket, params);
    if (action === "leave") {
      this.#audienceOf({ context: "chat", params }).delete(socket);
      return { ok: null };
    }
    if (action === "send") {
      const result = this.say(params, String(args!["the_text"]));
      return { ok: { result, invalidate: [] } };
    }
    return { ok: this.#world.call(fn!, args!) };
  }

  #subscribe(socket: WebSocket, { h, ...named }: Named): object {
    this.#audienceOf(named).add(socket);
    const bundle = this.#world.read(named.context, named.params, named.only);
    return bundle["$h"] === h ? { same: true, v: this.#world.version } : { bundle };
  }

  #join(socket: WebSocket, params: Named["params"]): object {
    if (params["room_id"] === CLOSED) {
      const message = "The room is closed.";
      return { error: { code: "FORBIDDEN", kind: "Mars", message } };
    }
    this.#audienceOf({ context: "chat", params }).add(socket);
    const first = [{ id: 1, lines: [], replaces: null }];
    return { ok: { first, seq: `c:${this.#messages}`, present: [] } };
  }

  #audienceOf({ context, params, only }: Omit<Named, "h">): Set<WebSocket> {
    const key = toJson([context, params, only]);
    const found = this.#audiences.get(key);
    if (found) return found.members;
    const members = new Set<WebSocket>();
    this.#audiences.set(key, { context, params, ...(only && { only }), members });
    return members;
  }

  #send(socket: WebSocket, frame: object): void {
    socket.send(JSON.stringify(frame));
  }
}
