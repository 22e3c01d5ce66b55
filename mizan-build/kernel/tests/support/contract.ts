/**
 * The contract of a transport. Every transport runs these tests: its own test file only says how
 * its bytes reach the server below and come back.
 */

import { describe, expect, test } from "vitest";
import { toText, type Wire } from "../../src/wire/canonical";
import { MizanError, toMizanError, type WireError } from "../../src/wire/error";
import type { CallRequest, Instance, ReadRequest, Transport } from "../../src/wire/transport";
import { socketUpload } from "../../src/live/socket-upload";
import { settle } from "./transport";

/** A request as the server reads it from the bytes. */
export interface Received {
  /** The name of the context or the function. */
  readonly name: string;
  /** The parameters of a read in canonical text, or the arguments of a call. */
  readonly values: Wire;
  readonly only?: string | undefined;
  readonly mounted?: readonly Instance[] | undefined;
  readonly key?: string | undefined;
  /** The texts of the files, by argument. */
  readonly files?: { readonly [name: string]: readonly string[] };
}

/** The carrier turns the answer into bytes; `cut` closes the connection without an answer. */
export type Answer = { readonly ok: unknown } | { readonly error: WireError } | "cut" | "garbage";

/** The other end, under the control of a test. */
export class ContractServer {
  readonly received: Received[] = [];
  readonly #waiting: ((answer: Answer) => void)[] = [];

