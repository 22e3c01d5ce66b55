/** Calling: one round trip, unknown outcomes, giving up, typed errors, state. */

import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { createAction } from "../src/mutations/action";
import { mergeProfile, reply, scope, setUp, userBundle, watchName } from "./support/fixture";
import { settle } from "./support/transport";

const user = { userId: 5 };

describe("one round trip", () => {
  test("the request lists what the mutation may change and somebody looks at", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    api.feed().listen(() => {});
    api.user({ userId: 6 }).listen(() => {});
    api.user({ userId: 7 }).prefetch();
    api.userOrders({ ...user, page: 2 }).listen(() => {});
    for (const read of reads) await read.respond({ ...userBundle("a"), $h: "x" });
    void api.renameUser({ ...user, name: "b" });
    expect(calls[0]!.request.mounted).toEqual([
      { ...scope, h: "x" },
      { context: "user", params: { user_id: 5, page: 2 }, only: "user_orders", h: "x" },
    ]);
    void api.ping({ text: "" });
    expect(calls[1]!.request.mounted).toBeUndefined();
  });

  test("with refreshed contexts in the answer nothing more is asked", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    const call = api.renameUser({ ...user, name: "b" });
    const contexts = [{ ...scope, bundle: userBundle("b") }];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    await call;
    expect(seen).toEqual(["a", "b"]);
    expect(reads).toHaveLength(1);
  });

  test("a merge beside the refreshed context that holds it adds nothing", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    void api.renameUser({ ...user, name: "b" });
    const contexts = [{ ...scope, bundle: userBundle("b") }];
    await calls[0]!.respond(reply({ invalidate: [], merge: [mergeProfile("b")], contexts }));
    expect(seen).toEqual(["a", "b"]);
    expect(reads).toHaveLength(1);
  });

  test("what the server skipped is read", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a"));
    void api.renameUser({ ...user, name: "b" });
    await calls[0]!.respond(reply({ invalidate: ["user", scope], contexts: [] }));
    expect(reads).toHaveLength(2);
  });

  test("somebody else's invalidation meanwhile is not forgotten", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a", 0));
    void api.renameUser({ ...user, name: "b" });
    api.$invalidate(scope);
    await reads[1]!.fail("NOT_FOUND");
    const contexts = [{ ...scope, bundle: userBundle("b", 1) }];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    await reads[2]!.respond(userBundle("c", 2));
    expect(seen).toEqual(["a", "b", "c"]);
  });

  test("a context that nobody has asked for is left alone", async () => {
    const { api, calls } = setUp();
    const call = api.renameUser({ ...user, name: "b" });
    const contexts = [{ ...scope, bundle: userBundle("b") }];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    await call;
    expect(api.user(user).current.pending).toBe(true);
  });
});

describe("outcomes", () => {
  test("on a failure nothing is read again", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a"));
    const call = expect(api.renameUser({ ...user, name: "b" })).rejects.toMatchObject({
      code: "CONFLICT",
      kind: "Taken",
      details: { suggestion: "c" },
    });
    await calls[0]!.fail("CONFLICT", { kind: "Taken", details: { suggestion: "c" } });
    await call;
    expect(reads).toHaveLength(1);
  });

  test("where nobody knows whether it was one, the truth is read again", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a"));
    const call = expect(api.renameUser({ ...user, name: "b" })).rejects.toMatchObject({
      code: "NETWORK",
    });
    await calls[0]!.fail("NETWORK");
    await call;
    expect(reads).toHaveLength(2);
  });

  test("a signal gives up", async () => {
    const { api, calls } = setUp();
    const controller = new AbortController();
    const call = expect(
      api.ping({ text: "" }, { signal: controller.signal }),
    ).rejects.toMatchObject({ code: "ABORTED" });
    controller.abort();
    await call;
    expect(calls[0]!.aborted).toBe(true);
  });

  test("big integers go as decimal text and come back as they are", async () => {
    const { api, reads } = setUp();
    const orders = api.userOrders(user).then(([order]) => order!.cents);
    await reads[0]!.respond({
      ...userBundle("a"),
      user_orders: [{ id: 1, title: "", cents: "18446744073709551615" }],
    });
    expect(await orders).toBe(18446744073709551615n);
    expectTypeOf(orders).resolves.toEqualTypeOf<bigint>();
  });
});

