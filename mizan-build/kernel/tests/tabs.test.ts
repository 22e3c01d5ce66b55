/** Tabs of one browser: what one changes, the others learn. */

import { describe, expect, test, vi } from "vitest";
import {
  mergeProfile,
  profile,
  reply,
  scope,
  setUp,
  userBundle,
  watchName,
} from "./support/fixture";
import { createBrowser } from "./support/tabs";
import { settle } from "./support/transport";

const user = { userId: 5 };

/** Two tabs that show user 5. */
async function openTabs() {
  const browser = createBrowser();
  const [first, second] = [browser.createTab(), browser.createTab()].map((host) => {
    const tab = setUp({ host });
    return { ...tab, ...watchName(tab.api) };
  }) as [Tab, Tab];
  await first.reads[0]!.respond(userBundle("Ada", 1));
  await second.reads[0]!.respond(userBundle("Ada", 1));
  return { first, second, ...browser };
}

type Tab = ReturnType<typeof setUp> & ReturnType<typeof watchName>;

describe("a change", () => {
  test("is read by the tabs that show it", async () => {
    const { first, second, posted } = await openTabs();
    void first.api.renameUser({ ...user, name: "Bob" });
    await first.calls[0]!.respond(reply({ invalidate: [scope] }));
    expect([first.reads.length, second.reads.length]).toEqual([2, 2]);
    await second.reads[1]!.respond(userBundle("Bob", 2));
    expect(second.seen).toEqual(["Ada", "Bob"]);
    expect(posted).toHaveLength(1);
    expect(second.api.$debug()).toContain("because rename_user in another tab");
  });

  test("that is merged is read there, because data never travel", async () => {
    const { first, second, posted } = await openTabs();
    void first.api.setBio({ ...user, bio: "secret" });
    await first.calls[0]!.respond(
      reply({ result: profile("Bob"), merge: [mergeProfile("Bob", 2)], v: { user: "a:2" } }),
    );
    expect([first.seen, first.reads.length, second.reads.length]).toEqual([["Ada", "Bob"], 1, 2]);
    expect(posted.join()).not.toMatch(/Bob|secret/);
    expect(second.reads[1]!.request.seen).toBe("user=a:2");
  });

  test("that a tab is proven to know is not read again", async () => {
    const { first, second } = await openTabs();
    second.api.$invalidate(scope);
    await settle();
    await second.reads[1]!.respond(userBundle("Bob", 2));
    const sent = second.reads.length;
    void first.api.renameUser({ ...user, name: "Bob" });
    await first.calls[0]!.respond(reply({ invalidate: [scope], v: { user: "a:2" } }));
    expect(second.reads).toHaveLength(sent);
    void first.api.renameUser({ ...user, name: "Cleo" });
    await first.calls[1]!.respond(reply({ invalidate: [scope], v: { user: "a:3" } }));
    expect(second.reads).toHaveLength(sent + 1);
  });

  test("of nothing that is shown makes it stale", async () => {
    const { first, second } = await openTabs();
    second.end();
    await settle();
    void first.api.renameUser({ ...user, name: "Bob" });
    await first.calls[0]!.respond(reply({ invalidate: [scope] }));
    expect(second.reads).toHaveLength(1);
    watchName(second.api);
    expect(second.reads).toHaveLength(2);
  });

  test("that the application tells of is told, and so is one that may have happened", async () => {
    const { first, second } = await openTabs();
    first.api.$invalidate("user");
    await settle();
    expect(second.reads).toHaveLength(2);
    await second.reads[1]!.respond(userBundle("Ada", 2));
    const lost = first.api.renameUser({ ...user, name: "Bob" });
    await first.calls[0]!.fail("NETWORK");
    await expect(lost).rejects.toMatchObject({ code: "NETWORK" });
    expect(second.reads).toHaveLength(3);
  });

  test("does not echo, and a read of one's own tells nobody", async () => {
    const { first, second, posted } = await openTabs();
    void first.api
      .user(user)
      .refetch()
      .catch(() => {});
    await settle();
    expect([posted, second.reads.length]).toEqual([[], 1]);
    first.api.$invalidate(scope);
    second.api.$invalidate(scope);
    await settle();
    expect(posted).toHaveLength(2);
  });

  test("of values that cannot be copied is told by their text", async () => {
    const { first, second } = await openTabs();
    const params = new Proxy({ user_id: 5n }, {});
    first.api.$invalidate({ context: "user", params });
    await settle();
    expect(second.reads).toHaveLength(2);
  });
});

