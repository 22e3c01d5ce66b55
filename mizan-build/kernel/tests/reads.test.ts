/** Reading: retries, networks that go and come, errors, and the ways to look at an instance. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { reply, scope, setUp, userBundle, watchName } from "./support/fixture";
import { createHost } from "./support/host";
import { settle } from "./support/transport";

const user = { userId: 5 };

describe("retries", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("what fails for a moment is sent again, later and later, and then given up", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const { api, reads } = setUp({ retries: 2 });
    watchName(api);
    await reads[0]!.fail("INTERNAL_ERROR");
    await vi.advanceTimersByTimeAsync(999);
    expect(reads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await reads[1]!.fail("NETWORK");
    expect(api.user(user).current).toMatchObject({ pending: true, error: undefined });
    await vi.advanceTimersByTimeAsync(2000);
    await reads[2]!.fail("TOO_MANY_REQUESTS");
    expect(api.user(user).current).toMatchObject({ error: { code: "TOO_MANY_REQUESTS" } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reads).toHaveLength(3);
    vi.restoreAllMocks();
  });

  test("the jitter halves a pause at most", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { api, reads } = setUp({ retries: 1 });
    watchName(api);
    await reads[0]!.fail("NETWORK");
    await vi.advanceTimersByTimeAsync(499);
    expect(reads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(reads).toHaveLength(2);
    vi.restoreAllMocks();
  });

  test.each([
    "NOT_FOUND",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "VALIDATION_ERROR",
    "NOT_IMPLEMENTED",
  ] as const)("%s will not get better by itself", async (code) => {
    const { api, reads } = setUp({ retries: 3 });
    watchName(api);
    await reads[0]!.fail(code);
    expect(api.user(user).current.error?.code).toBe(code);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("the last reader leaving ends the waiting as well", async () => {
    const { api, reads } = setUp({ retries: 3, cacheTime: 5 });
    const { end } = watchName(api);
    await reads[0]!.fail("INTERNAL_ERROR");
    end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reads).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a mutation is never sent twice, unless it bears a key", async () => {
    const { api, calls } = setUp({ retries: 3 });
    const once = api.ping({ text: "" });
    const fails = expect(once).rejects.toMatchObject({ code: "NETWORK" });
    await calls[0]!.fail("NETWORK");
    await fails;
    const twice = api.ping({ text: "" }, { idempotencyKey: "k" });
    await calls[1]!.fail("NETWORK");
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls[2]!.request.idempotencyKey).toBe("k");
    await calls[2]!.respond(reply({ result: "pong" }));
    expect(await twice).toBe("pong");
  });
});

describe("networks and attention", () => {
  test("a host that always says it is offline is not believed", async () => {
    const { host, state } = createHost();
    state.online = false;
    const { api, reads, calls } = setUp({ host });
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("Ada"));
    for (const at of [0, 1]) {
      const call = api.ping({ text: "hi" });
      await settle();
      await calls[at]!.respond(reply({ result: "pong" }));
      expect(await call).toBe("pong");
    }
    api.$invalidate(scope);
    await reads[1]!.respond(userBundle("Bob"));
    expect(seen).toEqual(["Ada", "Bob"]);
  });

  test("a host that goes offline is: calls wait for it to return", async () => {
    const { host, state, wake } = createHost();
    const { api, reads, calls } = setUp({ host });
    watchName(api);
    await reads[0]!.respond(userBundle("Ada"));
    state.online = false;
    const call = api.ping({ text: "hi" });
    await settle();
    expect(calls).toHaveLength(0);
    state.online = true;
    await wake("online");
    await calls[0]!.respond(reply({ result: "pong" }));
    expect(await call).toBe("pong");
  });

  test("a read that finds no network is tried until there is one", async () => {
    vi.useFakeTimers();
    const { host, state, wake } = createHost();
    state.online = false;
    const { api, reads } = setUp({ host, retries: 1 });
    const { seen } = watchName(api);
    for (let at = 0; at < 5; at++) {
      await reads[at]!.fail("NETWORK");
      expect(api.user(user).current.error).toBeUndefined();
      await vi.advanceTimersByTimeAsync(30_000);
    }
    await reads[5]!.fail("NETWORK");
    await wake("focus");
    expect(reads).toHaveLength(7);
    await reads[6]!.respond(userBundle("Ada"));
    expect(seen).toEqual(["Ada"]);
    vi.useRealTimers();
  });

  test("a call that found no network fails, because it may have arrived; the next one waits", async () => {
    const { host, state, wake } = createHost();
    state.online = false;
    const { api, calls } = setUp({ host });
    const first = api.ping({ text: "1" });
    await calls[0]!.fail("NETWORK");
    await expect(first).rejects.toMatchObject({ code: "NETWORK" });
    const second = api.ping({ text: "2" });
    await settle();
    expect(calls).toHaveLength(1);
    await wake("focus");
    await calls[1]!.respond(reply({ result: "pong" }));
    expect(await second).toBe("pong");
  });

  test("a call that waits for the network can be aborted", async () => {
    const { host, state } = createHost();
    const { api, calls } = setUp({ host });
    void api.ping({ text: "" });
    await calls[0]!.respond(reply());
    state.online = false;
    const controller = new AbortController();
    const call = api.ping({ text: "" }, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
    expect(calls).toHaveLength(1);
  });

  test("an invalidation while offline needs no second request", async () => {
    const { host, state, wake } = createHost();
    const { api, reads } = setUp({ host });
    watchName(api);
    await reads[0]!.respond(userBundle("old"));
    state.online = false;
    api.$invalidate(scope);
    api.$invalidate(scope);
    state.online = true;
    await wake();
    expect(reads).toHaveLength(2);
  });

  test("attention reads again what is stale or failed, and else only what readers wish", async () => {
    const { host, wake } = createHost();
    const { api, reads } = setUp({ host, refetchOnFocus: false });
    watchName(api);
    await reads[0]!.respond(userBundle("Ada"));
    await wake();
    expect(reads).toHaveLength(1);
    api.$invalidate(scope);
    await reads[1]!.fail("NOT_FOUND");
    await wake();
    expect(reads).toHaveLength(3);
    await wake();
    expect(reads).toHaveLength(3);
  });

  test("nobody listens to the host when nobody looks", async () => {
    const { host, listeners } = createHost();
    const { api } = setUp({ host });
    const [first, second] = [watchName(api), watchName(api)];
    expect(listeners.size).toBe(1);
    first.end();
    second.end();
    await settle();
    expect(listeners.size).toBe(0);
  });
});

describe("errors", () => {
  test("a background error keeps the data, and goes with the next success", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("Ada"));
    api.$invalidate(scope);
    await reads[1]!.fail("FORBIDDEN");
    expect(api.user(user).current).toMatchObject({
      pending: false,
      error: { code: "FORBIDDEN" },
      data: { userProfile: { name: "Ada" } },
    });
    api.$invalidate(scope);
    await reads[2]!.respond(userBundle("Ada"));
    expect(api.user(user).current.error).toBeUndefined();
  });

  test("a member that fails does not take the others with it", async () => {
    const { api, reads } = setUp();
    watchName(api);
    const { user_orders: _lost, ...rest } = userBundle("Ada");
    const $errors = { user_orders: { code: "FORBIDDEN" as const, message: "not yours" } };
    await reads[0]!.respond({ ...rest, $errors });
    expect(api.userProfile(user).current).toMatchObject({ pending: false, error: undefined });
    expect(api.userOrders(user).current).toMatchObject({
      pending: true,
      error: { code: "FORBIDDEN" },
    });
    expect(api.user(user).current).toMatchObject({ pending: true, error: { code: "FORBIDDEN" } });
  });

  test("a member that fails later keeps its data", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("Ada"));
    api.$invalidate(scope);
    const $errors = { user_orders: { code: "INTERNAL_ERROR" as const, message: "" } };
    await reads[1]!.respond({ user_profile: { id: 5, name: "Bob", bio: "" }, $errors });
    expect(api.user(user).current).toMatchObject({
      data: { userProfile: { name: "Bob" }, userOrders: [{ title: "Tea" }] },
      error: { code: "INTERNAL_ERROR" },
    });
  });

  test("`retry` forgets errors and reads what somebody looks at", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.fail("NOT_FOUND");
    api.$retry();
    expect(api.user(user).current).toMatchObject({ pending: true, error: undefined });
    expect(reads).toHaveLength(2);
  });

  test("`retry` leaves alone what is not shown, has not failed, or belongs to another target", async () => {
    const { api, reads } = setUp();
    api.global().prefetch();
    watchName(api);
    api.feed().listen(() => {});
    api.search({}).listen(() => {});
    await reads[0]!.fail("FORBIDDEN");
    await reads[1]!.fail("NOT_FOUND");
    await reads[2]!.fail("CONFLICT");
    await reads[3]!.respond({ search_hits: [] });
    api.$retry("feed");
    api.$retry({ context: "user", params: { user_id: 6 } });
    expect(reads.slice(4).map(({ request }) => request.context)).toEqual(["feed"]);
    api.$retry();
    expect(reads.slice(5).map(({ request }) => request.context)).toEqual(["user"]);
    expect(api.global().current.error?.code).toBe("FORBIDDEN");
    expect(api.search({}).current).toMatchObject({ pending: false, refreshing: false });
  });

  test("a member that fails again, in the very same words, fails again", async () => {
    const { api, reads } = setUp();
    watchName(api);
    const text = '{"$v":"a:1","$errors":{"user_orders":{"code":"FORBIDDEN","message":""}}}';
    await reads[0]!.respond(text);
    api.$retry();
    expect(api.userOrders(user).current.error).toBeUndefined();
    await reads[1]!.respond(text);
    expect(api.userOrders(user).current.error?.code).toBe("FORBIDDEN");
  });

  test("a reader that comes after a failure tries again", async () => {
    const { api, reads } = setUp();
    api.user(user).prefetch();
    await reads[0]!.fail("NOT_FOUND");
    watchName(api);
    expect(reads).toHaveLength(2);
  });
});

describe("ways to look", () => {
  test("`await` reads what is unknown, and answers at once with what is true", async () => {
    const { api, reads } = setUp();
    const waiting = api.userProfile(user).then(({ name }) => name);
    await reads[0]!.respond(userBundle("Ada"));
    expect(await waiting).toBe("Ada");
    expect((await api.user(user)).userOrders[0]!.cents).toBe(250n);
    expect(reads).toHaveLength(1);
  });

  test("`await` does not answer with what is stale, and throws what goes wrong", async () => {
    const { api, reads } = setUp();
    api.user(user).prefetch();
    await reads[0]!.respond(userBundle("old"));
    api.$invalidate(scope);
    const waiting = api.userProfile(user).then(({ name }) => name);
    await reads[1]!.respond(userBundle("new"));
    expect(await waiting).toBe("new");
    api.$invalidate(scope);
    const failing = expect(api.user(user).then()).rejects.toMatchObject({ code: "NOT_FOUND" });
    await reads[2]!.fail("NOT_FOUND");
    await failing;
  });

  test("who awaits holds the request, though others leave", async () => {
    const { api, reads } = setUp();
    const { end } = watchName(api);
    const waiting = api.user(user).then(({ userProfile }) => userProfile.name);
    end();
    await settle();
    await reads[0]!.respond(userBundle("Ada"));
    expect(await waiting).toBe("Ada");
  });

  test("`for await` yields every state, the latest of several, and lets go when it ends", async () => {
    const { api, reads } = setUp();
    const seen: string[] = [];
    const loop = (async () => {
      for await (const view of api.userProfile(user)) {
        seen.push(view.data?.name ?? "nothing");
        if (view.data?.name === "c") break;
      }
    })();
    await settle();
    await reads[0]!.respond(userBundle("a", 1));
    api.$invalidate(scope);
    await reads[1]!.respond(userBundle("c", 3));
    await loop;
    expect(seen.filter((name, at) => name !== seen[at - 1])).toEqual(["nothing", "a", "c"]);
    api.$invalidate(scope);
    expect(reads).toHaveLength(2);
  });

  test("a subscriber hears only of fields that it reads", async () => {
    const { api, reads } = setUp();
    let heard = 0;
    api.user(user).subscribe((view) => {
      heard++;
      void view.refreshing;
    });
    await reads[0]!.respond(userBundle("a"));
    expect(heard).toBe(1);
    api.$invalidate(scope);
    expect(heard).toBe(2);
    await reads[1]!.respond(userBundle("b"));
    expect(heard).toBe(3);
  });

  test("a subscriber that takes the data as a whole hears of every change", async () => {
    const { api, reads } = setUp();
    const taken: unknown[] = [];
    api.user(user).subscribe(({ data }) => taken.push(data));
    await reads[0]!.respond(userBundle("a"));
    api.$invalidate(scope);
    await settle();
    await reads[1]!.respond(userBundle("b"));
    expect(taken).toHaveLength(3);
    expect(taken.at(-1)).toMatchObject({ userProfile: { name: "b" } });
  });

  test("a subscriber that throws does not keep others from hearing", async () => {
    const { api, reads } = setUp();
    api.user(user).listen(() => {
      throw new RangeError("mine");
    });
    const { seen } = watchName(api);
    const later = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    await reads[0]!.respond(userBundle("a"));
    expect(seen).toEqual(["a"]);
    expect(later.mock.calls[0]![0]).toThrow("mine");
    later.mockRestore();
  });

  test("a subscriber may subscribe, invalidate and leave while it is told", async () => {
    const { api, reads } = setUp();
    const seen: string[] = [];
    const end = api.user(user).subscribe(({ data }) => {
      if (!data) return;
      seen.push(data.userProfile.name);
      if (seen.length === 1) api.$invalidate(scope);
      else end();
    });
    await reads[0]!.respond(userBundle("a"));
    await reads[1]!.respond(userBundle("b"));
    api.$invalidate(scope);
    expect(seen).toEqual(["a", "b"]);
    expect(reads).toHaveLength(2);
  });

  test("an own parameter reads that member alone, and shares the scope's invalidations", async () => {
    const { api, reads } = setUp();
    const seen: number[] = [];
    api
      .userOrders({ ...user, page: 2 })
      .subscribe(({ data }) => void (data && seen.push(data.length)));
    expect(reads[0]!.request).toMatchObject({
      params: { user_id: 5, page: 2 },
      only: "user_orders",
    });
    await reads[0]!.respond({ user_orders: [] });
    api.$invalidate({ function: "user_profile", params: { user_id: 5 } });
    expect(reads).toHaveLength(1);
    api.$invalidate({ function: "user_orders" });
    await settle();
    api.$invalidate(scope);
    api.$invalidate({ context: "user", params: { user_id: 6 } });
    api.$invalidate({ context: "user", params: { user_id: 5, page: 3 } });
    expect(reads).toHaveLength(3);
    await reads[2]!.respond({ user_orders: [{ id: 1, title: "Tea", cents: "1" }] });
    expect(seen).toEqual([0, 1]);
  });

  test("`undefined` and `null` among own parameters are none", () => {
    const { api } = setUp();
    const { key } = api.userOrders(user);
    expect(api.userOrders({ ...user, page: null }).key).toBe(key);
    expect(api.userOrders({ ...user, page: 0 }).key).not.toBe(key);
  });
});

test("the log tells what was read and why", async () => {
  const { api, reads, calls } = setUp();
  watchName(api);
  await reads[0]!.respond(userBundle("a"));
  void api.renameUser({ ...user, name: "b" });
  await calls[0]!.respond(reply({ invalidate: [scope] }));
  const lines = api.$debug().split("\n");
  expect(lines[0]).toBe("1  read  user?user_id=5  because mounted");
  expect(lines.at(-1)).toBe(
    '6  read  user?user_id=5  because rename_user affects {"context":"user","params":{"user_id":5}}',
  );
});
