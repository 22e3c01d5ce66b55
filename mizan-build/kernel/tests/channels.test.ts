/** Rooms of channels, against a real server whose frames the test writes. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { Kernel, openRoom, type RoomState } from "../src";
import {
  answer,
  chat,
  message,
  params,
  shown,
  visitors,
  wire,
  type Line,
  type Visitor,
} from "./support/chat";
import { createHost } from "./support/host";
import { LiveServer } from "./support/live-server";

type State = RoomState<Line[], Line, Visitor>;

/** Waits as long as it takes on a busy machine. */
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000 });

const releases: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal("WebSocket", WebSocket);
});

afterEach(() => {
  for (const release of releases.splice(0)) release();
  vi.unstubAllGlobals();
});

async function setUp(headers?: () => Record<string, string>) {
  const server = await LiveServer.start();
  const { host } = createHost();
  const kernel = new Kernel({ baseUrl: server.baseUrl, host, ...(headers && { headers }) });
  const room = openRoom(kernel, chat, { room: "lobby" });
  return { server, kernel, room };
}

/** Looks at the room, and lets the user in. */
async function enter({ server, room }: Awaited<ReturnType<typeof setUp>>) {
  const seen: State[] = [];
  const release = room.subscribe((state) => seen.push(state));
  releases.push(release);
  const peer = await server.accept();
  const asked = await peer.next();
  return { peer, asked, seen, release };
}

test("a room is joined while somebody looks, and shows what is said and who is there", async () => {
  const set = await setUp();
  expect(set.room.current).toMatchObject({ status: "off", messages: [], present: [] });
  const { peer, asked, seen } = await enter(set);
  expect(asked).toEqual({ id: 1, action: "join", channel: "chat", params });
  expect(set.room.current.status).toBe("joining");
  answer(peer, asked.id);
  await until(() => expect(set.room.current.status).toBe("joined"));
  expect(set.room.current).toMatchObject({ first: [shown(1)], present: visitors("ada") });
  message(peer, 2);
  peer.send({ event: "present", channel: "chat", params, joined: visitors("eve", "eve") });
  peer.send({ event: "present", channel: "chat", params, left: visitors("eve") });
  message(peer, 3);
  await until(() => expect(set.room.current.messages).toEqual([shown(2), shown(3)]));
  expect(set.room.current.present).toEqual(visitors("ada", "eve"));
  expect(seen.map(({ present }) => present.length)).toContain(3);
});

test("other rooms and other channels are none of its business", async () => {
  const set = await setUp();
  const { peer, asked } = await enter(set);
  answer(peer, asked.id);
  const other = { event: "message", seq: "c:2", message: wire(9) };
  peer.send({ ...other, channel: "chat", params: { room_name: "attic" } });
  peer.send({ ...other, channel: "talk", params });
  message(peer, 2);
  await until(() => expect(set.room.current.messages).toEqual([shown(2)]));
});

test("a message during the join that was shown first is shown once", async () => {
  const set = await setUp();
  const { peer, asked } = await enter(set);
  answer(peer, asked.id, { first: [wire(1), wire(2)] });
  message(peer, 2);
  message(peer, 3);
  await until(() => expect(set.room.current.messages).toEqual([shown(3)]));
});

test("the newest messages are kept", async () => {
  const set = await setUp();
  const { peer, asked } = await enter(set);
  answer(peer, asked.id);
  for (let id = 2; id < 302; id++) message(peer, id);
  await until(() => expect(set.room.current.messages.at(-1)).toEqual(shown(301)));
  expect(set.room.current.messages).toHaveLength(256);
  expect(set.room.current.messages[0]).toEqual(shown(46));
});

test("a line that breaks joins again behind the last message, and keeps what it knows", async () => {
  const set = await setUp();
  const { peer, asked } = await enter(set);
  answer(peer, asked.id);
  message(peer, 2);
  await until(() => expect(set.room.current.messages).toHaveLength(1));
  peer.break();
  await until(() => expect(set.room.current.status).toBe("waiting"));
  expect(set.room.current.messages).toEqual([shown(2)]);
  const again = await set.server.accept();
  const rejoined = await again.next();
  expect(rejoined).toMatchObject({ action: "join", seq: "c:2" });
  answer(again, rejoined.id, { seq: "c:2", first: [wire(7)], present: visitors("bob") });
  message(again, 3);
  await until(() => expect(set.room.current.messages).toEqual([shown(2), shown(3)]));
  expect(set.room.current).toMatchObject({ first: [shown(1)], present: visitors("bob") });
});

test("a gap begins anew", async () => {
  const set = await setUp();
  const { peer, asked } = await enter(set);
  answer(peer, asked.id);
  message(peer, 2);
  peer.send({ event: "lagged", channel: "chat", params });
  const rejoined = await peer.next();
  expect(rejoined).toMatchObject({ action: "join", seq: "c:2" });
  answer(peer, rejoined.id, { seq: "c:900", first: [wire(900)], gap: true });
  message(peer, 901);
  await until(() => expect(set.room.current.messages).toEqual([shown(901)]));
  expect(set.room.current.first).toEqual([shown(900)]);
});

