/** The laws of mizan/guide/inside/kernel-laws.md, each by the mistakes that it forbids. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Drafts } from "../sample/api/client";
import { withPrevious } from "../src";
import {
  mergeProfile,
  profile,
  reply,
  scope,
  setUp,
  userBundle,
  watchName,
} from "./support/fixture";
import { createHost } from "./support/host";
import { settle } from "./support/transport";

const user = { userId: 5 };
const rename = (name: string) => ({
  optimistic: (view: Drafts) => {
    view.user(user).userProfile.name = name;
  },
});

describe("1: a logical clock", () => {
  test("data stay fresh however long nobody says otherwise", async () => {
    vi.useFakeTimers();
    const { api, reads } = setUp({ cacheTime: 1e9 });
    const { end } = watchName(api);
    await reads[0]!.respond(userBundle("Ada"));
    end();
    await vi.advanceTimersByTimeAsync(86_400_000);
    watchName(api);
    expect(reads).toHaveLength(1);
    vi.useRealTimers();
  });

  test("an invalidation after the send counts, although data arrive after it", async () => {
    const { api, reads } = setUp();
    watchName(api);
    api.$invalidate(scope);
    await reads[0]!.respond(userBundle("old", 1));
    expect(api.user(user).current.refreshing).toBe(true);
    await reads[1]!.respond(userBundle("new", 2));
    expect(api.user(user).current.refreshing).toBe(false);
  });
});

describe("2: join only younger requests", () => {
  test("readers of one instance share a request", () => {
    const { api, reads } = setUp();
    watchName(api);
    watchName(api);
    api.user(user).prefetch();
    expect(reads).toHaveLength(1);
  });

  test("a reader that comes after an invalidation does not join the request before it", async () => {
    const { api, reads } = setUp();
    api.user(user).prefetch();
    api.$invalidate(scope);
    watchName(api);
    watchName(api);
    await settle();
    expect(reads).toHaveLength(2);
  });

  test("a read that can no longer make the entry fresh is aborted", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    for (let change = 0; change < 100; change++) {
      api.$invalidate(scope);
      await settle();
    }
    expect(reads.map(({ aborted }) => aborted)).toEqual(reads.map((_read, at) => at % 100 > 0));
    await reads[100]!.respond(userBundle("b"));
    expect([seen, reads.length]).toEqual([["a", "b"], 101]);
  });

  test("the invalidations of one tick send two reads, of which the second counts", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    for (let change = 0; change < 100; change++) api.$invalidate(scope);
    await settle();
    expect(reads.map(({ aborted }) => aborted)).toEqual([false, true, false]);
    await reads[2]!.respond(userBundle("b"));
    expect([seen, reads.length]).toEqual([["a", "b"], 3]);
  });

  test("first data may come from a read that is outdated already", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    for (let change = 0; change < 3; change++) {
      await settle();
      api.$invalidate(scope);
    }
    await settle();
    expect(reads.map(({ aborted }) => aborted)).toEqual([false, true, true, false]);
    await reads[0]!.respond(userBundle("a", 1));
    expect(api.user(user).current.refreshing).toBe(true);
    await reads[3]!.respond(userBundle("b", 2));
    expect(seen).toEqual(["a", "b"]);
  });

  test("a request that waits to be sent again is younger than any invalidation", async () => {
    vi.useFakeTimers();
    const { api, reads } = setUp({ retries: 1 });
    watchName(api);
    await reads[0]!.fail("INTERNAL_ERROR");
    api.$invalidate(scope);
    expect(reads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    await reads[1]!.respond(userBundle("new"));
    expect(reads).toHaveLength(2);
    vi.useRealTimers();
  });
});

describe("3: no going back", () => {
  test("without versions an overlapping read is dropped, and one more follows", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    void api.user(user).refetch();
    await settle();
    await reads[1]!.respond(userBundle("b"));
    await reads[0]!.respond(userBundle("a"));
    expect(reads).toHaveLength(3);
    await reads[2]!.respond(userBundle("c"));
    expect(seen).toEqual(["b", "c"]);
    expect(reads).toHaveLength(3);
  });

  test("an overlapping read that says the same needs no proof", async () => {
    const { api, reads } = setUp();
    watchName(api);
    api.$invalidate(scope);
    await reads[0]!.respond(userBundle("same"));
    await reads[1]!.respond(userBundle("same"));
    expect(reads).toHaveLength(2);
    expect(api.user(user).current.refreshing).toBe(false);
  });

  test("versions of two servers are not compared", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond({ ...userBundle("a"), $v: "one:9" });
    void api.user(user).refetch();
    await reads[1]!.respond({ ...userBundle("b"), $v: "two:1" });
    expect(seen).toEqual(["a", "b"]);
  });

  test("a server that answers a later read with an older state is not asked for ever", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("new", 2));
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    await reads[1]!.respond(userBundle("old", 1));
    expect(reads).toHaveLength(2);
  });
});

describe("4: mutation payloads obey the same order", () => {
  test("a merge older than the bundle is dropped", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    void api.setBio({ ...user, bio: "" });
    await reads[0]!.respond(userBundle("new", 3));
    await calls[0]!.respond(reply({ merge: [mergeProfile("old", 2)] }));
    expect(seen).toEqual(["new"]);
    expect(reads).toHaveLength(1);
  });

  test("a merge is ordered by its own member: another one's newer value does not hide it", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("zero", 0));
    void api.setBio({ ...user, bio: "1" });
    void api.setBio({ ...user, bio: "2" });
    await calls[1]!.respond(reply({ merge: [mergeProfile("two", 2)] }));
    const orders = { ...mergeProfile("", 1), slot: "user_orders", value: [] };
    await calls[0]!.respond(reply({ merge: [orders] }));
    expect(api.user(user).current.data).toEqual({ userProfile: profile("two"), userOrders: [] });
  });

  test("without versions a read that overlapped with the mutation may be newer: read again", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    void api.setBio({ ...user, bio: "" });
    void api.user(user).refetch();
    await reads[1]!.respond(userBundle("c"));
    await calls[0]!.respond(reply({ merge: [mergeProfile("b")] }));
    expect(reads).toHaveLength(3);
    await reads[2]!.respond(userBundle("c"));
    expect(seen).toEqual(["a", "c"]);
  });

  test("a refreshed context older than what is shown does not take it back", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a", 1));
    void api.renameUser({ ...user, name: "b" });
    void api.user(user).refetch();
    await reads[1]!.respond(userBundle("c", 3));
    const contexts = [{ ...scope, bundle: userBundle("b", 2) }];
    await calls[0]!.respond(reply({ invalidate: [scope], contexts }));
    expect(seen).toEqual(["a", "c"]);
    expect(reads).toHaveLength(2);
  });

  test("several elements of one answer all land", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a"));
    void api.setBio({ ...user, bio: "" });
    const merge = [2, 3].map((id) => ({
      ...scope,
      slot: "user_orders",
      value: { id, title: "", cents: "1" },
    }));
    await calls[0]!.respond(reply({ merge }));
    expect(api.userOrders(user).current.data!.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(reads).toHaveLength(1);
  });

  test("a list that is gone is no element", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a"));
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [{ ...scope, slot: "user_orders", value: null }] }));
    expect(api.userOrders(user).current.data).toBeNull();
  });

  test("a list takes one element by its key", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("a"));
    const order = (id: number, title: string) => ({ id, title, cents: "7" });
    for (const value of [order(2, "Hat"), order(1, "Cup")]) {
      void api.setBio({ ...user, bio: "" });
      await calls.at(-1)!.respond(reply({ merge: [{ ...scope, slot: "user_orders", value }] }));
    }
    expect(api.userOrders(user).current.data).toEqual([
      { id: 1, title: "Cup", cents: 7n },
      { id: 2, title: "Hat", cents: 7n },
    ]);
  });
});

describe("5: optimism is a log", () => {
  test("a guess is replayed on a newer base", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    const optimistic = (view: Drafts) => {
      view.user(user).userProfile.name += "!";
    };
    void api.renameUser({ ...user, name: "" }, { optimistic }).catch(() => {});
    void api.user(user).refetch();
    await reads[1]!.respond(userBundle("b"));
    await calls[0]!.fail("CONFLICT");
    expect(seen).toEqual(["a", "a!", "b!", "b"]);
  });

  test("a success goes in the notification that brings the truth, without a flicker", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    void api.renameUser({ ...user, name: "guess" }, rename("guess"));
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    expect(seen).toEqual(["old", "guess"]);
    await reads[1]!.respond(userBundle("truth"));
    expect(seen).toEqual(["old", "guess", "truth"]);
  });

  test("a right guess is not told twice", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    void api.renameUser({ ...user, name: "right" }, rename("right"));
    await calls[0]!.respond(reply({ merge: [mergeProfile("right")] }));
    expect(seen).toEqual(["old", "right"]);
  });

  test("what a mutation did not touch loses the guess with the answer", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    void api.renameUser({ ...user, name: "guess" }, rename("guess"));
    await calls[0]!.respond(reply());
    expect(seen).toEqual(["old", "guess", "old"]);
  });

  test("a guess about data that are not there is no error, and waits for them", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    const optimistic = (view: Drafts) => {
      for (const order of view.user(user).userOrders) order.title = "seen";
      view.user(user).userOrders.find(({ id }) => id === 1)!.title += "!";
      view.user(user).userProfile.name = "guess";
    };
    void api.renameUser({ ...user, name: "" }, { optimistic });
    await reads[0]!.respond(userBundle("old"));
    expect(seen).toEqual(["guess"]);
    expect(api.userOrders(user).current.data![0]!.title).toBe("seen!");
  });

  test("a recipe that throws is the caller's error, and nothing has happened", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const optimistic = (view: Drafts) => {
      view.user(user).userProfile.name = "half";
      throw new RangeError("no such order");
    };
    await expect(api.renameUser({ ...user, name: "" }, { optimistic })).rejects.toThrow(RangeError);
    expect(seen).toEqual(["old"]);
    expect(calls).toHaveLength(0);
  });

  test("drafts reach a member that is read with parameters of its own", async () => {
    const { api, reads } = setUp();
    api.userOrders({ ...user, page: 2 }).subscribe(() => {});
    await reads[0]!.respond({ user_orders: [{ id: 1, title: "Tea", cents: "1" }] });
    const optimistic = (view: Drafts) => {
      view.userOrders({ ...user, page: 2 }).pop();
    };
    void api.renameUser({ ...user, name: "" }, { optimistic });
    expect(api.userOrders({ ...user, page: 2 }).current.data).toEqual([]);
  });

  test("a draft is a copy: the data that were handed out do not change", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const { data } = api.userProfile(user).current;
    void api.renameUser({ ...user, name: "guess" }, rename("guess"));
    expect(data).toEqual(profile("old"));
  });
});

describe("6: one mutation, one notification", () => {
  test("merges, contexts and invalidations of one answer are seen together", async () => {
    const { api, reads, calls } = setUp();
    const seen: unknown[] = [];
    const look = () =>
      seen.push([
        api.user(user).current.data?.userProfile.name,
        api.feed().current.data?.feedEntries,
      ]);
    api.user(user).listen(look);
    api.feed().listen(look);
    await reads[0]!.respond(userBundle("a", 1));
    await reads[1]!.respond({ $v: "a:1", feed_entries: [] });
    seen.length = 0;
    void api.renameUser({ ...user, name: "b" });
    const entry = { id: 1, text: "new" };
    await calls[0]!.respond(
      reply({
        merge: [{ context: "feed", slot: "feed_entries", value: entry, v: "a:2" }],
        contexts: [{ ...scope, bundle: userBundle("b", 2) }],
        invalidate: [scope, "global"],
      }),
    );
    expect(seen).toEqual([
      ["b", [entry]],
      ["b", [entry]],
    ]);
    expect(reads).toHaveLength(2);
  });
});

describe("7: a settled mutation has landed", () => {
  test("the promise waits for the active contexts it invalidated", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("old"));
    let done = false;
    const call = api.renameUser({ ...user, name: "new" }).then(() => (done = true));
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    expect(done).toBe(false);
    await reads[1]!.respond(userBundle("new"));
    await call;
    expect(api.user(user).current.data?.userProfile.name).toBe("new");
  });

  test("`ack` opts out, and what nobody looks at is not waited for", async () => {
    const { api, reads, calls } = setUp();
    const { end } = watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const acked = api.renameUser({ ...user, name: "new" }, { settle: "ack" });
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    await acked;
    end();
    const unwatched = api.renameUser({ ...user, name: "new" });
    await calls[1]!.respond(reply({ invalidate: [scope] }));
    await unwatched;
  });

  test("a refresh that fails does not make the mutation fail", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("old"));
    const call = api.ping({ text: "hi" });
    await calls[0]!.respond(reply({ result: "pong", invalidate: [scope] }));
    await reads[1]!.fail("INTERNAL_ERROR");
    expect(await call).toBe("pong");
    expect(api.user(user).current).toMatchObject({
      error: { code: "INTERNAL_ERROR" },
      pending: false,
    });
  });

  test("a second invalidation meanwhile does not hold the first mutation for ever", async () => {
    const { api, reads, calls } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("old", 0));
    let done = false;
    void api.renameUser({ ...user, name: "new" }).then(() => (done = true));
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    api.$invalidate(scope);
    await reads[2]!.respond(userBundle("new", 1));
    expect(done).toBe(true);
  });
});

describe("8: a session is an epoch", () => {
  test("entries are dropped, and answers of the old session go nowhere", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    api.feed().prefetch();
    await reads[0]!.respond(userBundle("hers"));
    await reads[1]!.respond({ feed_entries: [] });
    const late = api.setBio({ ...user, bio: "" });
    void api
      .user(user)
      .refetch()
      .catch(() => {});
    api.$startSession();
    expect(api.user(user).current.pending).toBe(true);
    expect(api.feed().current.pending).toBe(true);
    await expect(late).rejects.toMatchObject({ code: "ABORTED" });
    await reads[2]!.respond(userBundle("hers again"));
    await calls[0]!.respond(reply({ merge: [mergeProfile("hers still")] }));
    await reads.at(-1)!.respond(userBundle("his"));
    expect(seen).toEqual(["hers", "his"]);
  });

  test("a call that signs in or out starts a new one by itself", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    const feed = api.feed();
    const shown: unknown[] = [];
    feed.subscribe(({ data }) => shown.push(data?.feedEntries));
    await reads[0]!.respond(userBundle("hers"));
    await reads[1]!.respond({ feed_entries: ["hers"] });
    const late = expect(api.setBio({ ...user, bio: "" })).rejects.toMatchObject({
      code: "ABORTED",
    });
    const signedOut = api.ping({ text: "" });
    const contexts = [{ context: "user", params: { user_id: 5 }, bundle: userBundle("nobody") }];
    await calls[1]!.respond(reply({ session: true, contexts }));
    expect(seen).toEqual(["hers", "nobody"]);
    expect(shown.at(-1)).toBe(undefined);
    expect(reads).toHaveLength(3);
    await late;
    await calls[0]!.respond(reply({ merge: [mergeProfile("hers still")] }));
    await reads[2]!.respond({ feed_entries: ["nobody's"] });
    await signedOut;
    expect(feed.current.data?.feedEntries).toEqual(["nobody's"]);
    expect(seen).toEqual(["hers", "nobody"]);
  });

  test("a transport that answers all the same is not listened to", async () => {
    const { api, reads, calls, transport } = setUp();
    transport.isDeaf = true;
    const { seen } = watchName(api);
    const late = expect(api.setBio({ ...user, bio: "" })).rejects.toMatchObject({
      code: "ABORTED",
    });
    api.$startSession();
    await reads[0]!.respond(userBundle("hers"));
    await reads[1]!.respond(userBundle("his"));
    await calls[0]!.respond(reply({ merge: [mergeProfile("hers")] }));
    await late;
    expect(seen).toEqual(["his"]);
  });

  test("a session of one client is none of another client's", async () => {
    const [mine, other] = [setUp(), setUp()];
    watchName(mine.api);
    await mine.reads[0]!.respond(userBundle("mine"));
    const shown = mine.api.user(user).current;
    const next = () => withPrevious(mine.api.user({ userId: 6 }).current, shown);
    other.api.$startSession();
    expect(next().data).toBe(shown.data);
    mine.api.$startSession();
    expect(next().data).toBeUndefined();
  });

  test("no guess outlives its session", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("hers"));
    void api.renameUser({ ...user, name: "guess" }, rename("guess")).catch(() => {});
    api.$startSession();
    await reads[1]!.respond(userBundle("his"));
    await settle();
    await reads.at(-1)!.respond(userBundle("his"));
    expect(api.user(user).current.data?.userProfile.name).toBe("his");
  });
});

describe("9: equal data keeps its identity", () => {
  test("a refetch of equal data notifies nobody", async () => {
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("same", 1));
    const { data } = api.user(user).current;
    void api.user(user).refetch();
    await reads[1]!.respond(userBundle("same", 2));
    expect(seen).toEqual(["same"]);
    expect(api.user(user).current.data).toBe(data);
  });

  test("equal text is not parsed", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(JSON.stringify(userBundle("same", 1)));
    const parse = vi.spyOn(JSON, "parse");
    void api.user(user).refetch();
    await reads[1]!.respond(JSON.stringify(userBundle("same", 2)));
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    void api.user(user).refetch();
    await reads[2]!.respond(JSON.stringify(userBundle("other", 3)));
    expect(api.user(user).current.data?.userProfile.name).toBe("other");
  });

  test("text equal to what was read before a merge is parsed all the same", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(JSON.stringify(userBundle("a", 1)));
    void api.setBio({ ...user, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeProfile("b", 2)] }));
    void api.user(user).refetch();
    await reads[1]!.respond(JSON.stringify(userBundle("a", 3)));
    expect(seen).toEqual(["a", "b", "a"]);
  });

  test("only the readers of a member that changed hear of it", async () => {
    const { api, reads } = setUp();
    const heard: string[] = [];
    api.userProfile(user).subscribe(({ data }) => void (data && heard.push("profile")));
    api.userOrders(user).subscribe(({ data }) => void (data && heard.push("orders")));
    api.user(user).subscribe(({ data }) => void (data?.userOrders && heard.push("user's orders")));
    await reads[0]!.respond(userBundle("a"));
    heard.length = 0;
    void api.user(user).refetch();
    await reads[1]!.respond(userBundle("b"));
    expect(heard).toEqual(["profile"]);
  });
});

describe("10: lifetimes are deterministic", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("an entry that nobody looks at goes after its time, no sooner", async () => {
    const { api, reads } = setUp({ cacheTime: 1000, host: createHost().host });
    const { end } = watchName(api);
    await reads[0]!.respond(userBundle("a"));
    end();
    await vi.advanceTimersByTimeAsync(999);
    expect(api.user(user).current.pending).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(api.user(user).current.pending).toBe(true);
    watchName(api);
    expect(reads).toHaveLength(2);
  });

  test("an entry that somebody looks at stays", async () => {
    const { api, reads } = setUp({ cacheTime: 1000, host: createHost().host });
    watchName(api).end();
    watchName(api);
    await reads[0]!.respond(userBundle("a"));
    await vi.advanceTimersByTimeAsync(5000);
    expect(api.user(user).current.pending).toBe(false);
  });

  test("each entry has a time of its own, and one timer serves them all", async () => {
    const { api, reads } = setUp({ cacheTime: 1000, host: createHost().host });
    const read = async (userId: number) => {
      api.user({ userId }).prefetch();
      await reads.at(-1)!.respond(userBundle("a"));
    };
    await read(1);
    await vi.advanceTimersByTimeAsync(600);
    await read(2);
    const end = api.user({ userId: 1 }).subscribe(() => {});
    await vi.advanceTimersByTimeAsync(300);
    end();
    await vi.advanceTimersByTimeAsync(700);
    expect(vi.getTimerCount()).toBe(1);
    expect([...api.$core.entries.values()].map(({ key }) => key)).toEqual(["user?user_id=1"]);
    await vi.advanceTimersByTimeAsync(300);
    expect([[...api.$core.entries.values()], vi.getTimerCount()]).toEqual([[], 0]);
  });

  test.each([Infinity, 2 ** 40])("a time of %i milliseconds is not over at once", async (time) => {
    const { api, reads } = setUp({ cacheTime: time, host: createHost().host });
    api.user(user).prefetch();
    await reads[0]!.respond(userBundle("a"));
    await vi.advanceTimersByTimeAsync(2 ** 31 + 1);
    expect(api.user(user).current.pending).toBe(false);
  });

  test("without a page no timer outlives a request, and the next one collects", async () => {
    const { api, reads } = setUp({ cacheTime: 1000 });
    watchName(api).end();
    api.feed().prefetch();
    await reads[1]!.respond({ feed_entries: [] });
    await settle();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect([...api.$core.entries.values()]).toHaveLength(2);
    api.user({ userId: 6 }).prefetch();
    expect([...api.$core.entries.values()].map(({ key }) => key)).toEqual(["user?user_id=6"]);
  });

  test("the last reader leaving aborts the request; a new one asks again", async () => {
    const { api, reads } = setUp();
    const [first, second] = [watchName(api), watchName(api)];
    first.end();
    await settle();
    expect(reads[0]!.aborted).toBe(false);
    second.end();
    await settle();
    expect(reads[0]!.aborted).toBe(true);
    const { seen } = watchName(api);
    await reads[1]!.respond(userBundle("a"));
    expect(seen).toEqual(["a"]);
  });

  test("what was only prefetched goes as well", async () => {
    const { api, reads } = setUp({ cacheTime: 1000, host: createHost().host });
    api.user(user).prefetch();
    await reads[0]!.respond(userBundle("a"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(0);
    expect(api.user(user).current.pending).toBe(true);
  });
});
