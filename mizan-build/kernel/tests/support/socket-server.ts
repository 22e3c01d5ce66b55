/** A real server of sockets, on a free port, whose requests a contract server answers. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Kernel, overSocket } from "../../src";
import { connectionOf } from "../../src/live/connection";
import type { Transport } from "../../src/wire/transport";
import type { ContractServer } from "./contract";
import { FrameServer } from "./frame-server";
import { createHost } from "./host";

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
  sockets.on("connection", (socket) => {
    const server = new FrameServer(contract, {
      send: (text) => socket.send(text),
      cut: () => socket.terminate(),
      // Bytes that are no frame: a bit is set that has no meaning.
      garble: () => rawOf(socket).write(Buffer.from([0xf1, 0])),
    });
    socket.on("message", (data: Buffer, isBinary) =>
      server.receive(isBinary ? data : String(data)),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/base`;
}

/** The connection below the frames. */
const rawOf = (socket: WebSocket) =>
  (socket as unknown as { readonly _socket: { write(bytes: Buffer): void } })._socket;
