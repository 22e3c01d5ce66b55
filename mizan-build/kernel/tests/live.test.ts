/** Live contexts and calls over sockets, against a real server whose frames the test writes. */

import { expect, onTestFinished, test, vi } from "vitest";
import { call, live, liveStatus, openList, type ContextSpec } from "../src";
import {
  board,
  bundle,
  drag,
  event,
  releases,
  same,
  setUp,
  show,
  until,
} from "./support/live-board";

test("what is read over HTTP is subscribed with its version and name", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  expect(peer.url).toBe("/api/mizan/ws/");
  expect(asked).toEqual({
    id: 1,
    action: "subscribe",
    of: [{ context: "board", params: { board_id: 5 }, v: "c:1", h: "h1" }],
  });
  same(peer, asked.id);
  peer.send(event(2, "a", "b"));
  await until(() => expect(seen).toEqual([["a"], ["a", "b"]]));
  expect(set.server.reads).toHaveLength(1);
});

test("a push that equals what is shown tells nobody, and an older one goes nowhere", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  peer.send(event(3, "a", "c"));
  peer.send(event(2, "a", "b"));
  peer.send(event(4, "a", "c"));
  peer.send(event(5, "last"));
  await until(() => expect(seen.at(-1)).toEqual(["last"]));
  expect(seen).toEqual([["a"], ["a", "c"], ["last"]]);
});

test("pushes whose tokens prove nothing are in order by themselves", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  for (const [at, card] of ["x", "y", "z"].entries()) {
    const pushed = event(2 + at, card);
    peer.send({ ...pushed, bundle: { ...pushed.bundle, $v: `c:${2 + at}~` } });
  }
  await until(() => expect(seen).toEqual([["a"], ["x"], ["y"], ["z"]]));
  expect(set.server.reads).toHaveLength(1);
});

test("a line that breaks is opened again, and only what changed comes back", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  peer.send(event(2, "b"));
  await until(() => expect(seen.at(-1)).toEqual(["b"]));
  peer.break();
  const again = await set.server.accept();
  const resubscribed = await again.next();
  expect(resubscribed.of).toEqual([
    { context: "board", params: { board_id: 5 }, v: "c:2", h: "h2" },
  ]);
  again.send({ id: resubscribed.id, ok: [{ bundle: bundle(9, "missed") }] });
  await until(() => expect(seen.at(-1)).toEqual(["missed"]));
  expect(set.server.reads).toHaveLength(1);
});

test("without sockets the data stay what they are without them", async () => {
  const set = await setUp();
  set.server.refusesSockets = true;
  const status = liveStatus(set.kernel);
  releases.push(set.source.subscribe(() => {}));
  await until(() => expect(status.current).toEqual({ status: "waiting" }));
  expect(set.source.current.data).toEqual({ cards: ["a"] });
  set.server.refusesSockets = false;
  await set.wake("online");
  const peer = await set.server.accept();
  expect((await peer.next()).action).toBe("subscribe");
  expect(status.current).toEqual({ status: "open" });
});

test("where a proxy refuses sockets, a read is repeated over HTTP until one opens", async () => {
  const set = await setUp();
  set.server.refusesSockets = true;
  const seen: string[][] = [];
  const show = ({ data }: { data?: { cards: string[] } | undefined }) =>
    data && seen.push(data.cards);
  releases.push(set.source.subscribe(show, { poll: 20 }));
  await until(() => expect(seen).toEqual([["a"]]));
  set.server.bundle = bundle(2, "a", "b");
  await until(() => expect(seen.at(-1)).toEqual(["a", "b"]));
  expect(liveStatus(set.kernel).current).toEqual({ status: "waiting" });
  set.server.refusesSockets = false;
  await set.wake("online");
  expect((await (await set.server.accept()).next()).of).toMatchObject([{ h: "h2" }]);
});

