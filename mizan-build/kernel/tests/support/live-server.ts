/** A real server of HTTP and sockets, on a free port; the test says what it answers. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

/** A frame of the client. */
export interface Sent {
  readonly id?: number;
  readonly action: string;
  readonly of?: unknown;
  readonly [field: string]: unknown;
}

/** A socket that the client has opened. */
export class Peer {
  readonly url: string;
  readonly #socket: WebSocket;
  readonly #frames: Sent[] = [];
  /** The pieces of files that have come: the id of the call, and the bytes as text. */
  readonly pieces: [number, string][] = [];
  #wake = () => {};

  constructor(socket: WebSocket, url: string) {
    this.#socket = socket;
    this.url = url;
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) this.pieces.push([Number(data.readBigUInt64BE()), String(data.subarray(8))]);
      else this.#frames.push(JSON.parse(String(data)) as Sent);
      this.#wake();
    });
  }

  /** Waits for a number of pieces of one call; returns their texts. */
  async piecesOf(id: number, count: number): Promise<string[]> {
    while (this.pieces.length < count) await this.#changed();
    const pieces = this.pieces.splice(0, count);
    if (pieces.some(([of]) => of !== id)) throw new Error("a piece of another call");
    return pieces.map(([, text]) => text);
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** The next frame of the client. */
  async next(): Promise<Sent> {
    while (!this.#frames[0]) await this.#changed();
    return this.#frames.shift()!;
  }

  /** Frames that have come and were not looked at. */
  get left(): readonly Sent[] {
    return this.#frames;
  }

  send(frame: object): void {
    this.sendText(JSON.stringify(frame));
  }

  /** Sends a text, which need not be a frame. */
  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Closes the connection as a broken line does. */
  break(): void {
    this.#socket.terminate();
  }

  /** Resolves when the client has closed it. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.CLOSED) resolve();
      else this.#socket.once("close", () => resolve());
    });
  }
}

/** A running server. */
export class LiveServer {
  readonly baseUrl: string;
  /** The addresses that were read over HTTP. */
  readonly reads: string[] = [];
  /** The bodies that were posted over HTTP. */
  readonly calls: unknown[] = [];
  /** What a read answers. */
  bundle: object = {};
  /** Reads are answered when it resolves. */
  gate: Promise<void> | undefined;
  refusesSockets = false;
  /** The sockets that clients have opened. */
  sockets = 0;
  readonly #peers: Peer[] = [];
  #wake = () => {};

  private constructor(port: number) {
    this.baseUrl = `http://127.0.0.1:${port}/api/mizan`;
  }

  static async start(): Promise<LiveServer> {
    const http = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        if (request.method === "GET") server.reads.push(request.url!);
        else server.calls.push(JSON.parse(body));
        const answer =
          request.method === "GET" ? server.bundle : { result: "http", invalidate: [] };
        void Promise.resolve(server.gate).then(() =>
          response.setHeader("Content-Type", "application/json").end(JSON.stringify(answer)),
        );
      });
    });
    const sockets = new WebSocketServer({ noServer: true });
    http.on("upgrade", (request, stream, head) => {
      if (server.refusesSockets) return stream.destroy();
      sockets.handleUpgrade(request, stream, head, (socket) => {
        server.sockets++;
        server.#peers.push(new Peer(socket, request.url!));
        server.#wake();
      });
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    const server = new LiveServer((http.address() as AddressInfo).port);
    onTestFinished(() => {
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      http.close();
    });
    return server;
  }

  /** The next socket that a client opens. */
  async accept(): Promise<Peer> {
    while (!this.#peers[0]) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#peers.shift()!;
  }
}
