// @vitest-environment happy-dom
/** The generated reading hooks in a DOM. */

import {
  StrictMode,
  Suspense,
  startTransition,
  useState,
  useTransition,
  type ReactNode,
} from "react";
import { expect, test, vi } from "vitest";
import {
  MizanBoundary,
  SearchContext,
  UserContext,
  mizan,
  prefetch,
  useCurrentUser,
  useFeed,
  useMizan,
  useSearch,
  useSearchHits,
  useUser,
  useUserOrders,
  useUserProfile,
  type SearchParams,
} from "../sample/api";
import { scope, setUp, userBundle } from "./support/fixture";
import { AnyBoundary, inAct, render } from "./support/render";

function Name({ userId = 5 }: { userId?: number }) {
  const user = useUser({ userId });
  if (user.pending) return user.error ? <p>failed: {user.error.code}</p> : <p>loading</p>;
  return <p>{user.data.userProfile.name}</p>;
}

test("a context is read once, also in StrictMode", async () => {
  const { api, reads } = setUp();
  const { text } = await render(
    api,
    <StrictMode>
      <Name />
      <Name />
    </StrictMode>,
  );
  expect(text()).toBe("loadingloading");
  expect(reads).toHaveLength(1);
  expect(reads[0]!.request).toMatchObject({ context: "user", params: { user_id: 5 } });
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("AdaAda");
});

test("renders: 2 to mount, 0 for equal data, 1 for a reader of what changed, 0 for the others", async () => {
  const { api, reads } = setUp();
  const renders = { name: 0, orders: 0, bundle: 0, list: 0 };
  function Profile() {
    renders.name++;
    return <p>{useUserProfile({ userId: 5 }).data?.name}</p>;
  }
  function Orders() {
    renders.orders++;
    return <p>{useUserOrders({ userId: 5 }).data?.length}</p>;
  }
  function Bundle() {
    renders.bundle++;
    return <p>{useUser({ userId: 5 }).data?.userOrders.length}</p>;
  }
  function List() {
    renders.list++;
    return (
      <>
        <Profile />
        <Orders />
        <Bundle />
      </>
    );
  }
  await render(api, <List />);
  await inAct(() => reads[0]!.respond(userBundle("Ada", 1)));
  expect(renders).toEqual({ name: 2, orders: 2, bundle: 2, list: 1 });
  await inAct(() => api.$invalidate(scope));
  await inAct(() => reads[1]!.respond(userBundle("Ada", 2)));
  expect(renders).toEqual({ name: 2, orders: 2, bundle: 2, list: 1 });
  await inAct(() => api.$invalidate(scope));
  await inAct(() => reads[2]!.respond(userBundle("Bob", 3)));
  expect(renders).toEqual({ name: 3, orders: 2, bundle: 2, list: 1 });
});

test("a component that looks at `refreshing` is told of it", async () => {
  const { api, reads } = setUp();
  function Status() {
    const user = useUser({ userId: 5 });
    return <p>{user.refreshing ? "refreshing" : "quiet"}</p>;
  }
  const { text } = await render(api, <Status />);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("quiet");
  await inAct(() => api.$invalidate(scope));
  expect(text()).toBe("refreshing");
  await inAct(() => reads[1]!.respond(userBundle("Ada")));
  expect(text()).toBe("quiet");
});

test("a first read that fails says so; a later one keeps the data", async () => {
  const { api, reads } = setUp();
  const { text } = await render(api, <Name />);
  await inAct(() => reads[0]!.fail("NOT_FOUND"));
  expect(text()).toBe("failed: NOT_FOUND");
  await inAct(() => api.$retry());
  await inAct(() => reads[1]!.respond(userBundle("Ada")));
  await inAct(() => api.$invalidate(scope));
  await inAct(() => reads[2]!.fail("INTERNAL_ERROR"));
  expect(text()).toBe("Ada");
});

test("leaving aborts the request; coming back reads again", async () => {
  const { api, reads } = setUp();
  const { update } = await render(api, <Name />);
  await update(null);
  expect(reads[0]!.aborted).toBe(true);
  await update(<Name />);
  expect(reads).toHaveLength(2);
});

