/** Files over a socket, against a real server whose frames the test writes. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { Kernel, call, overSocket, socketUpload, type FunctionSpec } from "../src";
import { connectionOf } from "../src/live/connection";
import { createHost } from "./support/host";
import { LiveServer, type Peer } from "./support/live-server";

type Args = { photo?: Blob; more?: readonly Blob[] };

const send: FunctionSpec<Args, string> = {
  name: "send_photo",
  args: () => ({ album: 5 }),
  files: ({ photo, more }) => socketUpload({ photo, more }),
  over: overSocket,
};

let user: object;
let kernel: Kernel;

beforeEach(() => vi.stubGlobal("WebSocket", WebSocket));

afterEach(() => {
  connectionOf(kernel.$core).release(user);
  vi.unstubAllGlobals();
});

/** A kernel whose socket is open. */
async function setUp() {
  const server = await LiveServer.start();
  const { baseUrl } = server;
  kernel = new Kernel({ baseUrl, host: createHost().host, retries: 0 });
  const connection = connectionOf(kernel.$core);
  connection.hold((user = {}));
  const peer = await server.accept();
  await vi.waitFor(() => expect(connection.isOpen).toBe(true), { timeout: 15_000 });
  return { server, peer, connection };
}

const received = (peer: Peer, of: number | undefined, bytes: number, piece?: number) =>
  peer.send({ event: "received", of, bytes, piece });

/** Fails if a frame is on its way: an answer comes behind everything that was sent before. */
async function expectSilence(peer: Peer) {
  const asked = connectionOf(kernel.$core).request({ action: "rpc", fn: "echo" });
  const { id, fn } = await peer.next();
  expect(fn).toBe("echo");
  peer.send({ id, ok: {} });
  await asked;
  expect(peer.pieces).toEqual([]);
}

const reply = (peer: Peer, id: number | undefined) =>
  peer.send({ id, ok: { result: "done", invalidate: [] } });

test("pieces follow as the server asks for them, and the progress is what it has received", async () => {
  const { peer } = await setUp();
  const progress: number[] = [];
  const photo = new File(["0123456789"], "a.txt");
  const onProgress = (part: number) => progress.push(part);
  const sent = call(kernel, send, { photo, more: [new Blob(["abcdef"])] }, { onProgress });
  const { id, ...frame } = await peer.next();
  expect(frame).toEqual({
    action: "rpc",
    fn: "send_photo",
    args: { album: 5 },
    files: [
      { argument: "photo", name: "a.txt", size: 10 },
      { argument: "more", size: 6 },
    ],
  });
  await expectSilence(peer);
  received(peer, id, 0, 3);
  expect(await peer.piecesOf(id!, 4)).toEqual(["012", "345", "678", "9ab"]);
  await expectSilence(peer);
  received(peer, id, 3);
  expect(await peer.piecesOf(id!, 1)).toEqual(["cde"]);
  received(peer, id, 9);
  expect(await peer.piecesOf(id!, 1)).toEqual(["f"]);
  received(peer, id, 16);
  reply(peer, id);
  expect(await sent).toBe("done");
  expect(progress).toEqual([0, 3 / 16, 9 / 16, 1]);
});

test("two uploads go beside each other", async () => {
  const { peer } = await setUp();
  const [one, other] = ["aaaa", "bbbb"].map((text) =>
    call(kernel, send, { photo: new Blob([text]) }),
  );
  const [first, second] = [await peer.next(), await peer.next()];
  received(peer, second.id, 0, 4);
  expect(await peer.piecesOf(second.id!, 1)).toEqual(["bbbb"]);
  received(peer, first.id, 0, 4);
  expect(await peer.piecesOf(first.id!, 1)).toEqual(["aaaa"]);
  for (const { id } of [first, second]) reply(peer, id);
  expect(await Promise.all([one, other])).toEqual(["done", "done"]);
});

test("a refusal ends the upload, and nothing more is sent", async () => {
  const { peer } = await setUp();
  const sent = call(kernel, send, { photo: new Blob(["0123456789"]) });
  const { id } = await peer.next();
  received(peer, id, 0, 2);
  await peer.piecesOf(id!, 4);
  peer.send({ id, error: { code: "PAYLOAD_TOO_LARGE", message: "too large" } });
  await expect(sent).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
  received(peer, id, 2);
  await expectSilence(peer);
});

test("an aborted upload is cancelled on the server", async () => {
  const { peer } = await setUp();
  const controller = new AbortController();
  const { signal } = controller;
  const sent = call(kernel, send, { photo: new Blob(["0123456789"]) }, { signal });
  const { id } = await peer.next();
  received(peer, id, 0, 2);
  await peer.piecesOf(id!, 4);
  controller.abort();
  await expect(sent).rejects.toMatchObject({ code: "ABORTED" });
  expect(await peer.next()).toEqual({ action: "cancel", of: id });
  received(peer, id, 2);
  await expectSilence(peer);
});

test("a file that cannot be read ends the call on both sides", async () => {
  const { peer } = await setUp();
  const read = vi.spyOn(Blob.prototype, "arrayBuffer");
  read.mockRejectedValueOnce(new DOMException("gone", "NotReadableError"));
  const sent = call(kernel, send, { photo: new Blob(["0123456789"]) });
  const { id } = await peer.next();
  received(peer, id, 0, 4);
  await expect(sent).rejects.toMatchObject({ code: "NETWORK" });
  expect(await peer.next()).toEqual({ action: "cancel", of: id });
  await expectSilence(peer);
  read.mockRestore();
});

test("a socket that is lost half-way leaves nobody waiting, and the next one gets no piece", async () => {
  const { server, peer, connection } = await setUp();
  const sent = call(kernel, send, { photo: new Blob(["0123456789"]) });
  const { id } = await peer.next();
  received(peer, id, 0, 2);
  await peer.piecesOf(id!, 4);
  peer.break();
  await expect(sent).rejects.toMatchObject({ code: "NETWORK" });
  const next = await server.accept();
  await vi.waitFor(() => expect(connection.isOpen).toBe(true), { timeout: 15_000 });
  await expectSilence(next);
});

test("without files the server asks for nothing", async () => {
  const { peer } = await setUp();
  const sent = call(kernel, send, { more: [] });
  const { id, files } = await peer.next();
  expect(files).toEqual([]);
  reply(peer, id);
  expect(await sent).toBe("done");
});
