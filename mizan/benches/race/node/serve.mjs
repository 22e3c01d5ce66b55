// What both programs serve: a value that is read through a cache, and changed in the source.

import { createServer } from "node:http";

const { SOURCE } = process.env;

export const readSource = async (id) => (await fetch(`${SOURCE}/${id}`)).text();

/** Serves a value by `read`, and changes it; `purge` is called behind the change. */
export function serve({ read, purge }) {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://node");
    const id = searchParams.get("id");
    if (pathname === "/read") {
      response.end(await read(id));
      return;
    }
    await fetch(`${SOURCE}/${id}?value=${searchParams.get("value")}`, { method: "PUT" });
    await purge(id);
    response.end();
  });
  server.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
}