describe("an action", () => {
  type Pending = { resolve: (value: string) => void; reject: (error: unknown) => void };

  function setUpAction() {
    const pending: Pending[] = [];
    const signals: AbortSignal[] = [];
    let report!: (progress: number) => void;
    const { action, observer } = createAction<string, string, never>((_args, options) => {
      signals.push(options.signal);
      report = options.onProgress;
      return new Promise((resolve, reject) => pending.push({ resolve, reject }));
    });
    return { action, observer, pending, signals, report: (value: number) => report(value) };
  }

  test("is pending while any call is, and has the error of the last", async () => {
    const { action, pending } = setUpAction();
    void action("1");
    void action("2");
    pending[0]!.reject(new Error("first"));
    await settle();
    expect([action.pending, action.error]).toEqual([true, undefined]);
    pending[1]!.reject(new Error("second"));
    await settle();
    expect([action.pending, action.error?.message]).toEqual([false, "second"]);
    void action("3");
    expect(action.error).toBeUndefined();
  });

  test("forgets its error on request, and on the next call", async () => {
    const { action, pending } = setUpAction();
    void action("1");
    pending[0]!.reject(new Error("no"));
    await settle();
    action.reset();
    expect(action.error).toBeUndefined();
  });

  test("shows the progress of an upload, and gives up on request", () => {
    const { action, signals, report } = setUpAction();
    void action("1");
    report(0.5);
    expect(action.progress).toBe(0.5);
    action.abort();
    expect(signals[0]!.aborted).toBe(true);
  });

  test("where nothing is required, nothing need be given", async () => {
    const call = vi.fn(() => Promise.resolve(null));
    await createAction<{ page?: number }, null, never>(call).action();
    expect(call).toHaveBeenCalledWith({}, expect.anything());
  });

  test("rejects for whoever awaits it", async () => {
    const { action, pending } = setUpAction();
    const call = expect(action("1")).rejects.toThrow("no");
    pending[0]!.reject(new Error("no"));
    await call;
  });

  test("compares large arguments only where its own state may have brought the call about", async () => {
    let written = 0;
    const args = { toJSON: () => (written++, "large") };
    const store = createAction<typeof args, null, never>(() => Promise.resolve(null));
    await store.action(args);
    // Nothing is read, so that no state brings another value of the action about.
    expect(written).toBe(0);
    void store.action.pending;
    vi.stubGlobal("event", new Event("click"));
    await store.action(args);
    vi.unstubAllGlobals();
    expect(written).toBe(0);
    await store.action(args);
    expect(written).toBe(1);
  });

  test("ends calls that its own state brings about, whatever began them", async () => {
    const store = createAction<object, null, never>(() => Promise.resolve(null));
    void store.action.pending;
    vi.stubGlobal("event", new Event("click"));
    void store.action({ name: "Bob" });
    vi.unstubAllGlobals();
    // An effect with a timer, which runs again for another value of the action.
    const called = new Set<object>();
    while (!called.has(store.action)) {
      called.add(store.action);
      await store.action({ name: "Bob" });
      await settle();
    }
    expect(called.size).toBeLessThan(5);
  });

  test("tells only of fields that were read", async () => {
    const { action, observer, pending } = setUpAction();
    let heard = 0;
    observer.subscribe(() => heard++);
    void action("1");
    expect(heard).toBe(0);
    void action.pending;
    pending[0]!.resolve("done");
    await settle();
    expect(heard).toBe(1);
  });
});
