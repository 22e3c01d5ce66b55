/** Faults that were found by use: exceptions of others, errors in the wrong place, leaks. */

import { afterEach, describe, expect, test, vi } from "vitest";
import { createMizan, type Drafts } from "../sample/api/client";
import type { MizanError } from "../src";
import { dehydrate, hydrate } from "../src/hydration";
import {
  mergeProfile,
  profile,
  reply,
  scope,
  setUp,
  userBundle,
  watchName,
} from "./support/fixture";
import { settle } from "./support/transport";

const user = { userId: 5 };
const rename = (optimistic: (view: Drafts) => void) =>
  [{ ...user, name: "" }, { optimistic }] as const;

describe("errors in their place", () => {
  const failing = {
    user_profile: profile("Ada"),
    $errors: { user_orders: { code: "FORBIDDEN" as const, message: "no" } },
  };

  test("a context with a failed member can be awaited again and again", async () => {
    const { api, reads } = setUp();
    for (const at of [0, 1, 2]) {
      const rejected = expect(api.user(user).then()).rejects.toMatchObject({ code: "FORBIDDEN" });
      await settle();
      await reads[at]!.respond(failing);
      await rejected;
    }
    const orders = api.user(user).then(({ userOrders }) => userOrders.length);
    await settle();
    await reads[3]!.respond(userBundle("Ada"));
    expect(await orders).toBe(1);
  });

  test("an older read that fails after a younger one has brought the truth says nothing", async () => {
    const { api, reads } = setUp();
    watchName(api);
    api.$invalidate(scope);
    await settle();
    await reads[1]!.respond(userBundle("new"));
    await reads[0]!.fail("FORBIDDEN");
    expect(api.user(user).current).toMatchObject({ error: undefined, refreshing: false });
  });

  test("a younger read that fails is not forgotten when an older one fails after it", async () => {
    const { api, reads } = setUp();
    watchName(api);
    api.$invalidate(scope);
    await settle();
    await reads[1]!.fail("FORBIDDEN");
    expect(api.user(user).current.error).toBeUndefined();
    await reads[0]!.fail("NOT_FOUND");
    expect(api.user(user).current.error).toBeDefined();
  });

  test("a member's error is not shown beside data that are newer", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a", 1));
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(
      reply({ merge: [{ ...scope, slot: "user_orders", value: [], v: "a:3" }] }),
    );
    await reads[1]!.respond({ ...failing, $v: "a:2" });
    expect(api.userOrders(user).current).toMatchObject({ data: [], error: undefined });
  });

  test("an element merged into a list that failed leaves the error", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a", 1));
    api.$invalidate(scope);
    await settle();
    await reads[1]!.respond({ ...failing, $v: "a:2" });
    void api.setBio({ ...user, bio: "" });
    const value = { id: 2, title: "Hat", cents: "1" };
    await calls[0]!.respond(reply({ merge: [{ ...scope, slot: "user_orders", value, v: "a:3" }] }));
    const { data, error } = api.userOrders(user).current;
    expect([data?.length, error?.code]).toEqual([2, "FORBIDDEN"]);
  });

  test("an answer of a server that lags behind is not shown, and not taken for fresh", async () => {
    const { api, reads } = setUp();
    const { seen, end } = watchName(api);
    await reads[0]!.respond(userBundle("new", 2));
    api.$invalidate(scope);
    await settle();
    await reads[1]!.respond(userBundle("old", 1));
    expect([seen, reads.length]).toEqual([["new"], 2]);
    end();
    await settle();
    watchName(api);
    expect(reads).toHaveLength(3);
  });
});

