/** What ordering tokens prove, and what they do not; see "Versions" of the protocol. */

import { describe, expect, test, vi } from "vitest";
import { createMizan, type Drafts } from "../sample/api/client";
import { compare, isOlder } from "../src/store/order";
import type { Bundle, Merge } from "../src/wire/transport";
import { profile, reply, scope, setUp, userBundle, watchName } from "./support/fixture";
import { settle } from "./support/transport";

const user = { userId: 5 };

const bundle = (name: string, $v: string, more: object = {}): Bundle => ({
  ...userBundle(name),
  $v,
  ...more,
});

const mergeName = (name: string, v: string): Merge => ({
  ...scope,
  slot: "user_profile",
  value: profile(name),
  v,
});

const mergeOrder = (id: number, v?: string, title = ""): Merge => ({
  ...scope,
  slot: "user_orders",
  value: { id, title, cents: "1" },
  ...(v && { v }),
});

const idsOf = (api: ReturnType<typeof createMizan>) =>
  api.userOrders(user).current.data?.map(({ id }) => id);

describe("the order of tokens", () => {
  test.each([
    ["a:1", "a:2", true],
    ["a:2", "a:1", false],
    ["a:2", "a:2", false],
    ["a:9", "a:10", true],
    ["a:1~", "a:2", false],
    ["a:1", "a:2~", true],
    ["a:1~", "a:2~", false],
    ["a:1", "b:2", false],
    ["a:b:1", "a:b:2", true],
    ["a:b:1", "a:2", false],
    ["1", "2", false],
    ["", "a:2", false],
    ["a:x", "a:2", false],
    [undefined, "a:2", false],
    ["a:1", undefined, false],
  ])("%s is proven older than %s: %s", (v, other, expected) => {
    expect(isOlder(v, other)).toBe(expected);
  });

  test("without tokens a payload is newer that was sent after the other was applied", () => {
    const stamp = (sentAt: number, at: number) => ({ v: undefined, sentAt, at });
    expect(compare(stamp(5, 9), stamp(1, 4))).toBe(1);
    expect(compare(stamp(3, 9), stamp(1, 4))).toBe(0);
    expect(compare(stamp(1, 9), stamp(3, 9))).toBe(1);
  });
});

describe("a token claims only what the server knows", () => {
  test("two overlapping calls, the first slow after its commit: one more read decides", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(bundle("zero", "a:0"));
    void api.setBio({ ...user, bio: "1" });
    void api.setBio({ ...user, bio: "2" });
    await calls[1]!.respond(reply({ merge: [mergeName("two", "a:1~")] }));
    await calls[0]!.respond(reply({ merge: [mergeName("one", "a:2~")] }));
    expect(seen).toEqual(["zero", "two"]);
    expect(reads).toHaveLength(2);
    await reads[1]!.respond(bundle("two", "a:2"));
    expect(seen).toEqual(["zero", "two"]);
    expect(api.user(user).current.refreshing).toBe(false);
    expect(reads).toHaveLength(2);
  });

  test("two reads with one token have no order", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    api.$invalidate(scope);
    await settle();
    await reads[0]!.respond(bundle("saw more", "a:1~"));
    await reads[1]!.respond(bundle("saw less", "a:1"));
    await reads[2]!.respond(bundle("saw more", "a:2"));
    expect(seen).toEqual(["saw more"]);
    expect(reads).toHaveLength(3);
  });

  test("somebody else's commit that a read has seen is not written over by one's own merge", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(bundle("zero", "a:0"));
    void api.setBio({ ...user, bio: "" });
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    await settle();
    await reads[1]!.respond(bundle("somebody else's", "a:0~"));
    await calls[0]!.respond(reply({ merge: [mergeName("mine", "a:1~")] }));
    expect(seen).toEqual(["zero", "somebody else's"]);
    expect(reads).toHaveLength(3);
  });

  test("tokens of two nodes prove nothing; the times of sending do", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(bundle("zero", "a:9"));
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeName("one", "b:1")] }));
    expect(seen).toEqual(["zero", "one"]);
    expect(reads).toHaveLength(1);
  });

  test("a repeated call is as old as its first attempt, whose answer it may get", async () => {
    vi.useFakeTimers();
    const { api, reads, calls } = setUp({ retries: 1 });
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("zero"));
    void api.setBio({ ...user, bio: "" }, { idempotencyKey: "k" });
    await calls[0]!.fail("NETWORK");
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    await settle();
    await reads[1]!.respond(userBundle("somebody else's"));
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await calls[1]!.respond(reply({ merge: [{ ...mergeName("mine", ""), v: undefined! }] }));
    expect(seen).toEqual(["zero", "somebody else's"]);
    expect(reads).toHaveLength(3);
  });
});

