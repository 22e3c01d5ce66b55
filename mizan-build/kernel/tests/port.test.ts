/** Ports: what is live over them, what goes wrong, and what is left behind. */

import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Kernel, call, live, liveStatus, openStream, type ContextSpec } from "../src";
import { port, type PortLike, type PortOptions, type PortTarget } from "../src/port";
import { createHost } from "./support/host";

const board: ContextSpec<{}, { cards: string[] }> = {
  name: "board",
  params: () => ({}),
  members: { cards: { name: "cards" } },
  live,
};

const echo = { name: "echo", args: (args: { text: string }) => args };
const count = { ...echo, stream: true } as const;

interface Sent {
  readonly id: number;
  readonly action: string;
  readonly [field: string]: unknown;
}

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000 });

/** The other end of a port, whose answers a test writes. */
class Peer {
  readonly port: MessagePort;
  readonly sent: Sent[] = [];

  /** Whoever greets is answered, unless the test does. */
  constructor(port: MessagePort, greet = true) {
    this.port = port;
    port.on("message", (data: unknown) => {
      const frame = JSON.parse(data as string) as Sent;
      this.sent.push(frame);
      if (greet && /hello|reset|auth/.test(frame.action)) this.send({ id: frame.id, ok: {} });
    });
    onTestFinished(() => port.close());
  }

  send(frame: object): void {
    this.port.postMessage(JSON.stringify(frame));
  }

  async next(action: string, at = 0): Promise<Sent> {
    await until(() => expect(this.actions(action).length).toBeGreaterThan(at));
    return this.actions(action)[at]!;
  }

  actions(action: string): Sent[] {
    return this.sent.filter((frame) => frame.action === action);
  }
}

/** A kernel over ports, each of which is made with a peer at its other end. */
function setUp(options: PortOptions = {}, greet = true) {
  const peers: Peer[] = [];
  const make = () => {
    const { port1, port2 } = new MessageChannel();
    peers.push(new Peer(port2, greet));
    onTestFinished(() => port1.close());
    return port1;
  };
  const peer = async (at: number) => {
    await until(() => expect(peers.length).toBeGreaterThan(at));
    return peers[at]!;
  };
  return { kernel: kernelOver(make, options), peers, peer };
}

function kernelOver(target: PortTarget, options?: PortOptions): Kernel {
  return new Kernel({ transport: port(target, options), host: createHost().host, retries: 0 });
}

test("what is live goes on over the next port, and says what is shown", async () => {
  const { kernel, peer } = setUp();
  const source = kernel.$context(board, {});
  onTestFinished(source.subscribe(() => {}));
  const one = await peer(0);
  const fetch = await one.next("fetch");
  one.send({ id: fetch.id, ok: { $v: "c:1", $h: "h1", cards: ["a"] } });
  const subscribe = await one.next("subscribe");
  one.send({ id: subscribe.id, ok: [{ same: true, v: "c:1" }] });
  const event = { event: "bundle", context: "board", params: {} };
  one.send({ ...event, bundle: { $v: "c:2", $h: "h2", cards: ["a", "b"] } });
  await until(() => expect(source.current.data).toEqual({ cards: ["a", "b"] }));
  expect(liveStatus(kernel).current.status).toBe("open");
  one.port.close();
  const again = await (await peer(1)).next("subscribe");
  expect(again["of"]).toEqual([{ context: "board", params: {}, v: "c:2", h: "h2" }]);
});

test("a call that runs when the port is lost has an unknown outcome, and the next one runs", async () => {
  const { kernel, peer } = setUp();
  const calling = call(kernel, echo, { text: "x" });
  const one = await peer(0);
  await one.next("rpc");
  one.port.close();
  await expect(calling).rejects.toMatchObject({ code: "NETWORK", outcomeUnknown: true });
  const next = call(kernel, echo, { text: "y" });
  const two = await peer(1);
  const { id, args } = await two.next("rpc");
  expect(args).toEqual({ text: "y" });
  two.send({ id, ok: { result: "y", invalidate: [] } });
  expect(await next).toBe("y");
});

