// The source of data: values that can be read and changed over HTTP, and held in the midst of both.

import { createServer } from "node:http";

/** A place where somebody waits: `reached` when somebody is there, who goes on by `release`. */
function makeHold() {
  const hold = {};
  hold.reached = new Promise((resolve) => (hold.reach = resolve));
  hold.released = new Promise((resolve) => (hold.release = resolve));
  return hold;
}

export async function openSource() {
  const values = new Map();
  const counts = new Map();
  const reads = new Map();
  const changes = new Map();

  /** Waits where the first one who comes is held. */
  async function pass(holds, id) {
    const hold = holds.get(id);
    holds.delete(id);
    hold?.reach();
    await hold?.released;
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://source");
    const id = url.pathname.slice(1);
    if (request.method === "PUT") {
      values.set(id, url.searchParams.get("value"));
      await pass(changes, id);
      response.end();
      return;
    }
    const value = values.get(id);
    counts.set(id, (counts.get(id) ?? 0) + 1);
    await pass(reads, id);
    response.end(value);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  const hold = (holds) => (id) => {
    const made = makeHold();
    holds.set(id, made);
    return made;
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    set: (id, value) => values.set(id, value),
    reads: (id) => counts.get(id) ?? 0,
    holdRead: hold(reads),
    holdChange: hold(changes),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