test("members speak over the socket, and errors are typed", async () => {
  const set = await setUp();
  const { peer, asked } = await enter(set);
  // What is said before the user is in waits for that.
  const said = set.room.say({ id: 5, cents: 5n });
  answer(peer, asked.id);
  const sent = await peer.next();
  expect(sent).toMatchObject({ action: "send", channel: "chat", params, fn: "say_it" });
  expect(sent["args"]).toEqual({ id: 5, cents: "5" });
  peer.send({ id: sent.id, ok: { result: wire(5), invalidate: [], seq: "c:5" } });
  expect(await said).toEqual(shown(5));
  const refused = set.room.say({ id: 6, cents: 6n });
  const error = { code: "CONFLICT", kind: "Taken", message: "It is taken.", details: { by: 1 } };
  peer.send({ id: (await peer.next()).id, error });
  await expect(refused).rejects.toMatchObject({ kind: "Taken", details: { by: 1 } });
  expect(set.server.calls).toEqual([]);
});

test("a word of its own enters the room, says it and leaves", async () => {
  const set = await setUp();
  const said = set.room.say({ id: 5, cents: 5n });
  const peer = await set.server.accept();
  answer(peer, (await peer.next()).id);
  peer.send({ id: (await peer.next()).id, ok: { result: wire(5), invalidate: [] } });
  await said;
  expect(await peer.next()).toMatchObject({ action: "leave", channel: "chat", params });
  expect(set.room.current.status).toBe("off");
  await peer.closed();
});

test("the last one leaves the room, and who comes back at once is still there", async () => {
  const set = await setUp();
  const { peer, asked, release } = await enter(set);
  answer(peer, asked.id);
  await until(() => expect(set.room.current.status).toBe("joined"));
  release();
  const second = set.room.subscribe(() => {});
  const third = set.room.subscribe(() => {});
  second();
  await Promise.resolve();
  expect(set.room.current.status).toBe("joined");
  third();
  expect(await peer.next()).toMatchObject({ action: "leave" });
  expect(set.room.current).toMatchObject({ status: "off", first: undefined, present: [] });
  expect(peer.left).toEqual([]);
});

test("a refusal is told, and a server that is busy is asked again", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const set = await setUp();
  const { peer, asked } = await enter(set);
  peer.send({ id: asked.id, error: { code: "UNAVAILABLE", message: "The bus is lost." } });
  const again = await peer.next();
  expect(again.action).toBe("join");
  expect(set.room.current.status).toBe("joining");
  peer.send({ id: again.id, error: { code: "FORBIDDEN", message: "This room is closed." } });
  await until(() => expect(set.room.current.status).toBe("failed"));
  expect(set.room.current.error).toMatchObject({ code: "FORBIDDEN" });
  await expect(set.room.say({ id: 1, cents: 1n })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(peer.left).toEqual([]);
});

test("who is put out is told, and one whose token ran out comes back with another", async () => {
  let token = "old";
  const set = await setUp(() => ({ Authorization: `Bearer ${token}` }));
  releases.push(set.room.subscribe(() => {}));
  const peer = await set.server.accept();
  peer.send({ id: (await peer.next()).id, ok: {} });
  answer(peer, (await peer.next()).id);
  message(peer, 2);
  await until(() => expect(set.room.current.messages).toHaveLength(1));
  token = "new";
  const put = (code: string) =>
    peer.send({ event: "message", channel: "chat", params, error: { code, message: "Out." } });
  put("UNAUTHORIZED");
  const renewed = await peer.next();
  expect(renewed).toMatchObject({ action: "auth", token: "new" });
  peer.send({ id: renewed.id, ok: {} });
  const rejoined = await peer.next();
  expect(rejoined).toMatchObject({ action: "join", seq: "c:2" });
  answer(peer, rejoined.id, { seq: "c:2" });
  put("FORBIDDEN");
  await until(() => expect(set.room.current.status).toBe("failed"));
  expect(set.room.current.messages).toEqual([shown(2)]);
});

test("nothing of one user is shown to the next", async () => {
  const set = await setUp();
  const { peer, asked, seen } = await enter(set);
  answer(peer, asked.id);
  message(peer, 2);
  await until(() => expect(set.room.current.messages).toHaveLength(1));
  set.kernel.$startSession();
  expect(set.room.current).toMatchObject({ first: undefined, messages: [], present: [] });
  message(peer, 3);
  const again = await set.server.accept();
  const rejoined = await again.next();
  expect(rejoined).not.toHaveProperty("seq");
  answer(again, rejoined.id, { first: [], present: visitors("eve") });
  await until(() => expect(set.room.current.present).toEqual(visitors("eve")));
  expect(seen.at(-1)!.messages).toEqual([]);
});

test("on a server a room is off, and opens nothing", async () => {
  const opened = vi.fn();
  vi.stubGlobal("WebSocket", opened);
  const kernel = new Kernel({ baseUrl: "http://127.0.0.1:1/" });
  const room = openRoom(kernel, chat, { room: "lobby" });
  expect(room.current.status).toBe("off");
  expect(opened).not.toHaveBeenCalled();
});

test("what comes before the answer to a join is in that answer, and is not told twice", async () => {
  const set = await setUp();
  const { peer, asked, release } = await enter(set);
  answer(peer, asked.id);
  await until(() => expect(set.room.current.status).toBe("joined"));
  release();
  await until(() => expect(set.room.current.status).toBe("off"));
  const seen: State[] = [];
  releases.push(set.room.subscribe((state) => seen.push(state)));
  expect((await peer.next()).action).toBe("leave");
  const again = await peer.next();
  // Of the membership before, which the server has ended meanwhile.
  peer.send({ event: "present", channel: "chat", params, joined: visitors("eve") });
  message(peer, 2);
  const first = [wire(1), wire(2)];
  answer(peer, again.id, { first, seq: "c:2", present: visitors("ada", "eve") });
  message(peer, 3);
  await until(() => expect(seen.at(-1)!.messages).toEqual([shown(3)]));
  expect(seen.at(-1)!.present).toEqual(visitors("ada", "eve"));
});