test("moving from one component to another is no leaving", async () => {
  const { api, reads } = setUp();
  const { update } = await render(api, <Name key="a" />);
  await update(<Name key="b" />);
  expect(reads).toHaveLength(1);
  expect(reads[0]!.aborted).toBe(false);
});

test("the options of a hook say how fresh its data are, and may change", async () => {
  const { api, reads } = setUp();
  let renders = 0;
  function Polling({ poll }: { poll: number }) {
    renders++;
    const { data } = useUser({ userId: 5 }, { poll, keepPrevious: true });
    return <p>{data?.userProfile.name}</p>;
  }
  function Suspending() {
    return <p>{useUser.suspense({ userId: 5 }, { poll: 20 }).data.userProfile.name}</p>;
  }
  const { update, unmount, text } = await render(api, <Polling poll={0} />);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  vi.useFakeTimers();
  await vi.advanceTimersByTimeAsync(20);
  expect(reads).toHaveLength(1);
  await update(<Polling poll={20} />);
  await inAct(() => vi.advanceTimersByTimeAsync(20));
  await inAct(() => reads[1]!.respond(userBundle("Ada")));
  expect(reads).toHaveLength(2);
  expect(renders).toBe(3);
  await update(<Suspending />);
  await inAct(() => vi.advanceTimersByTimeAsync(20));
  await inAct(() => reads[2]!.respond(userBundle("Bob")));
  expect(text()).toBe("Bob");
  await unmount();
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
  expect(reads).toHaveLength(3);
});

test("`null` reads nothing", async () => {
  const { api, reads } = setUp();
  function Maybe({ userId }: { userId: number | null }) {
    const user = useUser(userId === null ? null : { userId });
    return <p>{user.pending ? "nobody" : user.data.userProfile.name}</p>;
  }
  const { text, update } = await render(api, <Maybe userId={null} />);
  expect([text(), reads.length]).toEqual(["nobody", 0]);
  await update(<Maybe userId={5} />);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("Ada");
});

test("the data before stay until the next are there, if asked for", async () => {
  const { api, reads } = setUp();
  function Keeping({ userId }: { userId: number }) {
    const user = useUser({ userId }, { keepPrevious: true });
    if (user.pending) return <p>loading</p>;
    return (
      <p>
        {user.data.userProfile.name}
        {user.refreshing && " …"}
      </p>
    );
  }
  const { text, update } = await render(api, <Keeping userId={5} />);
  expect(text()).toBe("loading");
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await update(<Keeping userId={6} />);
  expect(text()).toBe("Ada …");
  await inAct(() => reads[1]!.respond(userBundle("Bob")));
  expect(text()).toBe("Bob");
});

test("below a provider hooks take no arguments, and an own parameter reads that member alone", async () => {
  const { api, reads } = setUp();
  function Page() {
    const profile = useUserProfile();
    const orders = useUserOrders({ page: 2 });
    return (
      <p>
        {profile.data?.name} {orders.data?.map(({ cents }) => String(cents * 2n)).join()}
      </p>
    );
  }
  const { text } = await render(
    api,
    <UserContext userId={5}>
      <Page />
    </UserContext>,
  );
  expect(reads.map(({ request }) => [request.params, request.only])).toEqual([
    [{ user_id: 5 }, undefined],
    [{ user_id: 5, page: 2 }, "user_orders"],
  ]);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  const user_orders = [{ id: 9, title: "Hat", cents: "9007199254740993" }];
  await inAct(() => reads[1]!.respond({ user_orders }));
  expect(text()).toBe("Ada 18014398509481986");
});

test("the nearest provider counts, and an argument before it", async () => {
  const { api, reads } = setUp();
  function Profile(params: { userId?: number }) {
    useUserProfile(params);
    return null;
  }
  await render(
    api,
    <UserContext userId={1}>
      <UserContext userId={2}>
        <Profile />
        <Profile userId={3} />
      </UserContext>
      <Profile />
    </UserContext>,
  );
  expect(reads.map(({ request }) => request.params["user_id"]).sort()).toEqual([1, 2, 3]);
});