test("nothing is polled while the server pushes, and everything again once the line is lost", async () => {
  const set = await setUp();
  const ticks = vi.spyOn(set.kernel.$core.host, "visible");
  const { reads } = set.server;
  /** Waits for as many moments to poll, and returns how many reads they brought. */
  const poll = async (moments: number) => {
    const [before, ticked] = [reads.length, ticks.mock.calls.length];
    await until(() => expect(ticks.mock.calls.length).toBeGreaterThan(ticked + moments));
    return reads.length - before;
  };
  releases.push(set.source.subscribe(() => {}, { poll: 20 }));
  const peer = await set.server.accept();
  same(peer, (await peer.next()).id);
  peer.send(event(2, "b"));
  await until(() => expect(set.source.current.data).toEqual({ cards: ["b"] }));
  expect(await poll(5)).toBe(0);
  set.server.refusesSockets = true;
  peer.break();
  await until(() => expect(liveStatus(set.kernel).current).toEqual({ status: "waiting" }));
  expect(await poll(5)).toBeGreaterThan(0);
  set.server.refusesSockets = false;
  await set.wake("online");
  const again = await set.server.accept();
  let asked = await again.next();
  // What the server refuses to push is polled, and each read asks it again.
  const before = reads.length;
  for (let refused = 0; refused < 3; refused++) {
    const error = { code: "TOO_MANY_REQUESTS", message: "Too many subscriptions." };
    again.send({ id: asked.id, error });
    asked = await again.next();
    expect(asked.action).toBe("subscribe");
  }
  expect(reads.length).toBeGreaterThan(before + 1);
  again.send({ id: asked.id, ok: [{ bundle: bundle(3, "c") }] });
  await until(() => expect(set.source.current.data).toEqual({ cards: ["c"] }));
  expect(await poll(5)).toBe(0);
});

test("a socket that was silent while the machine slept is not trusted when the user is back", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  peer.send(event(2, "b"));
  await until(() => expect(seen.at(-1)).toEqual(["b"]));
  const hourLater = Date.now() + 3_600_000;
  const clock = vi.spyOn(Date, "now").mockReturnValue(hourLater);
  onTestFinished(() => clock.mockRestore());
  // What the sleeping machine has missed is on its way over the next socket.
  set.server.bundle = bundle(9, "missed");
  await set.wake("focus");
  await peer.closed();
  const again = await set.server.accept();
  const resubscribed = await again.next();
  again.send({ id: resubscribed.id, ok: [{ bundle: bundle(9, "missed") }] });
  await until(() => expect(seen.at(-1)).toEqual(["missed"]));
  // A page that was hidden for a moment keeps its socket.
  clock.mockReturnValue(hourLater + 30_000);
  set.state.visible = false;
  await set.wake();
  set.state.visible = true;
  await set.wake("focus");
  again.send({ ...event(10, "pushed") });
  await until(() => expect(seen.at(-1)).toEqual(["pushed"]));
});

test("the last reader unsubscribes, and the socket closes a little later", async () => {
  const set = await setUp();
  const { peer, asked, release } = await show(set);
  same(peer, asked.id);
  release();
  expect(await peer.next()).toMatchObject({
    action: "unsubscribe",
    of: [{ context: "board", params: { board_id: 5 } }],
  });
  await peer.closed();
  expect(liveStatus(set.kernel).current).toEqual({ status: "off" });
});

test("several instances of one tick are one frame", async () => {
  const set = await setUp();
  const { peer, asked } = await show(set);
  same(peer, asked.id);
  for (const id of [6, 7, 8]) releases.push(set.kernel.$context(board, { id }).subscribe(() => {}));
  const frames = [await peer.next()];
  await until(async () => {
    while (peer.left[0]) frames.push(await peer.next());
    expect(frames.flatMap(({ of }) => of)).toHaveLength(3);
  });
});

test("an error ends the subscription, and the next read subscribes again", async () => {
  const set = await setUp();
  const { peer, asked } = await show(set);
  same(peer, asked.id);
  const error = { code: "FORBIDDEN", message: "Only staff may see this." };
  peer.send({ event: "bundle", context: "board", params: { board_id: 5 }, error });
  await until(() => expect(set.source.current.error?.code).toBe("FORBIDDEN"));
  expect(set.source.current.data).toEqual({ cards: ["a"] });
  set.kernel.$retry();
  expect((await peer.next()).action).toBe("subscribe");
  await until(() => expect(set.source.current.error).toBeUndefined());
});

