// @vitest-environment happy-dom
/** Suspending hooks: quick answers, several hooks in a component, errors and their boundaries. */

import { StrictMode, Suspense, startTransition, useState, type ReactNode } from "react";
import { expect, expectTypeOf, test, vi } from "vitest";
import {
  Mizan,
  MizanBoundary,
  UserContext,
  useFeed,
  useFeedEntries,
  useMizan,
  useUser,
  useUserOrders,
  useUserProfile,
  type MizanError,
} from "../sample/api";
import type { Transport } from "../src/wire/transport";
import { scope, setUp, userBundle } from "./support/fixture";
import { AnyBoundary, inAct, render, renderAlone } from "./support/render";
import { settle } from "./support/transport";

const loading = (children: ReactNode) => <Suspense fallback="loading">{children}</Suspense>;

function Name({ userId = 5 }: { userId?: number }) {
  return <b>{useUser.suspense({ userId }).data.userProfile.name}</b>;
}

function Profile({ userId = 5 }: { userId?: number }) {
  return <b>{useUserProfile.suspense({ userId }).data.name}</b>;
}

function Feed() {
  return <i>{useFeed.suspense().data.feedEntries.length}</i>;
}

/** React replays a component whose promise settles in the same task, in renderings that can wait. */
test.each([0, 1, 2, 3, 4, 5, 6, 8, 12])(
  "an answer may come within %i microtasks",
  async (turns) => {
    const { api, transport } = setUp();
    transport.read = async ({ params }) => {
      await settle(turns);
      return userBundle(`User ${String(params["user_id"])}`);
    };
    let show!: (userId: number) => void;
    function Page() {
      const [userId, setUserId] = useState(5);
      show = (next) => startTransition(() => setUserId(next));
      return (
        <StrictMode>
          {loading(<Name userId={userId} />)}
          {loading(<Profile userId={userId} />)}
        </StrictMode>
      );
    }
    const { text } = await render(api, <Page />);
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
    for (const userId of [6, 7]) {
      show(userId);
      await vi.waitFor(() => expect(text()).toBe(`User ${userId}User ${userId}`), {
        timeout: 15_000,
      });
    }
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  },
);

test.each([0, 1, 3, 6])("so may an error", async (turns) => {
  const { api, transport } = setUp();
  const { MizanError } = await import("../src/wire/error");
  transport.read = async () => {
    await settle(turns);
    throw new MizanError({ code: "NOT_FOUND", message: "gone" });
  };
  const { text } = await render(
    api,
    <MizanBoundary fallback={({ code }) => code}>{loading(<Name />)}</MizanBoundary>,
  );
  expect(text()).toBe("NOT_FOUND");
});

test("contexts that are taken apart are all read at once", async () => {
  const { api, reads } = setUp();
  function Page() {
    const { data: user } = useUser.suspense({ userId: 5 });
    const { data: feed } = useFeed.suspense();
    const { userProfile } = user;
    return (
      <p>
        {userProfile.name} {feed.feedEntries.length} {Object.keys(user).join()}
      </p>
    );
  }
  const { text } = await render(api, loading(<Page />));
  expect([text(), reads.length]).toEqual(["loading", 2]);
  await inAct(() => reads[1]!.respond({ feed_entries: [] }));
  expect(text()).toBe("loading");
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toMatch(/^Ada 0 user(Profile,userOrders|Orders,userProfile)$/);
  await inAct(() => api.$invalidate(scope));
  await inAct(() => reads[2]!.respond(userBundle("Bob")));
  expect(text()).toContain("Bob 0");
});

test("members that are read line by line are all read at once", async () => {
  const { api, reads } = setUp();
  function Page() {
    const { data: profile } = useUserProfile.suspense({ userId: 5 });
    const { data: entries } = useFeedEntries.suspense();
    const orders = useUserOrders.suspense({ userId: 5, page: 2 }).data;
    const titles = orders.map(({ title }) => title);
    return (
      <p>
        {profile.name} {entries.length} {[...titles, ...orders].length} {`${Array.isArray(orders)}`}
      </p>
    );
  }
  const { text } = await render(api, loading(<Page />));
  expect([text(), reads.length]).toEqual(["loading", 3]);
  await inAct(() => reads[2]!.respond({ user_orders: userBundle("")["user_orders"] }));
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("loading");
  await inAct(() => reads[1]!.respond({ feed_entries: [] }));
  expect(text()).toBe("Ada 0 2 true");
  await inAct(() => api.$invalidate("feed"));
  await inAct(() => reads[3]!.respond({ feed_entries: [{ id: 1, text: "" }] }));
  expect(text()).toBe("Ada 1 2 true");
});

