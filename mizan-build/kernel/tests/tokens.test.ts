/** A pair of tokens: sent, renewed once for all who need it, and gone when the server says so. */

import { expect, test, vi } from "vitest";
import { createMizan } from "../sample/api/client";
import { MizanError } from "../src/wire/error";
import { Tokens, type TokenOptions, type TokenPair } from "../src/wire/tokens";

const pair = (number: number): TokenPair => ({
  access: `access ${number}`,
  refresh: `refresh ${number}`,
});

const unauthorized = () => new MizanError({ code: "UNAUTHORIZED", message: "It has ended." });

/** A server that lets in one access token, or anybody without any. */
function setUp(options: Partial<TokenOptions> = {}) {
  const server = { access: "access 1", asked: [] as (string | undefined)[] };
  const fetching = async (_url: unknown, { headers = {} }: RequestInit = {}) => {
    const sent = (headers as Record<string, string>)["Authorization"];
    server.asked.push(sent);
    const isLetIn = !sent || sent === `Bearer ${server.access}`;
    const refused = { error: { code: "UNAUTHORIZED", message: "This token is not valid." } };
    const body = isLetIn ? { feed_entries: [], result: null, invalidate: [] } : refused;
    return new Response(JSON.stringify(body), { status: isLetIn ? 200 : 401 });
  };
  const renew = vi.fn(async (_refresh: string): Promise<TokenPair> => {
    server.access = "access 2";
    return pair(2);
  });
  const tokens = new Tokens({ renew, ...options });
  const open = (tokens: Tokens) =>
    createMizan({ transport: tokens.transport({ fetch: fetching as typeof fetch }), retries: 0 });
  return { api: open(tokens), open, server, tokens, renew };
}

test("nobody sends no token, and whoever is signed in sends theirs", async () => {
  const { api, server, tokens } = setUp();
  await api.feed();
  tokens.keep(pair(1));
  await api.feed().refetch();
  tokens.keep();
  await api.feed().refetch();
  expect(server.asked).toEqual([undefined, "Bearer access 1", undefined]);
});

test("a token that has ended is renewed once, for all who wait", async () => {
  const { api, server, tokens, renew } = setUp();
  tokens.keep(pair(1));
  server.access = "none of these";
  const rename = () => api.renameUser({ userId: 5, name: "Ada" });
  await Promise.all([api.feed(), rename(), rename()]);
  expect(renew.mock.calls).toEqual([["refresh 1"]]);
  expect(tokens.pair).toEqual(pair(2));
  expect(server.asked.slice(3)).toEqual(Array(3).fill("Bearer access 2"));
});

test("what another tab has renewed is not renewed again", async () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const { api, open, server, tokens, renew } = setUp({ storage });
  const other = new Tokens({ renew, storage });
  tokens.keep(pair(1));
  server.access = "none of these";
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, work: () => Promise<unknown>) => (last = last.then(work));
  vi.stubGlobal("navigator", { onLine: true, locks: { request } });
  await Promise.all([api.feed(), open(other).feed()]);
  vi.unstubAllGlobals();
  expect(renew).toHaveBeenCalledTimes(1);
  expect(other.pair).toEqual(pair(2));
});

test("who is not renewed is signed out, and asks as nobody", async () => {
  const onEnd = vi.fn();
  const { api, server, tokens } = setUp({ renew: () => Promise.reject(unauthorized()), onEnd });
  tokens.keep(pair(1));
  server.access = "none of these";
  await Promise.all([api.feed(), api.renameUser({ userId: 5, name: "Ada" })]);
  expect(onEnd).toHaveBeenCalledTimes(1);
  expect([tokens.pair, server.asked.at(-1)]).toEqual([undefined, undefined]);
});

test("a network that is gone signs nobody out", async () => {
  const gone = new MizanError({ code: "NETWORK", message: "refused" });
  const { api, server, tokens } = setUp({ renew: () => Promise.reject(gone) });
  tokens.keep(pair(1));
  server.access = "none of these";
  await expect(api.feed()).rejects.toMatchObject({ code: "NETWORK" });
  expect(tokens.pair).toEqual(pair(1));
});

test("any other error is the caller's", async () => {
  const fetching = async () =>
    new Response(JSON.stringify({ error: { code: "FORBIDDEN", message: "No." } }), { status: 403 });
  const { tokens, renew } = setUp();
  tokens.keep(pair(1));
  const api = createMizan({ transport: tokens.transport({ fetch: fetching as typeof fetch }) });
  await expect(api.feed()).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(renew).not.toHaveBeenCalled();
});