describe("elements of a list", () => {
  test.each(["a:1|a:2", "a:1~|a:2~", "|"])(
    "a late element is not lost, and takes its place (tokens %s)",
    async (tokens) => {
      const [first, second] = tokens.split("|");
      const { api, reads, calls } = setUp();
      watchName(api);
      await reads[0]!.respond({ ...userBundle("a"), user_orders: [], ...(first && { $v: "a:0" }) });
      void api.setBio({ ...user, bio: "1" });
      void api.setBio({ ...user, bio: "2" });
      await calls[1]!.respond(reply({ merge: [mergeOrder(2, second)] }));
      expect(idsOf(api)).toEqual([2]);
      await calls[0]!.respond(reply({ merge: [mergeOrder(1, first)] }));
      expect(idsOf(api)).toEqual([1, 2]);
      expect(reads).toHaveLength(first === "a:1" ? 1 : 2);
    },
  );

  test("a late version of an element does not undo the one that is shown", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:0"));
    void api.setBio({ ...user, bio: "1" });
    void api.setBio({ ...user, bio: "2" });
    await calls[1]!.respond(reply({ merge: [mergeOrder(1, "a:2", "new")] }));
    await calls[0]!.respond(reply({ merge: [mergeOrder(1, "a:1", "old")] }));
    expect(api.userOrders(user).current.data).toMatchObject([{ id: 1, title: "new" }]);
    expect(reads).toHaveLength(1);
  });

  test("a read that is proven newer than the list and older than an element keeps the element", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:0"));
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeOrder(2, "a:2")] }));
    const orders = [3, 1].map((id) => ({ id, title: "", cents: "1" }));
    await reads[1]!.respond(bundle("b", "a:1", { user_orders: orders }));
    expect(idsOf(api)).toEqual([3, 1, 2]);
    expect(api.user(user).current).toMatchObject({ data: { userProfile: { name: "b" } } });
    expect(reads).toHaveLength(2);
  });

  test("an element that the list holds already is not added to it again", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    void api.setBio({ ...user, bio: "" });
    await reads[0]!.respond(bundle("a", "a:5"));
    await calls[0]!.respond(reply({ merge: [mergeOrder(9, "a:4")] }));
    expect(idsOf(api)).toEqual([1]);
    expect(reads).toHaveLength(1);
  });

  test("a member with parameters of its own takes no element: it is read again", async () => {
    const { api, reads, calls } = setUp();
    const page = api.userOrders({ ...user, page: 2 });
    page.listen(() => {});
    await reads[0]!.respond({ $v: "a:0", user_orders: [] });
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeOrder(2, "a:1")] }));
    expect(page.current.data).toEqual([]);
    expect(reads).toHaveLength(2);
  });

  test("a whole list takes the place of all elements before it", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:0"));
    for (const merge of [mergeOrder(2, "a:1"), { ...mergeOrder(0, "a:2"), value: [] }]) {
      void api.setBio({ ...user, bio: "" });
      await calls.at(-1)!.respond(reply({ merge: [merge] }));
    }
    expect(idsOf(api)).toEqual([]);
    expect(reads).toHaveLength(1);
  });
});

