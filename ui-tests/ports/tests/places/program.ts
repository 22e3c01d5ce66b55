// A program for Node.js whose server is a child process.

import childProcess, { type ChildProcess } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { createMizan, port } from "./api";

/** The servers that were started, for the test to kill. */
export const servers: ChildProcess[] = [];
const { spawn } = childProcess;
childProcess.spawn = ((...given: Parameters<typeof spawn>) => {
  const server = spawn(...given);
  servers.push(server);
  return server;
}) as typeof spawn;
syncBuiltinESMExports();

const { serve } = (await import("./serve.js")) as { serve: (port: MessagePort) => void };
let last: MessagePort | undefined;

export const client = createMizan({
  transport: port(() => {
    const { port1, port2 } = new MessageChannel();
    serve(port2);
    last = port1;
    return port1;
  }),
});

export const close = (): void => last?.close();
