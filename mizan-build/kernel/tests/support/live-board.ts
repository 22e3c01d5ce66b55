/** A live board over a real server whose frames the test writes. */

import { afterEach, beforeEach, vi } from "vitest";
import { WebSocket } from "ws";
import { Kernel, live, overSocket, type ContextSpec, type FunctionSpec } from "../../src";
import { createHost } from "./host";
import { LiveServer, type Peer } from "./live-server";

export const board: ContextSpec<{ id: number }, { cards: string[] }> = {
  name: "board",
  params: ({ id }) => ({ board_id: id }),
  members: { cards: { name: "cards" } },
  live,
};

export const drag: FunctionSpec<{ card: number }, string> = {
  name: "drag",
  args: ({ card }) => ({ card }),
  over: overSocket,
};

/** Waits as long as it takes on a busy machine. */
export const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000 });

export const releases: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal("WebSocket", WebSocket);
});

afterEach(() => {
  for (const release of releases.splice(0)) release();
  vi.unstubAllGlobals();
});

export const bundle = (n: number, ...cards: string[]) => ({ $h: `h${n}`, $v: `c:${n}`, cards });

export async function setUp(headers?: () => Record<string, string>) {
  const server = await LiveServer.start();
  server.bundle = bundle(1, "a");
  const { host, state, wake } = createHost();
  const { baseUrl } = server;
  const kernel = new Kernel({ baseUrl, host, retries: 0, ...(headers && { headers }) });
  const source = kernel.$context(board, { id: 5 });
  return { server, kernel, source, state, wake };
}

/** Shows the board, and waits until it is subscribed. */
export async function show(set: Awaited<ReturnType<typeof setUp>>) {
  const seen: string[][] = [];
  const release = set.source.subscribe(({ data }) => data && seen.push(data.cards));
  releases.push(release);
  const peer = await set.server.accept();
  const asked = await peer.next();
  return { seen, release, peer, asked };
}

export const event = (n: number, ...cards: string[]) => ({
  event: "bundle",
  context: "board",
  params: { board_id: 5 },
  bundle: bundle(n, ...cards),
});

export const same = (peer: Peer, id: number | undefined, n = 1) =>
  peer.send({ id, ok: [{ same: true, v: `c:${n}` }] });
