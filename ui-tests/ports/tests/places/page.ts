// The page: it has the socket of the server, and hands ports of it to its frame and to its worker.

import { createMizan, port } from "./api";
import { bridge } from "./bridge";

const socket = `${location.origin.replace("http", "ws")}/api/mizan/ws/`;

const handed: MessagePort[] = [];

// The frame is of another origin, and asks for a port.
addEventListener("message", ({ data, origin, ports }) => {
  if (data !== "mizan" || origin !== location.hash.slice(1)) return;
  handed.push(ports[0]!);
  bridge(ports[0]!, socket);
});

/** A client in the page, whose frames a worker carries. */
const client = createMizan({ transport: port(() => new Worker("/dist/carrier.js", { type: "module" })) });

/** A worker with a client of its own, over a port of the page. */
const worker = new Worker("/dist/worker.js", { type: "module" });
const { port1, port2 } = new MessageChannel();
bridge(port1, socket);
worker.postMessage("mizan", [port2]);

/** What the worker answers to a question. */
function askWorker(question: string): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(question, [port2]);
  return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
}

const shown: readonly string[][] = [];
const stop = client.notes().subscribe(({ data }) => data && (shown as string[][]).push([...data]));

Object.assign(globalThis, { client, askWorker, handed, shown, stop });
