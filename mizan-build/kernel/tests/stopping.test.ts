/** Requests that end before they are answered: by a signal, or because the time is over. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { reply, setUp, userBundle, watchName } from "./support/fixture";
import { settle } from "./support/transport";

const user = { userId: 5 };
const ABORTED = { code: "ABORTED" };

/** Lets time pass until a number of requests have been sent; a pause before an attempt is random. */
async function sent(requests: readonly unknown[], count: number): Promise<void> {
  while (requests.length < count) await vi.advanceTimersByTimeAsync(10);
}

describe("a signal", () => {
  test.each(["read", "refetch"] as const)("ends a %s and its request", async (way) => {
    const { api, reads } = setUp();
    const controller = new AbortController();
    const read = api.user(user)[way]({ signal: controller.signal });
    const ended = expect(read).rejects.toMatchObject(ABORTED);
    await settle();
    controller.abort();
    await ended;
    await settle();
    expect(reads[0]!.aborted).toBe(true);
    expect(api.user(user).current).toMatchObject({ pending: true, error: undefined });
    const again = api.user(user).read();
    await settle();
    await reads[1]!.respond(userBundle("a"));
    expect((await again).userProfile.name).toBe("a");
  });

  test("ends a read in advance", async () => {
    const { api, reads } = setUp();
    const controller = new AbortController();
    api.user(user).prefetch({ signal: controller.signal });
    await settle();
    expect(reads).toHaveLength(1);
    controller.abort();
    await settle();
    expect(reads[0]!.aborted).toBe(true);
  });

  test("leaves the request to others who wait for it", async () => {
    const { api, reads } = setUp();
    const controller = new AbortController();
    const read = api.user(user).read({ signal: controller.signal });
    const { seen } = watchName(api);
    const ended = expect(read).rejects.toMatchObject(ABORTED);
    await settle();
    controller.abort();
    await ended;
    expect(reads[0]!.aborted).toBe(false);
    await reads[0]!.respond(userBundle("a"));
    expect(seen).toEqual(["a"]);
  });

  test("that has aborted sends nothing", async () => {
    const { api, reads, calls } = setUp();
    const signal = AbortSignal.abort();
    const source = api.user(user);
    source.prefetch({ signal });
    await expect(source.read({ signal })).rejects.toMatchObject(ABORTED);
    await expect(source.refetch({ signal })).rejects.toMatchObject(ABORTED);
    await expect(api.ping({ text: "" }, { signal })).rejects.toMatchObject(ABORTED);
    expect([...reads, ...calls]).toEqual([]);
  });

  test("that serves many requests keeps none of them", async () => {
    const { api, reads, calls } = setUp({ timeout: 1000 });
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    const read = api.user(user).read({ signal });
    const call = api.ping({ text: "" }, { signal });
    await settle();
    await reads[0]!.respond(userBundle("a"));
    await calls[0]!.respond(reply());
    await Promise.all([read, call]);
    await settle();
    expect(added.mock.calls.length).toBeGreaterThan(0);
    const listeners = new Set(added.mock.calls.map(([, listener]) => listener));
    for (const [, listener] of removed.mock.calls) listeners.delete(listener);
    expect(listeners.size).toBe(0);
  });
});