test("a list that is handed on is one, before it is there as well", async () => {
  const { api, reads } = setUp();
  let isList = false;
  function List({ entries }: { entries: { id: number; text: string }[] }) {
    return (
      <ul>
        {entries.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    );
  }
  function Page() {
    const { data } = useFeedEntries.suspense();
    isList ||= Array.isArray(data);
    return loading(<List entries={data} />);
  }
  const { text } = await render(api, <Page />);
  expect([text(), isList]).toEqual(["loading", true]);
  await inAct(() => reads[0]!.respond({ feed_entries: [{ id: 1, text: "one" }] }));
  expect(text()).toBe("one");
});

test("a list that is rendered as it is suspends as well", async () => {
  const { api, reads } = setUp();
  function Page() {
    return <p>{useFeedEntries.suspense().data as unknown as string[]}</p>;
  }
  const { text } = await render(api, loading(<Page />));
  expect(text()).toBe("loading");
  await inAct(() => reads[0]!.respond({ feed_entries: ["one ", "two"] }));
  expect(text()).toBe("one two");
});

test("a member that fails throws where it is looked at", async () => {
  const { api, reads } = setUp();
  function Page() {
    const { data: profile } = useUserProfile.suspense({ userId: 5 });
    const { data: entries } = useFeedEntries.suspense();
    return <p>{profile.name + entries.length}</p>;
  }
  const fallback = (error: MizanError) => <b>{error.code}</b>;
  const page = <MizanBoundary fallback={fallback}>{loading(<Page />)}</MizanBoundary>;
  const { text } = await render(api, page);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await inAct(() => reads[1]!.fail("FORBIDDEN"));
  expect(text()).toBe("FORBIDDEN");
});

test("data that are handed on suspend where they are looked at", async () => {
  const { api, reads } = setUp();
  function Child({ data }: { data: { userProfile: { name: string } } }) {
    return <b>{data.userProfile.name}</b>;
  }
  function Page() {
    return <p>page {loading(<Child data={useUser.suspense({ userId: 5 }).data} />)}</p>;
  }
  const { text } = await render(api, <Page />);
  expect(text()).toBe("page loading");
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("page Ada");
});

test("a reset of the application's own boundary reads again", async () => {
  const { api, reads } = setUp();
  const { text, click } = await render(
    api,
    <AnyBoundary fallback={(error, reset) => <button onClick={reset}>{error.message}</button>}>
      {loading(
        <>
          <Name />
          <Feed />
        </>,
      )}
    </AnyBoundary>,
  );
  await inAct(() => reads[1]!.fail("FORBIDDEN"));
  await inAct(() => reads[0]!.fail("NOT_FOUND"));
  for (const at of [2, 4, 6]) {
    expect(["NOT_FOUND", "FORBIDDEN"]).toContain(text());
    await click("button");
    expect([text(), reads.length]).toEqual(["loading", at + 2]);
    if (at === 6) break;
    await inAct(() => reads[at]!.fail("NOT_FOUND"));
    await inAct(() => reads[at + 1]!.fail("NOT_FOUND"));
  }
  await inAct(() => reads[6]!.respond(userBundle("Ada")));
  await inAct(() => reads[7]!.respond({ feed_entries: [] }));
  expect(text()).toBe("Ada0");
});

test("a member that fails is read again, though the text of the answer is the same", async () => {
  const { api, reads } = setUp();
  const { text, click } = await render(
    api,
    <AnyBoundary fallback={(error, reset) => <button onClick={reset}>{error.message}</button>}>
      {loading(<Profile />)}
    </AnyBoundary>,
  );
  const body =
    '{"user_orders":[],"$errors":{"user_profile":{"code":"NOT_FOUND","message":"gone"}}}';
  for (const at of [0, 1]) {
    await inAct(() => reads[at]!.respond(body));
    expect([text(), reads.length]).toEqual(["gone", at + 1]);
    await click("button");
    expect([text(), reads.length]).toEqual(["loading", at + 2]);
  }
  await inAct(() => reads[2]!.respond(userBundle("Ada")));
  expect(text()).toBe("Ada");
});

test("a boundary that tries again reads what failed below it, and nothing else", async () => {
  const { api, reads } = setUp();
  const retry = (id: string) => (error: MizanError, again: () => void) => (
    <button id={id} onClick={again}>
      {error.code}
    </button>
  );
  function Plain() {
    return <u>{useUser({ userId: 7 }).error?.code}</u>;
  }
  const { text, click } = await render(
    api,
    <>
      <MizanBoundary fallback={retry("left")}>
        {loading(<Name userId={5} />)}
        {loading(<Feed />)}
      </MizanBoundary>
      <MizanBoundary fallback={retry("right")}>{loading(<Name userId={6} />)}</MizanBoundary>
      <Plain />
    </>,
  );
  await inAct(async () => {
    for (const read of reads) void read.fail("NOT_FOUND");
  });
  expect([text(), reads.length]).toEqual(["NOT_FOUNDNOT_FOUNDNOT_FOUND", 4]);
  await click("#left");
  expect(reads.slice(4).map(({ request }) => [request.context, request.params])).toEqual([
    ["user", { user_id: 5 }],
    ["feed", {}],
  ]);
  expect(text()).toBe("loadingloadingNOT_FOUNDNOT_FOUND");
  await inAct(() => reads[4]!.respond(userBundle("Ada")));
  await inAct(() => reads[5]!.respond({ feed_entries: [] }));
  expect(text()).toBe("Ada0NOT_FOUNDNOT_FOUND");
});

test("the error of one page is not shown on the next", async () => {
  const { api, reads } = setUp();
  const page = (userId: number, children: ReactNode) => (
    <UserContext userId={userId}>
      <MizanBoundary fallback={({ code }) => code}>{children}</MizanBoundary>
    </UserContext>
  );
  function Provided() {
    return <b>{useUser.suspense().data.userProfile.name}</b>;
  }
  const { text, update } = await render(api, page(1, loading(<Provided />)));
  await inAct(() => reads[0]!.fail("NOT_FOUND"));
  expect(text()).toBe("NOT_FOUND");
  await update(page(1, loading(<Provided />)));
  expect(text()).toBe("NOT_FOUND");
  await update(page(2, loading(<Provided />)));
  expect(text()).toBe("loading");
  await inAct(() => reads.at(-1)!.fail("NOT_FOUND"));
  await update(page(2, loading(<Name userId={5} />)));
  expect(text()).toBe("loading");
  await inAct(() => reads.at(-1)!.fail("NOT_FOUND"));
  expect(text()).toBe("NOT_FOUND");
  await update(page(2, loading(<Name userId={6} />)));
  expect(text()).toBe("loading");
  await inAct(() => reads.at(-1)!.respond(userBundle("Ada")));
  expect(text()).toBe("Ada");
  const sent = reads.length;
  await update(page(2, loading(<Name userId={5} />)));
  await inAct(() => reads.at(-1)!.respond(userBundle("Bob")));
  await update(page(2, loading(<Name userId={6} />)));
  expect([text(), reads.length]).toEqual(["Ada", sent + 1]);
});

test("keys that the application names reset a boundary as well", async () => {
  const { api, reads } = setUp();
  const page = (path: string) => (
    <MizanBoundary resetKeys={[path]} fallback={({ code }) => code}>
      {loading(<Name />)}
    </MizanBoundary>
  );
  const { text, update } = await render(api, page("/a"));
  await inAct(() => reads[0]!.fail("NOT_FOUND"));
  await update(page("/a"));
  expect(text()).toBe("NOT_FOUND");
  await update(page("/b"));
  expect([text(), reads.length]).toEqual(["loading", 2]);
  await inAct(() => reads[1]!.respond(userBundle("Ada")));
  expect(text()).toBe("Ada");
});

test("a boundary shows errors of the kernel only, and they have their type", async () => {
  const { api } = setUp();
  function Bug(): ReactNode {
    throw new TypeError("a bug");
  }
  const { text } = await render(
    api,
    <AnyBoundary fallback={String}>
      <MizanBoundary
        fallback={(error) => {
          expectTypeOf(error).toEqualTypeOf<MizanError>();
          return error.code;
        }}
      >
        <Bug />
      </MizanBoundary>
    </AnyBoundary>,
  );
  expect(text()).toBe("TypeError: a bug");
});

/** Counts the requests, and answers them when the test says so. */
function setUpAnswers() {
  const waiting: (() => void)[] = [];
  let requests = 0;
  const transport: Transport = {
    read: ({ params }) => {
      requests++;
      const bundle = userBundle(`User ${String(params["user_id"])}`);
      return new Promise((resolve) => waiting.push(() => resolve(bundle)));
    },
    call: () => Promise.reject(new Error("none")),
  };
  const answer = () => inAct(() => waiting.splice(0).forEach((each) => each()));
  return { transport, answer, requests: () => requests };
}

const outermost = (children: ReactNode) => <Suspense fallback="outer">{children}</Suspense>;

test.each([
  ["below a boundary", outermost],
  ["without a boundary", (children: ReactNode) => children],
  ["in StrictMode", (children: ReactNode) => <StrictMode>{outermost(children)}</StrictMode>],
])("a provider that is suspended before it is mounted keeps its client, %s", async (_how, wrap) => {
  const { transport, answer, requests } = setUpAnswers();
  const page = (width: number) =>
    wrap(
      <Mizan transport={transport} headers={() => ({})}>
        {width}
        <Name userId={1} />
        <Name userId={2} />
      </Mizan>,
    );
  const { text, update } = await renderAlone(page(1));
  await update(page(2));
  expect(requests()).toBe(2);
  await answer();
  await answer();
  expect([text(), requests()]).toEqual(["2User 1User 2", 2]);
  await update(page(3));
  expect([text(), requests()]).toEqual(["3User 1User 2", 2]);
});

test("two providers that are suspended before they are mounted keep a client each", async () => {
  const { transport, answer, requests } = setUpAnswers();
  const clients = new Set<unknown>();
  function Client({ id }: { id: number }) {
    const client = useMizan();
    const name = useUser.suspense({ userId: id }).data.userProfile.name;
    clients.add(client);
    return name;
  }
  const { text } = await renderAlone(
    outermost(
      <>
        <Mizan transport={transport}>
          <Client id={1} />
        </Mizan>
        <Mizan transport={transport}>
          <Client id={1} />
        </Mizan>
      </>,
    ),
  );
  await answer();
  await answer();
  expect([text(), clients.size, requests()]).toEqual(["User 1User 1", 2, 2]);
});

test("a provider that is mounted anew begins with another client", async () => {
  const { transport, answer, requests } = setUpAnswers();
  const page = (key: string) =>
    outermost(
      <Mizan key={key} transport={transport}>
        <Name userId={1} />
      </Mizan>,
    );
  const { text, update } = await renderAlone(page("a"));
  await answer();
  await update(page("b"));
  expect(requests()).toBe(2);
  await answer();
  expect(text()).toBe("User 1");
});

test("another address is another client, and another function is none", async () => {
  const urls: string[] = [];
  const fetchAs = (name: string) => (url: unknown) => {
    urls.push(`${name} ${String(url)}`);
    return Promise.resolve(new Response(JSON.stringify(userBundle(name))));
  };
  const page = (baseUrl: string, name: string) => (
    <Mizan baseUrl={baseUrl} fetch={fetchAs(name) as typeof fetch}>
      <Plain />
    </Mizan>
  );
  let client!: ReturnType<typeof useMizan>;
  function Plain() {
    client = useMizan();
    return <b>{useUser({ userId: 5 }).data?.userProfile.name}</b>;
  }
  const { update } = await renderAlone(page("/a", "one"));
  const first = client;
  await update(page("/a", "two"));
  expect(client).toBe(first);
  await inAct(() => client.$invalidate(scope));
  await update(page("/b", "three"));
  expect(client).not.toBe(first);
  expect(urls).toEqual([
    "one /a/ctx/user/?user_id=5",
    "two /a/ctx/user/?user_id=5",
    "three /b/ctx/user/?user_id=5",
  ]);
});

test("a page that leaves while it is suspended aborts its reads", async () => {
  const { api, reads } = setUp();
  const page = <Mizan client={api}>{loading(<Name />)}</Mizan>;
  // StrictMode lets the provider leave and come back, which ends nothing.
  const { text, unmount } = await renderAlone(<StrictMode>{page}</StrictMode>);
  expect(text()).toBe("loading");
  expect(reads.map(({ aborted }) => aborted)).toEqual([false]);
  await unmount();
  await settle();
  expect(reads.map(({ aborted }) => aborted)).toEqual([true]);
});

test("whoever else waits for the same data gets them", async () => {
  const { api, reads } = setUp();
  const [one, other] = [await render(api, loading(<Name />)), await render(api, loading(<Name />))];
  await one.unmount();
  await inAct(() => settle());
  await inAct(() => reads.at(-1)!.respond(userBundle("a")));
  expect(other.text()).toBe("a");
});