test("a provider that renders again with the same parameters renders nobody below it", async () => {
  const { api, reads } = setUp();
  let renders = 0;
  function Profile() {
    renders++;
    return <p>{useUserProfile().data?.name}</p>;
  }
  const profile = <Profile />;
  const { update } = await render(api, <UserContext userId={5}>{profile}</UserContext>);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await update(<UserContext userId={5}>{profile}</UserContext>);
  expect(renders).toBe(2);
});

test("a context whose parameters may all be left out needs no provider", async () => {
  const { api, reads } = setUp();
  function Hits() {
    const search = useSearch();
    const hits = useSearchHits();
    return <p>{search.pending || hits.pending ? "searching" : hits.data.length}</p>;
  }
  const { text } = await render(api, <Hits />);
  expect(reads.map(({ request }) => request.context)).toEqual(["search"]);
  await inAct(() => reads[0]!.respond({ search_hits: [] }));
  expect(text()).toBe("0");
});

test("a provider shows the instance of the parameters that it has now", async () => {
  const { api, reads } = setUp();
  function Hits() {
    return <p>{useSearchHits().data?.map(({ text }) => text)}</p>;
  }
  const hits = <Hits />;
  const { text, update } = await render(api, <SearchContext>{hits}</SearchContext>);
  const steps: [SearchParams, string][] = [
    [{ tag: "tea" }, "tag=tea"],
    [{ maker: "tea" }, "maker=tea"],
    [{ maker: "tea", tag: "hat" }, "maker=tea&tag=hat"],
    [{ tag: "hat" }, "tag=hat"],
  ];
  for (const [params, query] of steps) {
    await update(<SearchContext {...params}>{hits}</SearchContext>);
    expect(api.search(params).key).toBe(`search?${query}`);
    expect(reads.at(-1)!.request.params).toMatchObject(params);
    await inAct(() => reads.at(-1)!.respond({ search_hits: [{ id: 1, text: query }] }));
    expect(text()).toBe(query);
  }
  expect(reads).toHaveLength(5);
});

test("a hook without parameters and without a provider says what to do", async () => {
  const { api } = setUp();
  function Lost() {
    useUserProfile();
    return null;
  }
  const { text } = await render(
    api,
    <AnyBoundary fallback={String}>
      <MizanBoundary fallback={() => "an error of the server"}>
        <Lost />
      </MizanBoundary>
    </AnyBoundary>,
  );
  expect(text()).toBe("Error: user needs parameters or a provider.");
});

function Suspending({ userId = 5, also }: { userId?: number; also?: ReactNode }) {
  const user = useUser.suspense({ userId });
  const feed = useFeed.suspense();
  return (
    <p>
      {user.data.userProfile.name} {feed.data.feedEntries.length}
      {also}
    </p>
  );
}

const loading = (children: ReactNode) => <Suspense fallback="loading">{children}</Suspense>;

test("suspense has no waterfall: all is asked for before any is waited for", async () => {
  const { api, reads } = setUp();
  const { text } = await render(api, loading(<Suspending />));
  expect([text(), reads.length]).toEqual(["loading", 2]);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("loading");
  await inAct(() => reads[1]!.respond({ feed_entries: [] }));
  expect(text()).toBe("Ada 0");
  expect(reads).toHaveLength(2);
});

test("what is known does not suspend, and a refetch does not fall back", async () => {
  const { api, reads } = setUp();
  api.user({ userId: 5 }).prefetch();
  api.feed().prefetch();
  await reads[0]!.respond(userBundle("Ada"));
  await reads[1]!.respond({ feed_entries: [] });
  const { text } = await render(api, loading(<Suspending />));
  expect(text()).toBe("Ada 0");
  await inAct(() => api.$invalidate(scope));
  expect(text()).toBe("Ada 0");
  await inAct(() => reads[2]!.respond(userBundle("Bob")));
  expect(text()).toBe("Bob 0");
});