describe("exceptions of others", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("a frozen object that a recipe stores is copied, and observers go on hearing", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const stored = Object.freeze({ ...profile("frozen"), nested: Object.freeze([1]) });
    void api.renameUser(...rename((view) => void (view.user(user).userProfile = stored)));
    expect(api.userProfile(user).current.data).toEqual(stored);
    expect(api.userProfile(user).current.data).not.toBe(stored);
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    await reads[1]!.respond(userBundle("new"));
    expect(seen).toEqual(["old", "frozen", "new"]);
  });

  test("what a recipe stores may change afterwards", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const stored = profile("guess");
    void api.renameUser(...rename((view) => void (view.user(user).userProfile = stored)));
    stored.name = "later";
    expect(api.userProfile(user).current.data?.name).toBe("guess");
  });

  test("a recipe that throws on newer data loses its guess, and nothing else", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const call = api.renameUser(
      ...rename((view) => {
        const { userProfile } = view.user(user);
        if (userProfile.name === "new") throw new RangeError("mine");
        userProfile.name = "guess";
      }),
    );
    void api.user(user).refetch();
    await settle();
    await reads[1]!.respond(userBundle("new"));
    await calls[0]!.respond(reply());
    expect(await call).toBeNull();
    expect(seen).toEqual(["old", "guess", "new"]);
  });

  test("a guess that cannot be decoded is the caller's error", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const wrong = [{ id: 1, title: "", cents: "no number" as unknown as bigint }];
    const call = api.renameUser(...rename((view) => void (view.user(user).userOrders = wrong)));
    await expect(call).rejects.toThrow(SyntaxError);
    void api.user(user).refetch();
    await settle();
    await reads[1]!.respond(userBundle("new"));
    expect(seen).toEqual(["old", "new"]);
  });

  test("a bundle that cannot be decoded is an error of the server, and the data stay", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    api.$invalidate(scope);
    await settle();
    await reads[1]!.respond({ ...userBundle("bad"), user_orders: [{ id: 1, cents: "x" }] });
    expect(api.user(user).current).toMatchObject({ error: { code: "INTERNAL_ERROR" } });
    api.$invalidate(scope);
    await settle();
    await reads[2]!.respond(userBundle("new"));
    expect(api.user(user).current.error).toBeUndefined();
    expect(seen.at(-1)).toBe("new");
  });

  test("a merge that cannot be decoded lands nothing of the answer in doubt, and it is read", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const call = expect(api.renameUser({ ...user, name: "" })).rejects.toMatchObject({
      code: "INTERNAL_ERROR",
    });
    const merge = { ...scope, slot: "user_orders", value: { id: 2, cents: "x" } };
    await calls[0]!.respond(reply({ merge: [merge] }));
    await call;
    await reads[1]!.respond(userBundle("new"));
    expect(api.user(user).current.data?.userProfile.name).toBe("new");
  });

  test("a frozen snapshot is taken over as a copy", async () => {
    const { api, reads } = setUp();
    api.user(user).prefetch();
    await reads[0]!.respond(userBundle("Ada"));
    const frozen = deepFreeze(dehydrate(api));
    const other = setUp();
    hydrate(other.api, frozen);
    expect(other.api.userOrders(user).current.data![0]!.cents).toBe(250n);
  });

  test("a listener that throws while another batch is open closes it", async () => {
    vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    const { api, reads } = setUp();
    const end = api.user(user).listen(() => {
      throw new RangeError("mine");
    });
    await reads[0]!.respond(userBundle("a"));
    expect(api.$core.depth).toBe(0);
    vi.restoreAllMocks();
    end();
  });
});

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

describe("layers", () => {
  test("a guess about data without readers goes with the answer", async () => {
    const { api, reads, calls } = setUp();
    api.user(user).prefetch();
    await reads[0]!.respond(userBundle("old"));
    void api.renameUser(...rename((view) => void (view.user(user).userProfile.name = "guess")));
    expect(api.userProfile(user).current.data?.name).toBe("guess");
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    expect(api.$core.layers).toEqual([]);
  });

  test("a guess goes with the last reader of what it waits for", async () => {
    const { api, reads, calls } = setUp();
    const { end } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const optimistic = (view: Drafts) => void (view.user(user).userProfile.name = "guess");
    void api.renameUser({ ...user, name: "" }, { optimistic, settle: "ack" });
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    expect(api.$core.layers).toHaveLength(1);
    end();
    await settle();
    expect(api.$core.layers).toEqual([]);
  });

  test("a guess stays until the member that it concerns has been read", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    void api.renameUser(...rename((view) => void (view.user(user).userProfile.name = "guess")));
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    const $errors = { user_profile: { code: "INTERNAL_ERROR" as const, message: "" } };
    await reads[1]!.respond({ user_orders: [], $errors });
    expect(seen).toEqual(["old", "guess"]);
    api.$retry();
    await settle();
    await reads[2]!.respond(userBundle("new"));
    expect(seen).toEqual(["old", "guess", "new"]);
  });

  test("a recipe runs again for its own data only", async () => {
    const { api, reads } = setUp();
    watchName(api);
    api.feed().listen(() => {});
    await reads[0]!.respond(userBundle("old"));
    let runs = 0;
    const recipe = (view: Drafts) => {
      runs++;
      view.user(user).userProfile.name = "guess";
    };
    void api.renameUser(...rename(recipe));
    const before = runs;
    await reads[1]!.respond({ feed_entries: [] });
    api.$invalidate(scope);
    await settle();
    expect(runs).toBe(before);
    await reads[2]!.respond(userBundle("new"));
    expect(runs).toBeGreaterThan(before);
  });

  test("layers that meet in one entry are folded in their order", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    api.feed().listen(() => {});
    await reads[0]!.respond(userBundle("a"));
    await reads[1]!.respond({ feed_entries: [{ id: 1, text: "t" }] });
    const both = (letter: string) => (view: Drafts) => {
      view.feed().feedEntries[0]!.text += letter;
      view.user(user).userProfile.name += letter;
    };
    void api.renameUser(...rename((view) => void (view.user(user).userProfile.name += "1")));
    api.renameUser(...rename(both("2"))).catch(() => {});
    void api.addEntry(
      { text: "" },
      { optimistic: (view) => void (view.feed().feedEntries[0]!.text += "3") },
    );
    api.$invalidate("feed");
    await settle();
    await reads[2]!.respond({ feed_entries: [{ id: 1, text: "u" }] });
    expect(seen.at(-1)).toBe("a12");
    expect(api.feed().current.data?.feedEntries[0]?.text).toBe("u23");
    await calls[1]!.fail("CONFLICT");
    expect(seen.at(-1)).toBe("a1");
  });
});