test("a read that the server tries again lands when it succeeds, and takes the error away", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  peer.send(event(2, "b"));
  await until(() => expect(seen.at(-1)).toEqual(["b"]));
  const error = { code: "INTERNAL_ERROR", message: "It failed." };
  peer.send({ event: "bundle", context: "board", params: { board_id: 5 }, error });
  await until(() => expect(set.source.current.error?.code).toBe("INTERNAL_ERROR"));
  expect(set.source.current.data).toEqual({ cards: ["b"] });
  peer.send(event(3, "c"));
  const again = await peer.next();
  expect(again).toMatchObject({ action: "subscribe", of: [{ v: "c:3" }] });
  same(peer, again.id, 3);
  await until(() => expect(set.source.current.error).toBeUndefined());
  expect(seen.at(-1)).toEqual(["c"]);
  expect(set.server.reads).toHaveLength(1);
});

test.each([
  ["what is shown", 1, ["a"]],
  ["something newer", 2, ["b"]],
])("a subscription that begins with an error ends it by a push of %s", async (_, n, cards) => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  peer.send({ id: asked.id, ok: [{ error: { code: "UNAVAILABLE", message: "Later." } }] });
  await until(() => expect(set.source.current.error?.code).toBe("UNAVAILABLE"));
  expect(set.source.current.data).toEqual({ cards: ["a"] });
  peer.send(event(n, ...cards));
  const again = await peer.next();
  expect(again.of).toMatchObject([{ v: `c:${n}`, h: `h${n}` }]);
  same(peer, again.id, n);
  await until(() => expect(set.source.current.error).toBeUndefined());
  expect(seen.at(-1)).toEqual(cards);
  expect(set.server.reads).toHaveLength(1);
});

test("who leaves while the server tries again unsubscribes all the same", async () => {
  const set = await setUp();
  const { seen, release, peer, asked } = await show(set);
  same(peer, asked.id);
  peer.send(event(2, "b"));
  await until(() => expect(seen.at(-1)).toEqual(["b"]));
  const error = { code: "UNAVAILABLE", message: "Later." };
  peer.send({ event: "bundle", context: "board", params: { board_id: 5 }, error });
  await until(() => expect(set.source.current.error?.code).toBe("UNAVAILABLE"));
  release();
  expect((await peer.next()).action).toBe("unsubscribe");
});

test("an invitation to read is followed over HTTP", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  set.server.bundle = bundle(2, "large");
  peer.send({ event: "invalidate", context: "board", params: { board_id: 5 } });
  await until(() => expect(seen.at(-1)).toEqual(["large"]));
  expect(set.server.reads).toHaveLength(2);
});

test("a server that goes down is left for another one", async () => {
  const set = await setUp();
  vi.spyOn(Math, "random").mockReturnValue(0.01);
  const { peer, asked } = await show(set);
  same(peer, asked.id);
  peer.send({ event: "going" });
  await peer.closed();
  const again = await set.server.accept();
  expect((await again.next()).action).toBe("subscribe");
});

test("a new session opens another socket, and nothing of the old one lands", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  set.server.bundle = bundle(2, "of the next");
  set.kernel.$startSession();
  peer.send(event(9, "of the last"));
  const again = await set.server.accept();
  expect((await again.next()).of).toMatchObject([{ v: "c:2" }]);
  await peer.closed();
  expect(seen.flat()).not.toContain("of the last");
  expect(seen.at(-1)).toEqual(["of the next"]);
});

test("a token is said before anything else, and again when it is another one", async () => {
  let token = "one";
  const set = await setUp(() => ({ Authorization: `Bearer ${token}` }));
  const { peer, asked } = await show(set);
  expect(asked).toEqual({ id: 1, action: "auth", token: "one" });
  peer.send({ id: 1, ok: {} });
  const subscribed = await peer.next();
  same(peer, subscribed.id);
  token = "two";
  releases.push(set.kernel.$context(board, { id: 6 }).subscribe(() => {}));
  const renewed = await peer.next();
  expect(renewed).toMatchObject({ action: "auth", token: "two" });
  peer.send({ id: renewed.id, ok: {} });
  expect(await peer.next()).toMatchObject({
    action: "subscribe",
    of: [{ params: { board_id: 6 } }],
  });
});

