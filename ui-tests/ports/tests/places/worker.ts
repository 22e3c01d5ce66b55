// A worker with a client over the port that its page has handed to it.

import { createMizan, port } from "./api";

let client: ReturnType<typeof createMizan>;

addEventListener("message", async ({ data, ports }: MessageEvent) => {
  if (data === "mizan") client = createMizan({ transport: port(ports[0]!) });
  else {
    await client.addNote({ text: data });
    ports[0]!.postMessage(await client.notes());
  }
});