describe("refreshed contexts", () => {
  test("what is the same keeps the data, and is fresh", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(bundle("a", "a:1", { $h: "x" }));
    void api.renameUser({ ...user, name: "" });
    expect(calls[0]!.request.mounted).toMatchObject([{ h: "x" }]);
    const contexts = [{ ...scope, same: true, v: "a:2" }];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    expect([seen, reads.length]).toEqual([["a"], 1]);
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    await settle();
    await reads[1]!.respond(bundle("old", "a:1"));
    expect(seen).toEqual(["a"]);
  });

  test("what was the same is read again where other data have landed since", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:1", { $h: "x" }));
    void api.renameUser({ ...user, name: "" });
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    await settle();
    await reads[1]!.respond(bundle("b", "a:1~", { $h: "y" }));
    await calls[0]!.respond(
      reply({ invalidate: [scope], contexts: [{ ...scope, same: true, v: "a:2~" }] }),
    );
    expect(reads).toHaveLength(3);
  });

  test("one that overlapped with an answer which brought an error is read again", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(bundle("zero", "a:0"));
    void api.renameUser({ ...user, name: "1" });
    void api.renameUser({ ...user, name: "2" });
    const error = { code: "NOT_FOUND", message: "no such user" } as const;
    await calls[0]!.respond(reply({ invalidate: [scope], contexts: [{ ...scope, error }] }));
    expect(api.user(user).current.error).toBeDefined();
    // Nothing proves that these data are newer than what could not be read.
    const older = bundle("older", "a:1~");
    await calls[1]!.respond(
      reply({ invalidate: [scope], contexts: [{ ...scope, bundle: older }] }),
    );
    expect(reads).toHaveLength(2);
    await reads[1]!.respond(bundle("newer", "a:2"));
    expect(seen).toEqual(["zero", "older", "newer"]);
    expect(api.user(user).current.error).toBeUndefined();
  });

  test("after a merge the client names no bundle", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:1", { $h: "x" }));
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeName("b", "a:2")] }));
    void api.renameUser({ ...user, name: "" });
    expect(calls[1]!.request.mounted).toMatchObject([{ h: undefined }]);
  });

  test("members that come alone leave the others stale", async () => {
    const { api, reads, calls } = setUp();
    const { end } = watchName(api);
    await reads[0]!.respond(bundle("a", "a:1"));
    api.$invalidate(scope);
    await settle();
    void api.renameUser({ ...user, name: "" });
    const part = { $v: "a:2", user_profile: profile("b") };
    const invalidate = [{ function: "user_profile", params: scope.params }];
    await calls[0]!.respond(reply({ invalidate, contexts: [{ ...scope, bundle: part }] }));
    expect(api.userProfile(user).current.data?.name).toBe("b");
    await reads[1]!.fail("FORBIDDEN");
    expect(api.user(user).current.error).toBeDefined();
    end();
    await settle();
    watchName(api);
    expect(reads).toHaveLength(3);
  });

  test("members that come alone keep an entry fresh that was", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:1", { $h: "x" }));
    void api.renameUser({ ...user, name: "" });
    const part = { $v: "a:2", user_profile: profile("b") };
    const invalidate = [{ function: "user_profile", params: scope.params }];
    await calls[0]!.respond(reply({ invalidate, contexts: [{ ...scope, bundle: part }] }));
    expect(api.user(user).current).toMatchObject({ refreshing: false });
    expect(reads).toHaveLength(1);
    void api.renameUser({ ...user, name: "" });
    expect(calls[1]!.request.mounted).toMatchObject([{ h: undefined }]);
  });

  test("a context is newer than the merge beside it, which was taken before", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(bundle("a", "a:1"));
    void api.renameUser({ ...user, name: "" });
    const contexts = [{ ...scope, bundle: bundle("somebody else's", "a:2~") }];
    await calls[0]!.respond(reply({ merge: [mergeName("mine", "a:2~")], contexts }));
    expect(seen).toEqual(["a", "somebody else's"]);
    expect(reads).toHaveLength(1);
  });

  test("what is gone or forbidden now is an error, and is not read again", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:1"));
    void api.renameUser({ ...user, name: "" });
    const contexts = [{ ...scope, error: { code: "NOT_FOUND" as const, message: "gone" } }];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    expect(api.user(user).current).toMatchObject({ error: { code: "NOT_FOUND" } });
    expect(reads).toHaveLength(1);
  });

  test("a change stays on screen where its context could not be read after it", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(bundle("a", "a:1"));
    const optimistic = (view: Drafts) => void (view.user(user).userProfile.name = "b");
    void api.renameUser({ ...user, name: "b" }, { optimistic });
    const contexts = [{ ...scope, error: { code: "UNAVAILABLE" as const, message: "busy" } }];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    expect(api.user(user).current).toMatchObject({ error: { code: "UNAVAILABLE" } });
    expect(seen.at(-1)).toBe("b");
    api.$retry();
    await settle();
    await reads[1]!.respond(bundle("c", "a:3"));
    expect(seen).toEqual(["a", "b", "c"]);
    expect(api.$core.layers).toEqual([]);
  });

  test("a member with parameters of its own is refreshed alone", async () => {
    const { api, reads, calls } = setUp();
    api.userOrders({ ...user, page: 2 }).listen(() => {});
    watchName(api);
    for (const read of reads) await read.respond(bundle("a", "a:1"));
    void api.renameUser({ ...user, name: "" });
    const page = { context: "user", params: { user_id: 5, page: 2 }, only: "user_orders" };
    const contexts = [
      { ...page, bundle: { $v: "a:2", user_orders: [] } },
      { ...scope, bundle: bundle("b", "a:2") },
    ];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    expect(api.userOrders({ ...user, page: 2 }).current.data).toEqual([]);
    expect(idsOf(api)).toEqual([1]);
    expect(reads).toHaveLength(2);
  });

  test("they are found by all parameters, also by those that are left out", async () => {
    const { api, reads, calls } = setUp();
    const sources = [{ tag: "x" }, {}].map((params) => api.search(params));
    for (const source of sources) source.listen(() => {});
    const hits = (id: number, v: string) => ({ $v: v, search_hits: [{ id, text: "" }] });
    for (const [at, read] of reads.entries()) await read.respond(hits(at, "s:1"));
    void api.renameUser({ ...user, name: "" });
    const contexts = [{ context: "search", params: {}, bundle: hits(7, "s:2") }];
    await calls[0]!.respond(reply({ contexts }));
    const ids = sources.map(({ current }) => current.data?.searchHits.map(({ id }) => id));
    expect(ids).toEqual([[0], [7]]);
  });

  test("a scope with null means the instance without the parameter", async () => {
    const { api, reads } = setUp();
    for (const params of [{ tag: "x" }, { tag: "" }, {}]) api.search(params).listen(() => {});
    api.$invalidate({ context: "search", params: { tag: null } });
    await settle();
    expect(reads.slice(3).map(({ request }) => request.params)).toEqual([{ tag: undefined }]);
  });
});