describe("waiting", () => {
  test("`await` during an invalidation waits for the younger read, and does not abort it", async () => {
    const { api, reads } = setUp();
    const name = api.userProfile(user).then((data) => data.name);
    await settle();
    api.$invalidate(scope);
    await settle();
    await reads[0]!.respond(userBundle("old", 1));
    expect(reads[1]!.aborted).toBe(false);
    await reads[1]!.respond(userBundle("new", 2));
    expect(await name).toBe("new");
  });

  test("`for await` can be left while it waits", async () => {
    const { api } = setUp();
    const iterator = api.user(user)[Symbol.asyncIterator]();
    await iterator.next();
    const waiting = [iterator.next(), iterator.next()];
    await settle();
    expect(await iterator.return!()).toEqual({ done: true, value: undefined });
    expect(await Promise.all(waiting)).toEqual(Array(2).fill({ done: true, value: undefined }));
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("a call whose signal is aborted fails at once, also while there is no network", async () => {
    const host = { online: () => false, listen: () => () => {} };
    const { api, calls } = setUp({ host });
    const call = api.ping({ text: "" }, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
    expect(calls).toHaveLength(0);
  });

  test("a call leaves no listener on the signal of its caller", async () => {
    const { api, calls } = setUp();
    const { signal } = new AbortController();
    const [add, remove] = [
      vi.spyOn(signal, "addEventListener"),
      vi.spyOn(signal, "removeEventListener"),
    ];
    const call = api.ping({ text: "" }, { signal });
    await calls[0]!.respond(reply());
    await call;
    expect(remove.mock.calls).toEqual(add.mock.calls);
    expect(add).toHaveBeenCalledTimes(1);
  });

  test("a function that listens twice is two readers", async () => {
    const { api, reads } = setUp();
    const listener = vi.fn();
    const ends = [api.user(user).listen(listener), api.user(user).listen(listener)];
    ends[0]!();
    await settle();
    expect(reads[0]!.aborted).toBe(false);
    listener.mockClear();
    await reads[0]!.respond(userBundle("a"));
    expect(listener).toHaveBeenCalledTimes(1);
    ends[1]!();
  });

  test("the server says when to try again", async () => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { api, reads } = setUp({ retries: 1 });
    watchName(api);
    await reads[0]!.fail("UNAVAILABLE", { retryAfter: 20 });
    await vi.advanceTimersByTimeAsync(19_999);
    expect(reads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(reads).toHaveLength(2);
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  test("a server that wants a longer pause than users wait for is not asked again", async () => {
    const { api, reads } = setUp({ retries: 3 });
    watchName(api);
    await reads[0]!.fail("TOO_MANY_REQUESTS", { retryAfter: 31 });
    const { error, retrying } = api.user(user).current;
    expect(error).toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfter: 31 });
    expect([retrying, reads.length]).toEqual([undefined, 1]);
  });

  test("the state says why another attempt follows, to readers who look", async () => {
    vi.useFakeTimers();
    const { api, reads } = setUp({ retries: 1 });
    const others = vi.fn();
    const releases = [api.user(user).subscribe(({ data, error }) => others(data, error))];
    const seen: unknown[] = [];
    const look = ({ retrying, pending }: { retrying: MizanError | undefined; pending: boolean }) =>
      seen.push(pending ? retrying?.retryAfter : "there");
    releases.push(api.user(user).subscribe(look));
    await reads[0]!.fail("UNAVAILABLE", { retryAfter: 20 });
    expect(api.user(user).current).toMatchObject({ pending: true, error: undefined });
    await vi.advanceTimersByTimeAsync(20_000);
    await reads[1]!.respond(userBundle("a"));
    expect(seen).toEqual([undefined, 20, "there"]);
    expect(api.user(user).current.retrying).toBe(undefined);
    expect(others).toHaveBeenCalledTimes(2);
    for (const release of releases) release();
    vi.useRealTimers();
  });

  test.each([
    ["7", 7],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    ["", undefined],
  ])("a `Retry-After` of `%s` is %s seconds", async (header, seconds) => {
    const answer = new Response("", { status: 503, headers: { "Retry-After": header } });
    const api = createMizan({ fetch: async () => answer, retries: 0 });
    const error = await api
      .feed()
      .read()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "NETWORK", retryAfter: seconds });
  });
});

test("data can be copied by all that copies data", async () => {
  const { api, reads } = setUp();
  let copy: unknown;
  api.user(user).subscribe(({ data }) => void (data && (copy = structuredClone(data))));
  await reads[0]!.respond(userBundle("Ada"));
  expect(copy).toEqual(api.user(user).current.data);
  expect(copy).toMatchObject({ userProfile: { name: "Ada" } });
});

test("one argument says which of many instances a call concerns", async () => {
  const { api, reads, calls } = setUp();
  for (let userId = 0; userId < 200; userId++) api.user({ userId }).listen(() => {});
  for (const read of reads) await read.respond(userBundle("a"));
  void api.renameUser({ ...user, name: "" });
  expect(calls[0]!.request.mounted).toEqual([{ ...scope, only: undefined, h: undefined }]);
});

describe("hydration", () => {
  async function known(name: string, v?: number) {
    const { api, reads } = setUp();
    api.user(user).prefetch();
    await reads[0]!.respond(userBundle(name, v));
    return dehydrate(api);
  }

  test("a change before anything is mounted makes the snapshot stale", async () => {
    const { api, reads } = setUp();
    hydrate(api, await known("old"));
    api.$invalidate(scope);
    const { seen } = watchName(api);
    expect([seen, reads.length]).toEqual([["old"], 1]);
  });

  test("an answer before anything is mounted makes the snapshot stale", async () => {
    const { api, reads, calls } = setUp();
    hydrate(api, await known("old"));
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeProfile("new")] }));
    watchName(api);
    expect(reads).toHaveLength(1);
  });

  test("a snapshot that arrives after an invalidation does not clear it", async () => {
    const { api, reads } = setUp();
    api.user(user).prefetch();
    await reads[0]!.respond(userBundle("a", 1));
    api.$invalidate(scope);
    hydrate(api, await known("b", 2));
    const { seen } = watchName(api);
    expect([seen, reads.length]).toEqual([["b"], 2]);
  });

  test("a snapshot that was read before a merge landed does not undo it", async () => {
    vi.useFakeTimers();
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    vi.advanceTimersByTime(1000);
    const snapshot = await known("b");
    vi.advanceTimersByTime(1000);
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeProfile("c")] }));
    vi.advanceTimersByTime(1000);
    const key = "user?user_id=5";
    hydrate(api, { [key]: { ...snapshot[key]!, age: 2000 } });
    expect(seen).toEqual(["a", "c"]);
    hydrate(api, { [key]: { ...snapshot[key]!, age: 500 } });
    expect(seen).toEqual(["a", "c", "b"]);
    vi.useRealTimers();
  });

  test("a second snapshot leaves the first", async () => {
    const { api, reads } = setUp();
    hydrate(api, await known("Ada"));
    hydrate(api, { feed: { age: 0, bundle: { feed_entries: [] } } });
    expect(api.user(user).current.data?.userProfile.name).toBe("Ada");
    expect(api.feed().current.data?.feedEntries).toEqual([]);
    watchName(api);
    expect(reads).toHaveLength(0);
  });
});
