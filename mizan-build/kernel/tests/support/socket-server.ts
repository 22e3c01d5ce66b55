/** A real server of sockets, on a free port, whose requests a contract server answers. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Kernel, overSocket } from "../../src";
import { connectionOf } from "../../src/live/connection";
import { toText, type Wire } from "../../src/wire/canonical";
import type { Instance, Transport } from "../../src/wire/transport";
import type { Answer, ContractServer, Received } from "./contract";
import { createHost } from "./host";

/** The largest piece in bytes: small, so that files come in many. */
const PIECE = 3;

/** A request of a client. */
interface Request {
  readonly id: number;
  readonly action: string;
  readonly context: string;
  readonly params: Wire;
  readonly only?: string;
  readonly fn: string;
  readonly args: Wire;
  readonly mounted?: Instance[];
  readonly key?: string;
  readonly files?: readonly { readonly argument: string; readonly size: number }[];
}

/** Opens the socket of a kernel to a contract server. */
export async function openSocket(contract: ContractServer): Promise<Transport> {
  vi.stubGlobal("WebSocket", WebSocket);
  onTestFinished(() => void vi.unstubAllGlobals());
  const baseUrl = await serveSockets(contract);
  const { $core: core } = new Kernel({ baseUrl, host: createHost().host });
  const connection = connectionOf(core);
  const opened = new Promise<void>((resolve) => {
    connection.watch(() => connection.isOpen && resolve());
  });
  connection.hold({});
  await opened;
  return overSocket(core);
}

async function serveSockets(contract: ContractServer): Promise<string> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket) => new Connected(socket, contract));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/base`;
}

/** The server's side of a socket. */
class Connected {
  readonly #socket: WebSocket;
  readonly #contract: ContractServer;
  /** The calls whose files have not come yet, by their ids. */
  readonly #uploads = new Map<number, { readonly request: Request; bytes: Buffer }>();

  constructor(socket: WebSocket, contract: ContractServer) {
    this.#socket = socket;
    this.#contract = contract;
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) this.#receivePiece(data);
      else this.#receive(JSON.parse(String(data)) as Request);
    });
  }

  #receive(request: Request): void {
    const { id, action, context, params, only, fn: name, args: values, mounted, key } = request;
    if (action === "cancel") return;
    if (request.files) {
      this.#uploads.set(id, { request, bytes: Buffer.alloc(0) });
      return this.#tell({ event: "received", of: id, bytes: 0, piece: PIECE });
    }
    if (action === "rpc") return this.#pass(id, { name, values, mounted, key });
    const given = Object.entries(params).filter(([, value]) => value !== null);
    const texts = given.map(([parameter, value]) => [parameter, toText(value)]);
    this.#pass(id, { name: context, values: Object.fromEntries(texts) as Wire, only });
  }

  #receivePiece(frame: Buffer): void {
    const id = Number(frame.readBigUInt64BE());
    const upload = this.#uploads.get(id)!;
    upload.bytes = Buffer.concat([upload.bytes, frame.subarray(8)]);
    const { request, bytes } = upload;
    this.#tell({ event: "received", of: id, bytes: bytes.length });
    const size = request.files!.reduce((sum, file) => sum + file.size, 0);
    if (bytes.length < size) return;
    const files: Record<string, string[]> = {};
    let at = 0;
    for (const { argument, size } of request.files!) {
      (files[argument] ??= []).push(String(bytes.subarray(at, (at += size))));
    }
    this.#pass(id, { name: request.fn, values: request.args, files });
  }

  #pass(id: number, received: Received): void {
    void this.#contract.receive(received).then((answer) => this.#answer(id, answer));
  }

  #answer(id: number, answer: Answer): void {
    if (answer === "cut") this.#socket.terminate();
    // Bytes that are no frame: a bit is set that has no meaning.
    else if (answer === "garbage") rawOf(this.#socket).write(Buffer.from([0xf1, 0]));
    else this.#tell({ id, ...answer });
  }

  #tell(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }
}

/** The connection below the frames. */
const rawOf = (socket: WebSocket) =>
  (socket as unknown as { readonly _socket: { write(bytes: Buffer): void } })._socket;