  /** The carrier delivers a request; the promise is the test's answer to it. */
  receive(request: Received): Promise<Answer> {
    this.received.push(request);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Waits until a number of requests have arrived. */
  async arrived(count: number): Promise<void> {
    for (let turn = 0; this.received.length < count; turn++) {
      if (turn > 200) throw new Error(`${this.received.length} of ${count} requests arrived`);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Answers the request at a position. */
  async answer(at: number, answer: Answer): Promise<void> {
    await this.arrived(at + 1);
    this.#waiting[at]!(answer);
  }
}

const never = new AbortController().signal;

function readRequest(parts: Partial<ReadRequest> = {}): ReadRequest {
  return {
    context: "user",
    params: { user_id: 5 },
    only: undefined,
    seen: undefined,
    signal: never,
    ...parts,
  };
}

function callRequest(parts: Partial<CallRequest> = {}): CallRequest {
  return {
    fn: "rename_user",
    args: { user_id: 5, name: "Ada" },
    files: undefined,
    mounted: undefined,
    seen: undefined,
    idempotencyKey: undefined,
    signal: never,
    onProgress: () => {},
    ...parts,
  };
}

const REPLY = {
  result: { id: 5 },
  invalidate: ["feed", { context: "user", params: { user_id: 5 } }],
  merge: [{ context: "user", slot: "user_profile", value: { id: 5 }, v: "a:3" }],
  contexts: [{ context: "user", params: { user_id: 5 }, bundle: { $v: "a:3" } }],
  session: true,
  v: { user: "a:3" },
};

const ERROR: WireError = {
  code: "CONFLICT",
  message: "The name is taken.",
  kind: "Taken",
  details: { suggestion: "Bob" },
};

/** A bundle may come as text, which only the kernel parses. */
const parse = (body: unknown) => (typeof body === "string" ? JSON.parse(body) : body);

/** Runs the contract; `connect` opens the transport whose requests arrive at the server. */
export function describeTransport(
  name: string,
  connect: (server: ContractServer) => Transport | Promise<Transport>,
): void {
  async function setUp() {
    const server = new ContractServer();
    return { server, transport: await connect(server) };
  }

  describe(`the contract of a transport: ${name}`, () => {
    test("a read carries its context, its parameters as canonical text, and one member", async () => {
      const { server, transport } = await setUp();
      const params = { text: "ä &=/?", list: [1, "b"], nothing: null, big: 2n ** 60n, "": false };
      const read = transport.read(readRequest({ params, only: "user_orders" }));
      const bundle = { $v: "a:1", user_orders: [{ title: "☕" }], __proto__x: 1 };
      await server.answer(0, { ok: bundle });
      expect(parse(await read)).toEqual(bundle);
      const { nothing: _nothing, ...given } = params;
      const values = Object.entries(given).map(([name, value]) => [name, toText(value)]);
      expect(server.received).toEqual([
        { name: "user", values: Object.fromEntries(values), only: "user_orders" },
      ]);
    });

    test("a bundle brings the errors of its members", async () => {
      const { server, transport } = await setUp();
      const read = transport.read(readRequest());
      const bundle = { $v: "a:1", user_profile: {}, $errors: { user_orders: ERROR } };
      await server.answer(0, { ok: bundle });
      expect(parse(await read)).toEqual(bundle);
    });

    test("a call carries its function, arguments, mounted instances and key", async () => {
      const { server, transport } = await setUp();
      const mounted = [{ context: "user", params: { user_id: 5 } }];
      const args = { deep: [{ b: 1, a: "\u2028\ud83d\ude00" }], cents: 2n ** 60n };
      const call = transport.call(callRequest({ args, mounted, idempotencyKey: "k" }));
      await server.answer(0, { ok: REPLY });
      expect(await call).toEqual(REPLY);
      const values = { ...args, cents: "1152921504606846976" };
      expect(server.received).toEqual([{ name: "rename_user", values, mounted, key: "k" }]);
    });

    test.each(["read", "call"] as const)("an error of a %s is the server's", async (kind) => {
      const { server, transport } = await setUp();
      const sent = kind === "read" ? transport.read(readRequest()) : transport.call(callRequest());
      await server.answer(0, { error: ERROR });
      const thrown: unknown = await sent.catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(MizanError);
      expect(thrown).toMatchObject(ERROR);
    });

    test.each(["cut", "garbage"] as const)("an answer that is %s is unknown", async (answer) => {
      const { server, transport } = await setUp();
      const call = transport.call(callRequest());
      await server.answer(0, answer);
      const error = toMizanError(await call.catch((thrown: unknown) => thrown));
      expect(error.outcomeUnknown).toBe(true);
    });

    test("an abort ends a request at once", async () => {
      const { server, transport } = await setUp();
      const controller = new AbortController();
      const { signal } = controller;
      const sent = [
        transport.read(readRequest({ signal })),
        transport.call(callRequest({ signal })),
      ];
      const ended = sent.map((each) => expect(each).rejects.toSatisfy(isAborted));
      await server.arrived(2);
      controller.abort();
      await Promise.all(ended);
    });

    test("a request whose signal is aborted already is never sent", async () => {
      const { server, transport } = await setUp();
      const signal = AbortSignal.abort();
      await expect(transport.read(readRequest({ signal }))).rejects.toSatisfy(isAborted);
      await expect(transport.call(callRequest({ signal }))).rejects.toSatisfy(isAborted);
      await settle();
      expect(server.received).toEqual([]);
    });

    test("answers in another order reach their own requests", async () => {
      const { server, transport } = await setUp();
      const reads = [1, 2].map((id) => transport.read(readRequest({ params: { user_id: id } })));
      const call = transport.call(callRequest());
      await server.arrived(3);
      for (const at of [2, 1, 0]) {
        const { name, values } = server.received[at]!;
        await server.answer(at, { ok: name === "user" ? { id: values["user_id"] } : REPLY });
      }
      const bundles = await Promise.all(reads);
      expect(bundles.map(parse)).toEqual([{ id: "1" }, { id: "2" }]);
      expect(await call).toEqual(REPLY);
    });

    test("files arrive beside the arguments, byte for byte", async () => {
      const { server, transport } = await setUp();
      const files = socketUpload({
        photo: new Blob(["\r\n--x\0"]),
        more: [new Blob(["a"]), new Blob(["b"])],
      });
      const call = transport.call(callRequest({ args: { user_id: 5 }, files }));
      await server.answer(0, { ok: REPLY });
      await call;
      expect(server.received).toEqual([
        {
          name: "rename_user",
          values: { user_id: 5 },
          files: { photo: ["\r\n--x\0"], more: ["a", "b"] },
        },
      ]);
    });
  });
}

const isAborted = (thrown: unknown) => toMizanError(thrown).code === "ABORTED";
