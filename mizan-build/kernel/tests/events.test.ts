/** What a kernel tells those who watch it. */

import { expect, expectTypeOf, test, vi } from "vitest";
import type { KernelEvents, MizanError } from "../src";
import { mergeProfile, reply, scope, setUp, userBundle, watchName } from "./support/fixture";
import { settle } from "./support/transport";

const user = { userId: 5 };

/** All events of a client, each as it came. */
function watch(api: ReturnType<typeof setUp>["api"]) {
  const heard: [string, unknown][] = [];
  const stops = (["error", "request", "why"] as const).map((name) =>
    api.$on(name, (event) => heard.push([name, event])),
  );
  const of = (name: keyof KernelEvents) =>
    heard.filter(([each]) => each === name).map(([, event]) => event);
  return { of, stop: () => stops.forEach((stop) => stop()) };
}

test("why data are read: mounted, by which mutation, told", async () => {
  const { api, reads, calls } = setUp();
  const { of } = watch(api);
  watchName(api);
  await reads[0]!.respond(userBundle("a"));
  void api.renameUser({ ...user, name: "b" });
  await settle();
  await calls[0]!.respond(reply({ invalidate: [scope] }));
  await reads[1]!.respond(userBundle("b"));
  api.$invalidate("user", "a push of the server");
  await settle();
  expect(of("why")).toEqual([
    { subject: "user?user_id=5", why: "mounted" },
    {
      subject: "user?user_id=5",
      why: 'rename_user affects {"context":"user","params":{"user_id":5}}',
    },
    { subject: "user?user_id=5", why: "a push of the server" },
  ]);
});

test("each attempt is a request, and tells how it ended", async () => {
  vi.useFakeTimers();
  const { api, reads, calls } = setUp({ retries: 1 });
  const { of } = watch(api);
  watchName(api);
  await reads[0]!.fail("UNAVAILABLE");
  await vi.advanceTimersByTimeAsync(1000);
  await reads[1]!.respond(userBundle("a"));
  api.ping({ text: "" }).catch(() => {});
  await settle();
  await calls[0]!.fail("CONFLICT");
  const requests = of("request") as KernelEvents["request"][];
  expect(requests.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    "read user?user_id=5",
    "read user?user_id=5",
    "call ping",
  ]);
  const ends = await Promise.all(requests.map(({ ended }) => ended));
  expect(ends.map((error) => error?.code)).toEqual(["UNAVAILABLE", undefined, "CONFLICT"]);
  vi.useRealTimers();
});

test("an error is told when the attempts are over, and with its data", async () => {
  vi.useFakeTimers();
  const { api, reads, calls } = setUp({ retries: 1 });
  const { of } = watch(api);
  watchName(api);
  await reads[0]!.fail("UNAVAILABLE");
  expect(of("error")).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  await reads[1]!.fail("FORBIDDEN");
  const call = api.renameUser({ ...user, name: "" });
  call.catch(() => {});
  await settle();
  await calls[0]!.fail("CONFLICT", { kind: "NameTaken" });
  const errors = of("error") as KernelEvents["error"][];
  expect(errors).toMatchObject([
    { kind: "read", subject: "user?user_id=5", error: { code: "FORBIDDEN" } },
    { kind: "call", subject: "rename_user", error: { code: "CONFLICT", kind: "NameTaken" } },
  ]);
  expect(errors[1]!.error).toBe(await call.catch((error: unknown) => error));
  vi.useRealTimers();
});

test("an answer that cannot be read is an error, and so is a stream that is cut off", async () => {
  const { api, reads, calls } = setUp();
  const { of } = watch(api);
  watchName(api);
  await reads[0]!.respond("<html>");
  const stream = api.talk({ about: "" });
  const next = stream.next().catch(() => {});
  await settle();
  await calls[0]!.fail("NOT_FOUND");
  await next;
  expect(of("error")).toMatchObject([
    { kind: "read", error: { code: "INTERNAL_ERROR" } },
    { kind: "stream", subject: "talk", error: { code: "NOT_FOUND" } },
  ]);
});

test("what the application or a reader ends is no error", async () => {
  const { api, calls } = setUp();
  const { of } = watch(api);
  const { end } = watchName(api);
  await settle();
  end();
  const controller = new AbortController();
  const call = api.ping({ text: "" }, { signal: controller.signal });
  await settle();
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  expect(calls[0]!.aborted).toBe(true);
  const requests = of("request") as KernelEvents["request"][];
  const ends = await Promise.all(requests.map(({ ended }) => ended));
  expect(ends.map((error) => error?.code)).toEqual(["ABORTED", "ABORTED"]);
  expect(of("error")).toEqual([]);
});

test("who has stopped hears nothing more, and the others do", async () => {
  const { api, reads } = setUp();
  const { of, stop } = watch(api);
  const other = vi.fn();
  api.$on("why", other);
  watchName(api);
  stop();
  await reads[0]!.respond(userBundle("a"));
  expect([...of("why"), ...of("request")]).toEqual([]);
  expect(other).toHaveBeenCalledTimes(1);
});

test("a listener that throws harms neither the kernel nor the others", async () => {
  const later = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
  const { api, reads } = setUp();
  api.$on("why", () => {
    throw new RangeError("mine");
  });
  const other = vi.fn();
  api.$on("why", other);
  const { seen } = watchName(api);
  const [first, second] = later.mock.calls.map(([tell]) => tell);
  later.mockRestore();
  expect(first).toThrow("mine");
  second!();
  expect(other).toHaveBeenCalledTimes(1);
  await reads[0]!.respond(userBundle("a"));
  expect(seen).toEqual(["a"]);
});

test("a listener may call the client, and is not called while data are shown", async () => {
  const { api, reads, calls } = setUp();
  const stop = api.$on("error", ({ error }) => void api.ping({ text: error.code }));
  const { seen } = watchName(api);
  await reads[0]!.fail("FORBIDDEN");
  expect(calls.map(({ request }) => request.args)).toEqual([{ text: "FORBIDDEN" }]);
  stop();
  void api.setBio({ ...user, bio: "" });
  await settle();
  await calls[1]!.respond(reply({ merge: [mergeProfile("b")] }));
  expect(seen).toEqual([]);
});

test("events have the types of their names", () => {
  const { api } = setUp();
  api.$on("error", (event) => {
    expectTypeOf(event.error).toEqualTypeOf<MizanError>();
    expectTypeOf(event.kind).toEqualTypeOf<"read" | "call" | "stream" | "socket">();
  });
  api.$on("why", (event) => expectTypeOf(event.why).toBeString());
  // @ts-expect-error there is no such event
  api.$on("errors", () => {});
});
