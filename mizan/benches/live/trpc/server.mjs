// The board with tRPC 11: a subscription over its WebSocket server, as its documentation has it.

import { EventEmitter, on } from "node:events";
import { createServer } from "node:http";
import { initTRPC } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { WebSocketServer } from "ws";

const t = initTRPC.create();
const changed = new EventEmitter().setMaxListeners(0);
let changes = 0;
let reads = 0;

function read() {
  reads++;
  const state = String(changes).padStart(6, "0");
  const card = (_, id) => ({ id, title: `Card ${id} of state ${state}`, done: id % 2 === 0 });
  return { cards: Array.from({ length: 50 }, card) };
}

const router = t.router({
  board: t.procedure
    .input((id) => Number(id))
    .subscription(async function* ({ input, signal }) {
      const changes = on(changed, `board ${input}`, { signal });
      yield read();
      for await (const [board] of changes) yield board;
    }),
});

const server = createServer((request, response) => {
  if (request.method === "POST") {
    changes++;
    changed.emit("board 5", read());
  }
  response.end(request.url === "/reads" ? String(reads) : "{}");
});

const sockets = new WebSocketServer({ server, path: "/trpc" });
applyWSSHandler({ wss: sockets, router });
server.listen(0, "127.0.0.1", () => console.log(`127.0.0.1:${server.address().port}`));
process.stdin.on("end", () => process.exit()).resume();
