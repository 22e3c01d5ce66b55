/** Reads over HTTP that are not one GET: long parameters, and many reads that begin together. */

import { expect, onTestFinished, test } from "vitest";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createMizan } from "../sample/api/client";
import type { KernelOptions } from "../src/kernel";

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly body: { readonly read?: readonly Instance[]; readonly [name: string]: unknown };
  readonly response: ServerResponse;
}

interface Instance {
  readonly context: string;
  readonly params: { readonly user_id: number };
}

/** Answers all requests over a real connection as a server of Mizan does, but for those of `refuse`. */
async function setUp(refuse: (asked: Asked) => unknown = () => {}, options: KernelOptions = {}) {
  const requests: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method = "", url = "", headers } = request;
    const token = headers["x-csrftoken"] as string | undefined;
    const asked = { method, url, token, body: text ? JSON.parse(text) : {}, response };
    requests.push(asked);
    const refused = await refuse(asked);
    if (refused === "later") return;
    response.statusCode = refused ? (refused as { status: number }).status : 200;
    response.end(JSON.stringify(refused ?? answer(asked)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const api = createMizan({ baseUrl: `http://127.0.0.1:${port}`, retries: 0, ...options });
  return { api, requests };
}

const bundle = (id: number) => ({ user_orders: [], user_profile: { id, name: `${id}`, bio: "" } });

function answer({ url, body }: Asked): unknown {
  if (url === "/session/") return { csrfToken: "c" };
  const ids = (body.read ?? []).map(({ params }) => params.user_id);
  if (body.read) return { read: ids.map((id) => (id < 0 ? GONE : { bundle: bundle(id) })) };
  const id = /user_id=(\d+)/.exec(url)?.[1];
  return id ? bundle(Number(id)) : { search_hits: [] };
}

const GONE = { error: { code: "NOT_FOUND", message: "There is no such user." } };
const CSRF = { status: 403, error: { code: "FORBIDDEN", message: "Not here.", kind: "CSRF" } };

type Api = Awaited<ReturnType<typeof setUp>>["api"];

const readAll = (api: Api, ids: readonly number[]) =>
  Promise.all(ids.map(async (userId) => (await api.user({ userId })).userProfile.name));

const range = (count: number) => Array.from({ length: count }, (_id, at) => at);

test("parameters that are too long for an address are sent in a body", async () => {
  const { api, requests } = await setUp();
  const tag = "ü".repeat(400);
  expect((await api.search({ tag, maker: null })).searchHits).toEqual([]);
  await api.search({ tag: "ü" });
  const [long, short] = requests;
  expect(long).toMatchObject({ method: "POST", url: "/ctx/search/", body: { params: { tag } } });
  expect(long!.body).toEqual({ params: { tag } });
  expect(short).toMatchObject({ method: "GET", url: "/ctx/search/?tag=%C3%BC" });
});

test("a read in a body proves where it comes from, as a call does", async () => {
  const { api, requests } = await setUp(({ url, token }) =>
    url === "/session/" || token === "c" ? undefined : CSRF,
  );
  await api.search({ tag: "x".repeat(3000) });
  expect(requests.map(({ url, token }) => [url, token])).toEqual([
    ["/ctx/search/", undefined],
    ["/session/", undefined],
    ["/ctx/search/", "c"],
  ]);
});

test("the reads of one context that begin together are one request", async () => {
  const { api, requests } = await setUp();
  const [names] = await Promise.all([readAll(api, range(60)), api.search({})]);
  expect(names).toEqual(range(60).map(String));
  expect(requests.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
    "GET /ctx/search/",
    "POST /ctx/",
  ]);
  const read = requests.find(({ url }) => url === "/ctx/")!.body.read!;
  expect(read[7]).toEqual({ context: "user", params: { user_id: 7 } });
});

test("as many reads as there are connections do not wait for each other", async () => {
  const { api, requests } = await setUp();
  await readAll(api, range(6));
  expect(requests.map(({ method }) => method)).toEqual(Array(6).fill("GET"));
});

test("a request has no more reads than a server takes", async () => {
  const { api, requests } = await setUp();
  await readAll(api, range(250));
  expect(requests.map(({ body }) => body.read!.length)).toEqual([100, 100, 50]);
});

test("a server that takes fewer reads gets each by itself", async () => {
  const error = { code: "PAYLOAD_TOO_LARGE", message: "10 reads are too many." };
  const { api, requests } = await setUp(({ body }) => body.read && { status: 413, error });
  expect(await readAll(api, range(10))).toEqual(range(10).map(String));
  expect(requests.filter(({ method }) => method === "GET")).toHaveLength(10);
});

test("who has left is not sent again by itself", async () => {
  let refuse!: () => void;
  const error = { code: "PAYLOAD_TOO_LARGE", message: "10 reads are too many." };
  const { api, requests } = await setUp(({ body }) => {
    return body.read && new Promise((resolve) => (refuse = () => resolve({ status: 413, error })));
  });
  const ends = range(10).map((userId) => api.user({ userId }).listen(() => {}));
  const shown = readAll(api, range(10).slice(1));
  while (!requests[0]) await new Promise((resolve) => setImmediate(resolve));
  ends[0]!();
  await Promise.resolve();
  refuse();
  expect(await shown).toEqual(range(10).slice(1).map(String));
  expect(requests.filter(({ method }) => method === "GET")).toHaveLength(9);
  for (const end of ends) end();
});

test("a read that fails does not fail the others", async () => {
  const { api } = await setUp();
  const reads = [...range(8), -1].map((userId) => api.user({ userId }).refetch());
  const settled = await Promise.allSettled(reads);
  expect(settled.map(({ status }) => status)).toEqual([...Array(8).fill("fulfilled"), "rejected"]);
  expect(api.user({ userId: -1 }).current.error).toMatchObject(GONE.error);
});

test("a failure of the request is each read's", async () => {
  const { api } = await setUp(() => ({ status: 500 }));
  const settled = await Promise.allSettled(range(8).map((userId) => api.user({ userId })));
  expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(["rejected"]));
});

test("who leaves ends its own read; the request ends with the last of them", async () => {
  let ended!: () => void;
  const closed = new Promise<void>((resolve) => (ended = resolve));
  let arrived!: () => void;
  const waiting = new Promise<void>((resolve) => (arrived = resolve));
  const { api, requests } = await setUp(({ response }) => {
    response.on("close", ended);
    arrived();
    return "later";
  });
  const ends = range(8).map((userId) => api.user({ userId }).listen(() => {}));
  await waiting;
  for (const end of ends.slice(1)) end();
  await Promise.resolve();
  const { response, body } = requests[0]!;
  expect(response.closed).toBe(false);
  expect(body.read).toHaveLength(8);
  ends[0]!();
  await closed;
});

test("one that left keeps the others waiting for nothing, and gets nothing", async () => {
  let respond!: () => void;
  const { api, requests } = await setUp((asked) => {
    respond = () => void asked.response.end(JSON.stringify(answer(asked)));
    return "later";
  });
  const ends = range(8).map((userId) => api.user({ userId }).listen(() => {}));
  const shown = readAll(api, range(8).slice(1));
  while (!requests[0]) await new Promise((resolve) => setImmediate(resolve));
  ends[0]!();
  respond();
  expect(await shown).toEqual(range(8).slice(1).map(String));
  expect(api.user({ userId: 0 }).current.pending).toBe(true);
  for (const end of ends) end();
});