test("nothing overtakes what waits for a token", async () => {
  let token = "one";
  const set = await setUp(() => ({ Authorization: `Bearer ${token}` }));
  const { peer, asked, release } = await show(set);
  peer.send({ id: asked.id, ok: {} });
  same(peer, (await peer.next()).id);
  await until(() => expect(set.source.current.data).toEqual({ cards: ["a"] }));
  token = "two";
  release();
  // The last reader leaves, and another one comes at once.
  await Promise.resolve();
  releases.push(set.source.subscribe(() => {}));
  const renewed = await peer.next();
  expect(renewed).toMatchObject({ action: "auth", token: "two" });
  peer.send({ id: renewed.id, ok: {} });
  expect((await peer.next()).action).toBe("unsubscribe");
  expect((await peer.next()).action).toBe("subscribe");
});

test("a call goes over the socket once it is open, and over HTTP before", async () => {
  const set = await setUp();
  const { peer, asked } = await show(set);
  same(peer, asked.id);
  const calling = call(set.kernel, drag, { card: 1 });
  const sent = await peer.next();
  expect(sent).toMatchObject({ action: "rpc", fn: "drag", args: { card: 1 } });
  peer.send({ id: sent.id, ok: { result: "socket", invalidate: [] } });
  expect(await calling).toBe("socket");
  const failing = call(set.kernel, drag, { card: 2 });
  const { id } = await peer.next();
  peer.send({ id, error: { code: "CONFLICT", message: "No." } });
  await expect(failing).rejects.toMatchObject({ code: "CONFLICT" });
  const lost = call(set.kernel, drag, { card: 3 });
  await peer.next();
  peer.break();
  await expect(lost).rejects.toMatchObject({ code: "NETWORK", outcomeUnknown: true });
  expect(await call(set.kernel, drag, { card: 4 })).toBe("http");
});

test("an aborted call is cancelled on the server", async () => {
  const set = await setUp();
  const { peer, asked } = await show(set);
  same(peer, asked.id);
  const abort = new AbortController();
  const calling = call(set.kernel, drag, { card: 1 }, { signal: abort.signal });
  const { id } = await peer.next();
  abort.abort();
  await expect(calling).rejects.toMatchObject({ code: "ABORTED" });
  expect(await peer.next()).toEqual({ action: "cancel", of: id });
});

test("a bundle that lacks a member is subscribed without a version, so that it comes whole", async () => {
  const set = await setUp();
  const failed = { labels: { code: "INTERNAL_ERROR", message: "No." } };
  set.server.bundle = { $v: "c:1", $errors: failed, cards: ["a"] };
  const both = {
    ...board,
    members: { cards: { name: "cards" }, labels: { name: "labels" } },
  } as ContextSpec<{ id: number }, { cards: string[]; labels: string[] }>;
  releases.push(set.kernel.$context(both, { id: 6 }).subscribe(() => {}));
  const peer = await set.server.accept();
  expect((await peer.next()).of).toEqual([{ context: "board", params: { board_id: 6 } }]);
});

test("a node that has not heard of a change does not end the read of it", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  set.server.bundle = bundle(2, "changed");
  set.kernel.$invalidate({ context: "board", params: { board_id: 5 } });
  same(peer, asked.id);
  await until(() => expect(seen.at(-1)).toEqual(["changed"]));
  expect(set.server.reads).toHaveLength(2);
});

