/** The body of a stream, which the test writes line by line. */

import { settle } from "./transport";

export function createLines() {
  const encoder = new TextEncoder();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const state = { isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
    cancel() {
      state.isCancelled = true;
    },
  });
  const writeBytes = async (bytes: Uint8Array) => {
    controller.enqueue(bytes);
    await settle(60);
  };
  const write = (text: string) => writeBytes(encoder.encode(text));
  return {
    body,
    state,
    writeBytes,
    /** Writes text as it is, which may end in the middle of a line. */
    write,
    line: (line: object) => write(`${JSON.stringify(line)}\n`),
    /** Closes the connection. */
    async close() {
      controller.close();
      await settle(60);
    },
  };
}