describe("a session", () => {
  test("that one tab begins is that of all, at once", async () => {
    const { first, second, posted } = await openTabs();
    const call = second.api.ping({ text: "hers" });
    const refused = expect(call).rejects.toMatchObject({ code: "ABORTED" });
    void first.api.ping({ text: "sign in" });
    await first.calls[0]!.respond(reply({ session: true }));
    await refused;
    expect(second.api.user(user).current).toMatchObject({ pending: true, data: undefined });
    expect(second.calls[0]!.aborted).toBe(true);
    await second.reads[1]!.respond(userBundle("Bob", 2));
    expect(second.seen).toEqual(["Ada", "Bob"]);
    second.api.$startSession();
    await settle();
    expect(first.api.user(user).current.pending).toBe(true);
    expect(posted).toHaveLength(2);
  });

  test.each(["a read", "a call"])("ends in all tabs when %s is refused", async (what) => {
    const { first, second, posted } = await openTabs();
    first.api.feed().prefetch();
    await first.reads[1]!.respond({ feed_entries: [] });
    if (what === "a call") {
      const call = first.api.renameUser({ ...user, name: "Bob" });
      await first.calls[0]!.fail("UNAUTHORIZED");
      await expect(call).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    } else {
      void first.api
        .user(user)
        .refetch()
        .catch(() => {});
      await first.reads[2]!.fail("UNAUTHORIZED");
    }
    for (const { api } of [first, second]) {
      expect(api.user(user).current).toMatchObject({ pending: true, error: undefined });
      expect(api.feed().current.pending).toBe(true);
    }
    // Who is nobody now is refused once more, and that is the end of it.
    for (const { reads, api } of [first, second]) {
      const sent = reads.length;
      await reads.at(-1)!.fail("UNAUTHORIZED");
      expect(api.user(user).current.error).toMatchObject({ code: "UNAUTHORIZED" });
      expect(reads).toHaveLength(sent);
    }
    expect(posted).toHaveLength(1);
  });

  test("has not been there where a page is refused at first", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    api.feed().subscribe(() => {});
    await reads[0]!.respond(userBundle("public"));
    await reads[1]!.fail("UNAUTHORIZED");
    expect([seen, reads.length]).toEqual([["public"], 2]);
    const call = api.ping({ text: "" });
    await calls[0]!.fail("UNAUTHORIZED");
    await expect(call).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect([seen, reads.length]).toEqual([["public"], 2]);
  });

  test("may have been there where a later page is refused, so that all are asked", async () => {
    const { api, reads } = setUp();
    watchName(api);
    await reads[0]!.respond(userBundle("hers"));
    api.feed().subscribe(() => {});
    await reads[1]!.fail("UNAUTHORIZED");
    expect(reads).toHaveLength(3);
    await reads[2]!.fail("UNAUTHORIZED");
    expect(api.user(user).current.data).toBeUndefined();
    await reads[3]!.fail("UNAUTHORIZED");
    await reads[4]!.fail("UNAUTHORIZED");
    expect(reads).toHaveLength(5);
  });
});

describe("the connection", () => {
  test("is that of one server", async () => {
    const browser = createBrowser();
    const [here, there] = ["/api/here", "/api/there"].map((baseUrl) =>
      setUp({ baseUrl, host: browser.createTab() }),
    );
    watchName(there!.api);
    await there!.reads[0]!.respond(userBundle("Ada"));
    watchName(here!.api);
    here!.api.$invalidate("user");
    here!.api.$startSession();
    await settle();
    expect(there!.reads).toHaveLength(1);
  });

  test("is open while there are data, and for as long as it takes to tell", async () => {
    vi.useFakeTimers();
    const { createTab, count, posted } = createBrowser();
    const { api, reads } = setUp({ host: createTab(), cacheTime: 1000 });
    api.$startSession();
    expect([count(), posted.length]).toEqual([0, 1]);
    const { end } = watchName(api);
    api.feed().prefetch();
    expect(count()).toBe(1);
    await reads[0]!.respond(userBundle("Ada"));
    end();
    await vi.advanceTimersByTimeAsync(2000);
    expect(count()).toBe(0);
    vi.useRealTimers();
  });

  test("does without where the browser has none", async () => {
    vi.stubGlobal("document", { visibilityState: "visible", addEventListener() {} });
    vi.stubGlobal("addEventListener", () => {});
    vi.stubGlobal("BroadcastChannel", undefined);
    const { currentHost } = await import("../src/store/host");
    expect(currentHost().connect!("any", () => {})).toBeUndefined();
    vi.unstubAllGlobals();
    expect(currentHost().connect).toBeUndefined();
  });
});
