/** Frames that no server of Mizan sends, from a real server: a proxy or a fault has garbled them. */

import { expect, test } from "vitest";
import { bigint, call, live, liveStatus, type ContextSpec, type KernelEvents } from "../src";
import { bundle, drag, event, releases, same, setUp, show, until } from "./support/live-board";

test.each(["no JSON", '{"id":', "null", "<html>"])(
  "a text that is no frame, %j, ends the socket, and what waits for an answer",
  async (text) => {
    const set = await setUp();
    const errors: KernelEvents["error"][] = [];
    releases.push(set.kernel.$on("error", (error) => errors.push(error)));
    const { seen, peer, asked } = await show(set);
    same(peer, asked.id);
    const calling = call(set.kernel, drag, { card: 1 });
    await peer.next();
    peer.sendText(text);
    await expect(calling).rejects.toMatchObject({ code: "NETWORK", outcomeUnknown: true });
    await peer.closed();
    const subject = `${set.server.baseUrl}/ws/`.replace("http", "ws");
    const error = expect.objectContaining({ code: "INTERNAL_ERROR" });
    expect(errors).toContainEqual({ kind: "socket", subject, error });
    const again = await set.server.accept();
    const { id, of } = await again.next();
    expect(of).toMatchObject([{ context: "board", v: "c:1" }]);
    again.send({ id, ok: [{ bundle: bundle(2, "b") }] });
    await until(() => expect(seen.at(-1)).toEqual(["b"]));
    expect(set.server.reads).toHaveLength(1);
  },
);

test("a server that sends nothing else is asked ever more rarely", async () => {
  const set = await setUp();
  const status = liveStatus(set.kernel);
  const changes: [string, number][] = [];
  releases.push(status.listen(() => changes.push([status.current.status, performance.now()])));
  releases.push(set.source.subscribe(() => {}));
  for (let sockets = 0; sockets < 4; sockets++) {
    const peer = await set.server.accept();
    await peer.next();
    peer.sendText("no JSON");
  }
  await until(() => expect(changes.filter(([each]) => each === "waiting")).toHaveLength(4));
  const pauses = changes.flatMap(([each, at], index) =>
    each === "connecting" && index ? at - changes[index - 1]![1] : [],
  );
  expect(pauses).toHaveLength(3);
  // Half of 0.5, of 1 and of 2 seconds at the least.
  pauses.forEach((pause, at) => expect(pause).toBeGreaterThan(240 * 2 ** at));
});

const cents: ContextSpec<{}, { sum: bigint }> = {
  name: "cents",
  params: () => ({}),
  members: { sum: { name: "sum", decoder: bigint } },
  live,
};

test("a push that cannot be read is an error of its instance, until one comes that can", async () => {
  const { server, kernel } = await setUp();
  server.bundle = { $h: "h1", $v: "c:1", sum: "1" };
  const source = kernel.$context(cents, {});
  releases.push(source.subscribe(() => {}));
  const peer = await server.accept();
  same(peer, (await peer.next()).id);
  const push = (n: number, sum: string) =>
    peer.send({
      ...event(n),
      context: "cents",
      params: {},
      bundle: { $h: `h${n}`, $v: `c:${n}`, sum },
    });
  push(2, "two");
  await until(() => expect(source.current.error?.code).toBe("INTERNAL_ERROR"));
  expect(source.current.data).toEqual({ sum: 1n });
  push(3, "3");
  const again = await peer.next();
  expect(again).toMatchObject({ action: "subscribe", of: [{ v: "c:3", h: "h3" }] });
  same(peer, again.id, 3);
  await until(() => expect(source.current.error).toBeUndefined());
  expect(source.current.data).toEqual({ sum: 3n });
  expect(liveStatus(kernel).current).toEqual({ status: "open" });
  expect(server.sockets).toBe(1);
});