test("what a suspending component throws is caught, and may be tried again", async () => {
  const { api, reads } = setUp();
  const { text, click } = await render(
    api,
    <MizanBoundary fallback={(error, retry) => <button onClick={retry}>{String(error)}</button>}>
      {loading(<Suspending />)}
    </MizanBoundary>,
  );
  await inAct(() => reads[1]!.respond({ feed_entries: [] }));
  await inAct(() => reads[0]!.fail("NOT_FOUND"));
  expect(text()).toBe("MizanError: NOT_FOUND");
  await click("button");
  expect([text(), reads.length]).toEqual(["loading", 3]);
  await inAct(() => reads[2]!.respond(userBundle("Ada")));
  expect(text()).toBe("Ada 0");
});

test("a transition keeps the old screen until the new one is there", async () => {
  const { api, reads } = setUp();
  let go!: (userId: number) => void;
  function Page() {
    const [userId, setUserId] = useState(5);
    const [moving, startMoving] = useTransition();
    go = (next) => startMoving(() => setUserId(next));
    return loading(<Suspending userId={userId} also={moving && " …"} />);
  }
  const { text } = await render(api, <Page />);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await inAct(() => reads[1]!.respond({ feed_entries: [] }));
  expect(text()).toBe("Ada 0");
  await inAct(() => go(6));
  expect(text()).toBe("Ada 0 …");
  await inAct(() => api.$invalidate(scope));
  await inAct(() => reads.at(-1)!.respond(userBundle("Ada Lovelace")));
  expect(text()).toBe("Ada Lovelace 0 …");
  await inAct(() => reads[2]!.respond(userBundle("Bob")));
  expect(text()).toBe("Bob 0");
});

test("no screen shows two states at once, also while it is rendered in pieces", async () => {
  const { api, reads } = setUp();
  const screens: string[] = [];
  function Slow() {
    const until = performance.now() + 2;
    while (performance.now() < until);
    return <b>{useUserProfile({ userId: 5 }).data?.name},</b>;
  }
  let show!: (count: number) => void;
  function Page() {
    const [count, setCount] = useState(1);
    show = (next) => startTransition(() => setCount(next));
    return (
      <div>
        {Array.from({ length: count }, (_each, at) => (
          <Slow key={at} />
        ))}
      </div>
    );
  }
  const { text } = await render(api, <Page />);
  await inAct(() => reads[0]!.respond(userBundle("a", 1)));
  const watch = new MutationObserver(() => screens.push(text()!));
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  await inAct(async () => {
    show(40);
    void api.user({ userId: 5 }).refetch();
    await new Promise((resolve) => setTimeout(resolve, 15));
    await reads[1]!.respond(userBundle("b", 2));
  });
  await inAct(() => new Promise((resolve) => setTimeout(resolve, 10)));
  watch.disconnect();
  expect(text()).toBe("b,".repeat(40));
  for (const screen of screens) expect(new Set(screen.split(",").filter(Boolean)).size).toBe(1);
});

test("`useMizan` hands out the client, and prefetching uses the browser's own", async () => {
  const { api } = setUp();
  let handed: unknown;
  function Hands() {
    handed = useMizan();
    return <p>{useCurrentUser().pending ? "?" : "!"}</p>;
  }
  await render(api, <Hands />);
  expect(handed).toBe(api);
  const fetching = vi.fn(() => Promise.resolve(new Response(JSON.stringify(userBundle("Ada")))));
  vi.stubGlobal("fetch", fetching);
  prefetch.user({ userId: 5 });
  await Promise.resolve();
  expect(fetching.mock.calls).toMatchObject([["/api/mizan/ctx/user/?user_id=5", {}]]);
  expect((await mizan().user({ userId: 5 })).userProfile.name).toBe("Ada");
  vi.unstubAllGlobals();
});

test("what is read in advance may be ended", async () => {
  const fetching = vi.fn((_url: string, _init: RequestInit) => new Promise<Response>(() => {}));
  vi.stubGlobal("fetch", fetching);
  const controller = new AbortController();
  prefetch.user({ userId: 7 }, { signal: controller.signal });
  await Promise.resolve();
  const { signal } = fetching.mock.calls[0]![1];
  expect(signal!.aborted).toBe(false);
  controller.abort();
  await Promise.resolve();
  await Promise.resolve();
  expect(signal!.aborted).toBe(true);
  vi.unstubAllGlobals();
});