test("a peer that never answers is told of in time, and the server's own words are", async () => {
  const { kernel, peer } = setUp({ patience: 20 }, false);
  const calling = call(kernel, echo, { text: "x" });
  await expect(calling).rejects.toMatchObject({
    code: "NETWORK",
    message: "No server of Mizan has answered within 20 ms. Does one serve the other side?",
  });
  const refused = setUp({}, false);
  const refusing = call(refused.kernel, echo, { text: "x" });
  const two = await refused.peer(0);
  const { id, protocol } = await two.next("hello");
  expect(protocol).toBe(1);
  const error = { code: "STALE_CLIENT", message: "The client speaks version 1." };
  two.send({ id, error });
  await expect(refusing).rejects.toMatchObject(error);
  expect((await peer(0)).actions("rpc")).toEqual([]);
});

test("another side that is gone without a word is missed, by calls and by what is live", async () => {
  const { kernel, peer, peers } = setUp({ patience: 200 });
  const calling = call(kernel, echo, { text: "x" });
  await (await peer(0)).next("rpc");
  await expect(calling).rejects.toMatchObject({
    code: "NETWORK",
    message: "The other side of the port has gone.",
    outcomeUnknown: true,
  });
  const source = kernel.$context(board, {});
  onTestFinished(source.subscribe(() => {}));
  const two = await peer(1);
  const fetch = await two.next("fetch");
  two.send({ id: fetch.id, ok: { $v: "c:1", $h: "h1", cards: [] } });
  const subscribe = await two.next("subscribe");
  two.send({ id: subscribe.id, ok: [{ same: true, v: "c:1" }] });
  // It says nothing any more, and the next one is asked for what is live.
  await (await peer(2)).next("subscribe");
  expect(peers.length).toBe(3);
});

test("another side that is slow, and says so, is waited for; and one that is not needed is not asked", async () => {
  const { kernel, peer, peers } = setUp({ patience: 100 });
  const calling = call(kernel, echo, { text: "x" });
  const one = await peer(0);
  one.port.on("message", (data: string) => {
    const { id, action } = JSON.parse(data) as Sent;
    if (action === "unsubscribe") one.send({ id, ok: {} });
  });
  const { id } = await one.next("rpc");
  expect((await one.next("unsubscribe", 3))["of"]).toEqual([]);
  one.send({ id, ok: { result: "x", invalidate: [] } });
  expect(await calling).toBe("x");
  const asked = one.actions("unsubscribe").length;
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(one.actions("unsubscribe").length).toBe(asked);
  expect(peers.length).toBe(1);
});

describe("what is no frame ends the port, and what waits", () => {
  test.each([
    ["no JSON", "garbage", "What has come is no frame."],
    ["an error of no request", '{"id":null,"error":{"code":"BAD_REQUEST","message":"no"}}', "no"],
    [
      "the server's goodbye",
      '{"event":"closed","code":1012,"reason":"down"}',
      "The server has closed the port: down.",
    ],
  ])("%s", async (_, text, message) => {
    const { kernel, peer } = setUp();
    const calling = call(kernel, echo, { text: "x" });
    const one = await peer(0);
    await one.next("rpc");
    one.port.postMessage({ another: "message" });
    one.port.postMessage(text);
    await expect(calling).rejects.toMatchObject({ code: "NETWORK", message });
  });
});

test("a stream is its items, and leaving it cancels it", async () => {
  const { kernel, peer } = setUp();
  const stream = openStream(kernel, count as never, { text: "x" } as never);
  const first = stream.next();
  const one = await peer(0);
  const { id } = await one.next("rpc");
  one.send({ id, item: 1 });
  expect(await first).toEqual({ done: false, value: 1 });
  one.send({ id, item: 2 });
  expect(await stream.next()).toEqual({ done: false, value: 2 });
  await stream.return();
  expect((await one.next("cancel"))["of"]).toBe(id);
});