test("what a deaf node calls true does not stand for a refused read", async () => {
  const set = await setUp();
  const { seen, peer, asked } = await show(set);
  same(peer, asked.id);
  set.server.refusesSockets = true;
  peer.break();
  // One's own change is on its way, and the read that would show it is refused.
  const refusal = { code: "FORBIDDEN", message: "Only staff may see this." };
  set.server.bundle = { $v: "c:2", $errors: { cards: refusal } };
  set.kernel.$invalidate({ context: "board", params: { board_id: 5 } });
  await until(() => expect(set.source.current.error?.code).toBe("FORBIDDEN"));
  set.server.refusesSockets = false;
  await set.wake("online");
  const again = await set.server.accept();
  const resubscribed = await again.next();
  // Asked for the bundle from before, a node that has not heard of the change would call it true.
  expect(resubscribed.of).toEqual([{ context: "board", params: { board_id: 5 } }]);
  expect(set.source.current.error?.code).toBe("FORBIDDEN");
  again.send({ id: resubscribed.id, ok: [{ bundle: bundle(3, "changed") }] });
  await until(() => expect(set.source.current.error).toBeUndefined());
  expect(seen).toEqual([["a"], ["changed"]]);
});

test.each([
  [2, "is followed by no other read if that brings the same", 0],
  [3, "is followed by a read if that brings something else", 1],
])("a push beside a read, of state %i, %s", async (state, _, further) => {
  const set = await setUp();
  const { peer, asked } = await show(set);
  same(peer, asked.id);
  let open = () => {};
  set.server.gate = new Promise((resolve) => (open = resolve));
  set.server.bundle = bundle(2, "b");
  set.kernel.$invalidate({ context: "board", params: { board_id: 5 } });
  await until(() => expect(set.server.reads).toHaveLength(2));
  const calling = call(set.kernel, drag, { card: 1 });
  const { id } = await peer.next();
  peer.send(event(state, state === 2 ? "b" : "c"));
  peer.send({ id, ok: { result: "behind the push", invalidate: [] } });
  await calling;
  set.server.bundle = bundle(3, "c");
  open();
  await until(() => expect(set.source.current.refreshing).toBe(false));
  expect(set.source.current.data).toEqual({ cards: [further ? "c" : "b"] });
  expect(set.server.reads).toHaveLength(2 + further);
});

test("a server that renders opens no socket", async () => {
  vi.stubGlobal("WebSocket", undefined);
  const { kernel, source } = await setUp();
  expect(await source).toEqual({ cards: ["a"] });
  expect(liveStatus(kernel).current).toEqual({ status: "off" });
});

const log: ContextSpec<{}, { lines: number[] }, { lines: { from?: number } }> = {
  name: "log",
  params: () => ({}),
  members: { lines: { name: "lines", isPage: true, own: ({ from }) => ({ from }) } },
  live,
};

test("a list in pages is subscribed with the number of its pages, and pushed whole", async () => {
  const { server, kernel } = await setUp();
  server.bundle = { $h: "h1", $v: "c:1", lines: [[1, 2]] };
  const list = openList(kernel, log, "lines", { parameter: "from" }, {});
  const seen: string[] = [];
  releases.push(list.subscribe(({ data }) => data && seen.push(data.join(" "))));
  const peer = await server.accept();
  const asked = await peer.next();
  const of = { context: "log", params: { $pages: 1 }, only: "lines" };
  expect(asked.of).toEqual([{ ...of, v: "c:1", h: "h1" }]);
  same(peer, asked.id);
  const push = (n: number, lines: number[][]) => {
    const { params } = { params: { $pages: lines.length } };
    peer.send({ event: "bundle", ...of, params, bundle: { $h: `h${n}`, $v: `c:${n}`, lines } });
  };
  push(2, [[0, 1]]);
  await until(() => expect(seen).toEqual(["1 2", "0 1"]));

  server.bundle = { $v: "c:2", lines: [[2]] };
  list.loadMore();
  expect(await peer.next()).toMatchObject({ action: "unsubscribe", of: [of] });
  const again = await peer.next();
  expect(again.of).toMatchObject([{ ...of, params: { $pages: 2 }, v: "c:2", h: "h2" }]);
  await until(() => expect(seen.at(-1)).toBe("0 1 2"));
  peer.send({ id: again.id, ok: [{ same: true, v: "c:2" }] });
  push(3, [
    [7, 0],
    [1, 2],
  ]);
  push(4, [[5, 7]]);
  await until(() => expect(seen.at(-1)).toBe("7 0 1 2"));
  expect(server.reads).toHaveLength(2);
});