describe("a time limit", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("of the client ends a call, of which nobody knows whether it has happened", async () => {
    const { api, reads, calls } = setUp({ timeout: 500 });
    const { seen, end } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    const call = api.renameUser(
      { ...user, name: "b" },
      { optimistic: (view) => void (view.user(user).userProfile.name = "b") },
    );
    const failed = expect(call).rejects.toMatchObject({
      code: "TIMEOUT",
      message: "No answer within 500 ms.",
      outcomeUnknown: true,
    });
    await vi.advanceTimersByTimeAsync(499);
    expect(calls[0]!.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await failed;
    expect(calls[0]!.aborted).toBe(true);
    expect(seen).toEqual(["a", "b", "a"]);
    await reads[1]!.respond(userBundle("b"));
    expect(seen).toEqual(["a", "b", "a", "b"]);
    end();
    await settle();
  });

  test.each(["read", "refetch"] as const)("of one %s ends it, and its request", async (way) => {
    const { api, reads } = setUp({ retries: 3 });
    const read = api.user(user)[way]({ timeout: 2000 });
    const failed = expect(read).rejects.toMatchObject({ code: "TIMEOUT" });
    await reads[0]!.fail("UNAVAILABLE");
    await sent(reads, 2);
    await vi.advanceTimersByTimeAsync(2000);
    await failed;
    await settle();
    expect(reads.map(({ aborted }) => aborted).at(-1)).toBe(true);
    expect(api.user(user).current).toMatchObject({ pending: true, error: undefined });
  });

  test("of a read in advance ends its request", async () => {
    const { api, reads } = setUp();
    api.user(user).prefetch({ timeout: 100 });
    await vi.advanceTimersByTimeAsync(99);
    expect(reads[0]!.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    expect(reads[0]!.aborted).toBe(true);
  });

  test("of one reader leaves the request to the others, and ends no answer that is in time", async () => {
    const { api, reads } = setUp();
    const { seen, end } = watchName(api);
    const short = api.user(user).read({ timeout: 100 });
    const long = api.user(user).read({ timeout: 200 });
    const failed = expect(short).rejects.toMatchObject({ code: "TIMEOUT" });
    await vi.advanceTimersByTimeAsync(100);
    await failed;
    expect(reads[0]!.aborted).toBe(false);
    await reads[0]!.respond(userBundle("a"));
    expect((await long).userProfile.name).toBe("a");
    expect(seen).toEqual(["a"]);
    end();
    await settle();
  });

  test("of a call goes before the client's", async () => {
    const { api, calls } = setUp({ timeout: 500 });
    const short = api.ping({ text: "" }, { timeout: 100 });
    const long = api.ping({ text: "" }, { timeout: 0 });
    const failed = expect(short).rejects.toMatchObject({ code: "TIMEOUT" });
    await vi.advanceTimersByTimeAsync(100);
    await failed;
    await vi.advanceTimersByTimeAsync(100_000);
    await calls[1]!.respond(reply({ result: { text: "late" } }));
    expect(await long).toEqual({ text: "late" });
  });

  test("is each attempt's: a read is sent again, and a call with a key", async () => {
    const { api, reads, calls } = setUp({ timeout: 500, retries: 1 });
    const { seen, end } = watchName(api);
    const call = api.ping({ text: "" }, { idempotencyKey: "k" });
    await vi.advanceTimersByTimeAsync(500);
    expect([reads[0]!.aborted, calls[0]!.aborted]).toEqual([true, true]);
    await sent(reads, 2);
    await reads[1]!.respond(userBundle("a"));
    await sent(calls, 2);
    await calls[1]!.respond(reply({ result: { text: "" } }));
    await call;
    expect(seen).toEqual(["a"]);
    end();
    await settle();
  });

  test("holds for a transport that does not hear of aborts, whose late answer is dropped", async () => {
    const { api, reads, calls, transport } = setUp({ timeout: 500, retries: 1 });
    transport.isDeaf = true;
    const { seen, end } = watchName(api);
    const call = api.ping({ text: "" });
    const failed = expect(call).rejects.toMatchObject({ code: "TIMEOUT" });
    await vi.advanceTimersByTimeAsync(500);
    await failed;
    await sent(reads, 2);
    // The first attempt fails at last, while the second is under way.
    await reads[0]!.fail("NETWORK");
    api.$invalidate("user");
    await reads[1]!.respond(userBundle("old"));
    await calls[0]!.respond(reply());
    // Without versions, one more read decides between two that overlapped.
    for (const at of [2, 3]) await reads[at]!.respond(userBundle("new"));
    expect(seen.at(-1)).toBe("new");
    end();
    await settle();
  });

  test.each([0, 2 ** 40, Infinity])("of %d milliseconds is none", async (timeout) => {
    const { api, calls } = setUp({ timeout });
    const call = api.ping({ text: "" });
    await vi.advanceTimersByTimeAsync(10);
    await calls[0]!.respond(reply({ result: { text: "" } }));
    await call;
  });
});
