/** A real port between two ends, at one of which a contract server answers. */

import { MessageChannel, type MessagePort } from "node:worker_threads";
import { onTestFinished } from "vitest";
import { port } from "../../src/port";
import type { Transport } from "../../src/wire/transport";
import type { ContractServer } from "./contract";
import { FrameServer } from "./frame-server";

/** Opens a transport over a port to a contract server. */
export function openPort(contract: ContractServer): Transport {
  return port(() => connectPort(contract));
}

/** The client's end of a new port, whose other end is served. */
export function connectPort(contract: ContractServer): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const server = new FrameServer(contract, {
    send: (text) => port2.postMessage(text),
    cut: () => port2.close(),
    garble: () => port2.postMessage("garbage"),
  });
  port2.on("message", (data: string | ArrayBuffer) =>
    server.receive(typeof data === "string" ? data : Buffer.from(data)),
  );
  onTestFinished(() => (port1.close(), port2.close()));
  return port1;
}