describe("what has been seen", () => {
  test("requests name the newest tokens of their contexts", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    api.feed().listen(() => {});
    expect(reads[0]!.request.seen).toBeUndefined();
    await reads[0]!.respond(bundle("a", "a:3"));
    await reads[1]!.respond({ $v: "f:1", feed_entries: [] });
    void api.renameUser({ ...user, name: "" });
    expect(calls[0]!.request.seen).toBe("user=a:3");
    await calls[0]!.respond(reply({ invalidate: [scope], v: { user: "a:4" } }));
    expect(reads[2]!.request.seen).toBe("user=a:4");
    await reads[2]!.respond(bundle("b", "a:2~"));
    api.$invalidate(scope);
    await settle();
    expect(reads.at(-1)!.request.seen).toBe("user=a:4");
  });

  test("another clock takes the place of the one before", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(bundle("a", "a:9"));
    api.$invalidate(scope);
    await settle();
    await reads[1]!.respond(bundle("b", "b:1"));
    api.$invalidate(scope);
    await settle();
    expect(reads[2]!.request.seen).toBe("user=b:1");
  });

  test("over HTTP they are a header", async () => {
    const asked: (string | undefined)[] = [];
    const fetching = async (_url: unknown, { headers }: RequestInit = {}) => {
      asked.push((headers as Record<string, string>)["X-Mizan-Seen"]);
      return new Response(JSON.stringify(bundle("a", "a:1")));
    };
    const api = createMizan({ fetch: fetching as typeof fetch });
    await api.user(user);
    await api.user(user).refetch();
    expect(asked).toEqual([undefined, "user=a:1"]);
  });
});

test("an instance is found by the server's normal form of its parameters as well", async () => {
  const { api, reads } = setUp();
  api.search({ tag: "HTTP://X" }).listen(() => {});
  api.search({ tag: "y" }).listen(() => {});
  await reads[0]!.respond({ $p: { tag: "http://x/" }, search_hits: [] });
  api.$invalidate({ context: "search", params: { tag: "http://x/" } });
  api.$invalidate({ function: "search_hits", params: { tag: "HTTP://X" } });
  await settle();
  expect(reads.slice(2).map(({ request }) => request.params)).toEqual([
    { tag: "HTTP://X" },
    { tag: "HTTP://X" },
  ]);
});
