/** The bodies and frames that the server's benchmarks send are those that this client writes. */

import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { overFrames } from "../src/wire/frames";
import { createHttp } from "../src/wire/http";
import type { CallRequest } from "../src/wire/transport";

interface Body {
  readonly request: Pick<CallRequest, "fn" | "args" | "mounted">;
  readonly body: string;
  readonly frame: string;
}

const file = new URL("../../../mizan/benches/instructions/bodies.json", import.meta.url);
const bodies: [string, Body][] = Object.entries(JSON.parse(readFileSync(file, "utf8")));

/** What a request has beside what is sent of it. */
const rest = {
  files: undefined,
  seen: undefined,
  idempotencyKey: undefined,
  signal: new AbortController().signal,
  onProgress: () => {},
};

test.each(bodies)("the body of a %s", async (_name, { request, body }) => {
  const fetching = vi.fn(async () => new Response('{"result":null,"invalidate":[]}'));
  const transport = createHttp({ fetch: fetching as unknown as typeof fetch });
  await transport.call({ ...request, ...rest });
  expect(fetching).toHaveBeenCalledWith("/api/mizan/call/", expect.objectContaining({ body }));
});

test.each(bodies)("the frame of a %s", async (_name, { request, frame }) => {
  const sent: string[] = [];
  const transport = overFrames(({ onFrame }) => ({
    send(text) {
      sent.push(String(text));
      const { id } = JSON.parse(String(text)) as { id: number };
      queueMicrotask(() => onFrame(`{"id":${id},"ok":{"result":null,"invalidate":[]}}`));
    },
    close() {},
  }));
  await transport.call({ ...request, ...rest });
  expect(sent.at(-1)!.replace(/^\{"id":\d+/, '{"id":7')).toBe(frame);
});
