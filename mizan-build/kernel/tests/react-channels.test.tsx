// @vitest-environment happy-dom
/** The hook of a channel in a DOM, against a real server whose frames the test writes. */

import { StrictMode, useEffect, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { channelHook } from "../adapters/react";
import { Kernel } from "../src";
import { answer, chat, message, params, shown, visitors, wire } from "./support/chat";
import { createHost } from "./support/host";
import { LiveServer } from "./support/live-server";

const cleanups: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal("WebSocket", WebSocket);
});

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  vi.unstubAllGlobals();
});

/** Waits as long as it takes on a busy machine. */
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000 });

/** Renders as a browser does, without `act`: frames arrive when they arrive. */
function render(children: ReactNode) {
  const container = document.createElement("div");
  const root = createRoot(container);
  cleanups.push(() => root.unmount());
  root.render(children);
  return {
    update: (next: ReactNode) => root.render(next),
    unmount: () => root.unmount(),
    text: () => container.textContent,
  };
}

async function setUp() {
  const server = await LiveServer.start();
  const { host } = createHost();
  const kernel = new Kernel({ baseUrl: server.baseUrl, host });
  const useChat = channelHook(() => kernel, chat);
  /** What the hook answered at each rendering. */
  const seen: ReturnType<typeof useChat>[] = [];
  function Chat({ room }: { room: string | null }) {
    const shows = useChat(room === null ? null : { room });
    seen.push(shows as never);
    const names = shows.present.map(({ name }) => name);
    const lines = shows.messages.map(({ id }) => id);
    return [shows.status, names, lines].join(" ");
  }
  return { server, useChat, Chat, seen };
}

test("a component is in the room while it is mounted, once under strict mode", async () => {
  const { server, Chat, seen } = await setUp();
  const { text, unmount } = render(
    <StrictMode>
      <Chat room="lobby" />
      <Chat room="lobby" />
    </StrictMode>,
  );
  const peer = await server.accept();
  const asked = await peer.next();
  expect(asked).toMatchObject({ action: "join", channel: "chat", params });
  answer(peer, asked.id);
  message(peer, 2);
  await until(() => expect(text()).toBe("joined ada 2joined ada 2"));
  expect(seen.at(-1)!.first).toEqual([shown(1)]);
  expect(peer.left).toEqual([]);
  unmount();
  expect(await peer.next()).toMatchObject({ action: "leave", channel: "chat", params });
});

test("what a member says is asked of the server, and the function stays the same", async () => {
  const { server, Chat, seen } = await setUp();
  render(<Chat room="lobby" />);
  const peer = await server.accept();
  answer(peer, (await peer.next()).id);
  await until(() => expect(seen.at(-1)!.status).toBe("joined"));
  const said = seen.at(-1)!.say!({ id: 2, cents: 2n });
  const sent = await peer.next();
  expect(sent).toMatchObject({ action: "send", fn: "say_it", params, args: wire(2) });
  message(peer, 2);
  peer.send({ id: sent.id, ok: { result: wire(2), invalidate: [], seq: "c:2" } });
  expect(await said).toEqual(shown(2));
  await until(() => expect(seen.at(-1)!.messages).toEqual([shown(2)]));
  expect(new Set(seen.map(({ say }) => say)).size).toBe(1);
});

test("an effect that depends on the function runs once, and may speak before the room is joined", async () => {
  const { server, useChat } = await setUp();
  let runs = 0;
  function Greeting() {
    const { say, messages } = useChat({ room: "lobby" });
    useEffect(() => {
      runs++;
      void say({ id: 2, cents: 2n });
    }, [say]);
    return messages.length;
  }
  const { text } = render(<Greeting />);
  const peer = await server.accept();
  const asked = await peer.next();
  expect(asked.action).toBe("join");
  answer(peer, asked.id);
  const sent = await peer.next();
  expect(sent).toMatchObject({ action: "send", fn: "say_it" });
  message(peer, 2);
  peer.send({ id: sent.id, ok: { result: wire(2), invalidate: [], seq: "c:2" } });
  await until(() => expect(text()).toBe("1"));
  expect(runs).toBe(1);
});

test("with null in place of the parameters it is in no room", async () => {
  const { server, Chat, seen } = await setUp();
  const { update } = render(<Chat room={null} />);
  const off = { status: "off", messages: [], present: [] };
  await until(() => expect(seen.at(-1)).toEqual(off));
  update(<Chat room="lobby" />);
  const peer = await server.accept();
  const asked = await peer.next();
  answer(peer, asked.id);
  await until(() => expect(seen.at(-1)!.present).toEqual(visitors("ada")));
  update(<Chat room={null} />);
  await until(() => expect(seen.at(-1)).toEqual(off));
  expect(await peer.next()).toMatchObject({ action: "leave", params });
});

test("another room is joined, and the one before is left and not shown", async () => {
  const { server, Chat, seen } = await setUp();
  const { update } = render(<Chat room="lobby" />);
  const peer = await server.accept();
  const asked = await peer.next();
  answer(peer, asked.id);
  await until(() => expect(seen.at(-1)!.status).toBe("joined"));
  const before = seen.length;
  update(<Chat room="attic" />);
  const frames = [await peer.next(), await peer.next()];
  expect(frames.map(({ action, params }) => [action, params]).sort()).toEqual([
    ["join", { room_name: "attic" }],
    ["leave", params],
  ]);
  const after = seen.slice(before).map(({ first, present }) => [first, present]);
  expect(after).toEqual(after.map(() => [undefined, []]));
  expect(after.length).toBeGreaterThan(0);
});

test("a server renders the room as one that nobody is in, and opens no socket", async () => {
  const [rendered, mounted] = [await setUp(), await setUp()];
  expect(renderToString(<rendered.Chat room="lobby" />)).toBe("off  ");
  render(<mounted.Chat room="lobby" />);
  await mounted.server.accept();
  expect([rendered.server.sockets, mounted.server.sockets]).toEqual([0, 1]);
});