test("a token is said before what needs it, and forgotten where there is none any more", async () => {
  let token: string | undefined = "ada";
  const { kernel, peer } = setUp({ token: () => token });
  const ask = async (at: number) => {
    const calling = call(kernel, echo, { text: "x" });
    const one = await peer(0);
    const { id } = await one.next("rpc", at);
    one.send({ id, ok: { result: "x", invalidate: [] } });
    await calling;
    return one.sent.map(({ action }) => action);
  };
  expect(await ask(0)).toEqual(["hello", "auth", "rpc"]);
  expect(await ask(1)).toEqual(["hello", "auth", "rpc", "rpc"]);
  token = undefined;
  expect((await ask(2)).slice(4)).toEqual(["reset", "rpc"]);
});

test("a port that is given keeps its own life, and one that was made is closed", async () => {
  const { port1, port2 } = new MessageChannel();
  const given = new Peer(port2);
  onTestFinished(() => port1.close());
  const kernel = kernelOver(port1);
  const lost = call(kernel, echo, { text: "x" });
  await given.next("rpc");
  given.port.postMessage("garbage");
  await expect(lost).rejects.toMatchObject({ code: "NETWORK" });
  expect(port1.listenerCount("message")).toBe(0);
  const next = call(kernel, echo, { text: "y" });
  const { id } = await given.next("rpc", 1);
  given.send({ id, ok: { result: "y", invalidate: [] } });
  expect(await next).toBe("y");
});

test("a window is heard if it is meant, and told nothing that another origin could read", async () => {
  const posted: unknown[][] = [];
  const window = { postMessage: (...sent: unknown[]) => posted.push(sent) } as Record<
    string,
    unknown
  >;
  window["window"] = window;
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  onTestFinished(() => void vi.unstubAllGlobals());
  for (const origin of [undefined, "", "*"]) {
    expect(() => port(window as never, { origin: origin! })).toThrow(/needs the origin/);
  }
  const kernel = kernelOver(window as never, { origin: "https://app.example" });
  const calling = call(kernel, echo, { text: "x" });
  const hear = (frame: object, source: unknown, origin: string) =>
    page.dispatchEvent(
      Object.assign(new Event("message"), { data: JSON.stringify(frame), source, origin }),
    );
  const sent = async (at: number) => {
    await until(() => expect(posted.length).toBeGreaterThan(at));
    expect(posted[at]![1]).toBe("https://app.example");
    return JSON.parse(posted[at]![0] as string) as Sent;
  };
  const hello = await sent(0);
  const refusal = { id: hello.id, error: { code: "FORBIDDEN", message: "by a stranger" } };
  hear(refusal, window, "https://evil.example");
  hear(refusal, {}, "https://app.example");
  hear({ id: hello.id, ok: {} }, window, "https://app.example");
  const { id } = await sent(1);
  hear({ id, ok: { result: "x", invalidate: [] } }, window, "https://app.example");
  expect(await calling).toBe("x");
});

test("an object with nothing but two functions is a port, and one without is told of", async () => {
  const bridge: PortLike = {
    postMessage(text) {
      const { id } = JSON.parse(text as string) as Sent;
      const data = JSON.stringify({ id, ok: { result: "x", invalidate: [] } });
      queueMicrotask(() => (bridge.onmessage as (event: object) => void)({ data }));
    },
  };
  expect(await call(kernelOver(bridge), echo, { text: "x" })).toBe("x");
  expect(() => port({} as never)).toThrow("This is no port");
});

test("a worker of Node.js is a port, and its end is told of", async () => {
  const answer = `
    const { parentPort } = require("node:worker_threads");
    parentPort.on("message", (text) => {
      const { id, fn, args } = JSON.parse(text);
      if (fn && args.text === "exit") return process.exit(1);
      parentPort.postMessage(JSON.stringify({ id, ok: { result: "x", invalidate: [] } }));
    });
  `;
  const workers: Worker[] = [];
  const make = () => {
    workers.push(new Worker(answer, { eval: true }));
    return workers.at(-1)!;
  };
  onTestFinished(async () => void (await Promise.all(workers.map((each) => each.terminate()))));
  const kernel = kernelOver(make);
  expect(await call(kernel, echo, { text: "y" })).toBe("x");
  const lost = call(kernel, echo, { text: "exit" });
  await expect(lost).rejects.toMatchObject({ code: "NETWORK" });
  expect(await call(kernel, echo, { text: "z" })).toBe("x");
  expect(workers).toHaveLength(2);
});
