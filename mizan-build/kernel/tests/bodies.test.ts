/** The bodies that the server's benchmarks send are the bodies that this client writes. */

import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { createHttp } from "../src/wire/http";
import type { CallRequest } from "../src/wire/transport";

interface Body {
  readonly request: Pick<CallRequest, "fn" | "args" | "mounted">;
  readonly body: string;
}

const file = new URL("../../../mizan/benches/instructions/bodies.json", import.meta.url);
const bodies: [string, Body][] = Object.entries(JSON.parse(readFileSync(file, "utf8")));

test.each(bodies)("%s", async (_name, { request, body }) => {
  const fetching = vi.fn(async () => new Response('{"result":null,"invalidate":[]}'));
  const transport = createHttp({ fetch: fetching as unknown as typeof fetch });
  await transport.call({
    ...request,
    files: undefined,
    seen: undefined,
    idempotencyKey: undefined,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  expect(fetching).toHaveBeenCalledWith("/api/mizan/call/", expect.objectContaining({ body }));
});
