/** Streams: their items, their errors, their end, and leaving them. */

import { describe, expect, test, vi } from "vitest";
import { createMizan } from "../sample/api/client";
import { scope, setUp, userBundle, watchName } from "./support/fixture";
import { createLines } from "./support/lines";
import { settle } from "./support/transport";

const order = (id: number) => ({ id, title: `Order ${id}`, cents: String(id) });

/** A client with a stream of orders that has been answered, and the texts that a loop has seen. */
async function setUpStream() {
  const { api, calls, reads } = setUp();
  const lines = createLines();
  const seen: string[] = [];
  const loop = (async () => {
    for await (const { title, cents } of api.talk({ about: "tea" })) {
      seen.push(`${title} ${cents + 1n}`);
      if (seen.length === 3) break;
    }
  })();
  loop.catch(() => {});
  await settle();
  await calls[0]!.respond(lines.body as never);
  return { api, calls, reads, lines, seen, loop };
}

describe("a stream", () => {
  test("is one call, whose items come as they are decoded", async () => {
    const { calls, lines, seen, loop } = await setUpStream();
    expect(calls[0]!.request).toMatchObject({ fn: "talk", args: { about: "tea" } });
    await lines.line({ item: order(1) });
    expect(seen).toEqual(["Order 1 2"]);
    await lines.line({ item: order(2) });
    expect(seen).toEqual(["Order 1 2", "Order 2 3"]);
    await lines.line({ end: true });
    await loop;
    expect(calls).toHaveLength(1);
  });

  test("may arrive in any pieces", async () => {
    const { lines, seen, loop } = await setUpStream();
    const line = `${JSON.stringify({ item: { ...order(1), title: "Tée" } })}\n`;
    const bytes = new TextEncoder().encode(line);
    const insideOfLetter = bytes.indexOf(0xc3) + 1;
    await lines.writeBytes(bytes.slice(0, insideOfLetter));
    await lines.writeBytes(bytes.slice(insideOfLetter, -1));
    expect(seen).toEqual([]);
    await lines.write(`\n${JSON.stringify({ item: order(2) })}\n{"en`);
    expect(seen).toEqual(["Tée 2", "Order 2 3"]);
    await lines.write('d":true}\n');
    await loop;
  });

  test("begins when its first item is asked for", async () => {
    const { api, calls } = setUp();
    const stream = api.talk({ about: "tea" });
    await settle();
    expect(calls).toHaveLength(0);
    void stream.next().catch(() => {});
    await settle();
    expect(calls).toHaveLength(1);
    await stream.return();
  });

  test("that is left ends the call", async () => {
    const { calls, lines, seen, loop } = await setUpStream();
    for (const id of [1, 2, 3]) await lines.line({ item: order(id) });
    await loop;
    expect(seen).toHaveLength(3);
    expect(calls[0]!.aborted).toBe(true);
    expect(lines.state.isCancelled).toBe(true);
  });

  test("that is left while an item is awaited settles what waits", async () => {
    const { api, calls } = setUp();
    const lines = createLines();
    const stream = api.talk({ about: "tea" });
    const waiting = stream.next();
    await settle();
    await calls[0]!.respond(lines.body as never);
    expect(await stream.return()).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(lines.state.isCancelled).toBe(true);
  });

  test("ends by a signal, also by one that had aborted before", async () => {
    const { api, calls } = setUp();
    const controller = new AbortController();
    const lines = createLines();
    const first = api.talk({ about: "tea" }, { signal: controller.signal }).next();
    const fails = expect(first).rejects.toMatchObject({ code: "ABORTED" });
    await settle();
    await calls[0]!.respond(lines.body as never);
    controller.abort();
    await fails;
    expect(lines.state.isCancelled).toBe(true);
    const second = api.talk({ about: "tea" }, { signal: controller.signal }).next();
    await expect(second).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("that has ended leaves nothing at the caller's signal", async () => {
    const { api, calls } = setUp();
    const { signal } = new AbortController();
    const [adding, removing] = [
      vi.spyOn(signal, "addEventListener"),
      vi.spyOn(signal, "removeEventListener"),
    ];
    const first = api.talk({ about: "tea" }, { signal }).next();
    const lines = createLines();
    await settle();
    await calls[0]!.respond(lines.body as never);
    await lines.line({ end: true });
    expect(await first).toEqual({ done: true, value: undefined });
    expect(adding).toHaveBeenCalledTimes(1);
    expect(removing.mock.calls).toEqual(adding.mock.calls);
  });

  test("ends with the session", async () => {
    const { api, lines, loop } = await setUpStream();
    api.$startSession();
    await expect(loop).rejects.toMatchObject({ code: "ABORTED" });
    expect(lines.state.isCancelled).toBe(true);
  });

  test("asks for more only when its items have been taken", async () => {
    const { api, calls } = setUp();
    let pulls = 0;
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) =>
          controller.enqueue(encoder.encode(`${JSON.stringify({ item: order(++pulls) })}\n`)),
      },
      { highWaterMark: 0 },
    );
    const stream = api.talk({ about: "tea" });
    const first = stream.next();
    await settle();
    await calls[0]!.respond(body as never);
    await first;
    await settle(100);
    expect(pulls).toBe(1);
    await stream.next();
    expect(pulls).toBe(2);
    await stream.return();
  });
});

describe("errors", () => {
  test("of the call are thrown with their kind", async () => {
    const { api, calls } = setUp();
    const first = api.talk({ about: "tea" }).next();
    const fails = expect(first).rejects.toMatchObject({ code: "CONFLICT", kind: "Tired" });
    await settle();
    await calls[0]!.fail("CONFLICT", { kind: "Tired", details: { after: 0 } });
    await fails;
  });

  test("within the stream come behind the items before them", async () => {
    const { lines, seen, loop } = await setUpStream();
    const error = { code: "CONFLICT", kind: "Tired", message: "no", details: { after: 1 } };
    await lines.write(`${JSON.stringify({ item: order(1) })}\n${JSON.stringify({ error })}\n`);
    await expect(loop).rejects.toMatchObject({ kind: "Tired", details: { after: 1 } });
    expect(seen).toEqual(["Order 1 2"]);
  });

  test("are told where a stream is cut off", async () => {
    const { lines, loop } = await setUpStream();
    await lines.line({ item: order(1) });
    await lines.close();
    await expect(loop).rejects.toMatchObject({ code: "NETWORK" });
  });
});

test("what a stream changes is read again at once", async () => {
  const { api, reads, lines, loop } = await setUpStream();
  watchName(api);
  await reads[0]!.respond(userBundle("Ada", 1));
  await lines.line({ invalidate: [scope], v: { user: "a:2" } });
  expect(reads).toHaveLength(2);
  expect(reads[1]!.request.seen).toBe("user=a:2");
  await lines.line({ end: true });
  await loop;
});

test("over HTTP it is a POST, whose response is read while it arrives", async () => {
  const lines = createLines();
  const fetching = vi.fn(async (_url: string, _init: RequestInit) => new Response(lines.body));
  const api = createMizan({ fetch: fetching as never });
  const stream = api.talk({ about: "tea" });
  const first = stream.next();
  await lines.line({ item: order(1) });
  expect((await first).value?.title).toBe("Order 1");
  const [url, init] = fetching.mock.calls[0]!;
  expect([url, init.method, init.body]).toEqual([
    "/api/mizan/call/",
    "POST",
    '{"fn":"talk","args":{"about":"tea"}}',
  ]);
  await stream.return();
  expect(init.signal!.aborted).toBe(true);
});
