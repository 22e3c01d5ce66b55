// @vitest-environment happy-dom
/** Pages: rendered in rounds by a client of their own, and taken over from the document. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMizan, type MizanClient } from "../sample/react";
import { takePage } from "../src/rendering";
import { onServer } from "../src/rendering/decoders";
import type { PageData, PageRead, RenderingPage } from "../src/rendering/page";
import { pageHydrator, pageRenderer } from "../src/rendering/plain";
import { responseOf, type PageResponse } from "../src/rendering/response";
import { bigint, type Decoder } from "../src/share/decoder";
import { structuralShare } from "../src/share/structural";
import type { WireError } from "../src/wire/error";
import type { Bundle } from "../src/wire/transport";

const bundleOf = (name: string, v = "a:1"): Bundle => ({
  $h: name,
  $v: v,
  user_orders: [],
  user_profile: { id: 5, name, "odd-key": 0 },
});

/** What a worker gives to a component; `answer` stands for the server. */
function pageOf(answer: (read: PageRead) => Bundle | WireError = () => bundleOf("Ada")) {
  const asked: PageRead[] = [];
  const said: { location?: string; status?: number | undefined } = {};
  const page: RenderingPage = {
    head: () => {},
    status: (status) => void (said.status = status),
    redirect: (location, status) => Object.assign(said, { location, status }),
    read: async (instance) => {
      asked.push(instance);
      const result = answer(instance);
      if ("code" in result) throw result;
      return result as Bundle;
    },
  };
  return { asked, page, said };
}

const renderPages = pageRenderer(createMizan);

/** A page that shows what is known, as a hook does, and does not wait. */
const show = ({ userId }: { userId: number }, client: MizanClient) => {
  const { data, error } = client.user({ userId }).current;
  return data?.userProfile.name ?? error?.code ?? "loading";
};

test("what was shown without data is read, until nothing is missing", async () => {
  const { asked, page } = pageOf(({ params }) => bundleOf(`User ${String(params["user_id"])}`));
  const pages = renderPages({
    Chain(_props: object, client: MizanClient) {
      const first = show({ userId: 1 }, client);
      if (first === "loading") return first;
      return `${first}, ${show({ userId: 2 }, client)}, ${show({ userId: 2 }, client)}`;
    },
  });
  expect(await pages.Chain(null, page)).toBe("User 1, User 2, User 2");
  expect(asked.map(({ params }) => params)).toEqual([{ user_id: 1 }, { user_id: 2 }]);
});

test("reads of one round begin together", async () => {
  const { page } = pageOf();
  let moments = 0;
  const open: (() => void)[] = [];
  const pages = renderPages({
    Two: (_props: object, client: MizanClient) =>
      show({ userId: 1 }, client) + show({ userId: 2 }, client),
  });
  const read = vi.fn(async () => {
    if (open.push(() => {}) === 1) queueMicrotask(() => moments++);
    return bundleOf("Ada");
  });
  await pages.Two({}, { ...page, read });
  expect([read.mock.calls.length, moments]).toEqual([2, 1]);
});

test("a component whose parameters are never the same comes to an end", async () => {
  const { asked, page } = pageOf();
  let next = 0;
  const pages = renderPages({
    Endless: (_props: object, client: MizanClient) => show({ userId: next++ }, client),
  });
  expect(await pages.Endless(null, page)).toBe("loading");
  expect(asked.length).toBeLessThan(20);
});

test("an error is shown, and not asked for again", async () => {
  const { asked, page } = pageOf(() => ({ code: "INTERNAL_ERROR", message: "no" }));
  const pages = renderPages({ Show: show });
  expect(await pages.Show({ userId: 5 }, page)).toBe("INTERNAL_ERROR");
  expect(asked).toHaveLength(1);
});

test("a response is what the last rendering of a page has said", async () => {
  const pages = renderPages({
    Show(props: { userId: number }, client: MizanClient, response: PageResponse) {
      const name = show(props, client);
      if (name === "loading") response.status(404);
      if (name === "Moved") response.redirect("/users/6");
      if (name === "Gone") response.status(410);
      return name;
    },
  });
  const saidOf = async (name: string) => {
    const { page, said } = pageOf(() => bundleOf(name));
    await pages.Show({ userId: 5 }, page);
    return said;
  };
  expect(await saidOf("Ada")).toEqual({});
  expect(await saidOf("Gone")).toEqual({ status: 410 });
  expect(await saidOf("Moved")).toEqual({ location: "/users/6", status: 303 });
});

test("what a component throws with all of its data is its own", async () => {
  const { page } = pageOf();
  const pages = renderPages({
    Throws(props: { userId: number }, client: MizanClient): string {
      if (show(props, client) === "loading") throw new Error("no data");
      throw new Error("mine");
    },
  });
  await expect(pages.Throws({ userId: 5 }, page)).rejects.toThrow("mine");
});

test("a decoder that only tells a key has nothing to do on a server", () => {
  interface Tree extends Decoder {
    readonly fields: { readonly [name: string]: Decoder | undefined };
  }
  // A getter that makes a new list each time leads to the same elements.
  const tree = (leaf: Decoder): Tree => {
    const own: Tree = {
      key: "id",
      fields: {
        get children(): Decoder {
          return { item: own };
        },
        leaf,
      },
    };
    return own;
  };
  const plain = { item: { key: "id" } };
  const decodes = (decoder?: Decoder) => onServer(decoder) !== undefined;
  const without = [undefined, plain, tree(plain), { fields: { gone: undefined } }];
  expect(without.map(decodes)).toEqual([false, false, false, false]);
  const inner = tree(bigint);
  const both = { fields: { first: tree({ item: inner }), second: inner } };
  const withOne = [bigint, { item: bigint }, inner, both, both.fields.first];
  expect(withOne.map(decodes)).toEqual([true, true, true, true, true]);
  expect([{ item: bigint }, plain].map(decodes)).toEqual([true, false]);
});

test("a decoder on a server leaves the data to others, whatever their names", () => {
  const decoder = onServer({ fields: { sums: { item: { fields: { cents: bigint } } } } });
  const wire = JSON.parse(
    '{"sums":[{"cents":"5","of":{"__proto__":"9"}}],"__proto__":[7]}',
  ) as object;
  const text = JSON.stringify(wire);
  const decoded = structuralShare(undefined, wire, decoder) as Record<string, unknown>;
  expect(decoded["sums"]).toEqual([{ cents: 5n, of: JSON.parse('{"__proto__":"9"}') as object }]);
  expect(Object.entries(decoded)[1]).toEqual(["__proto__", [7]]);
  expect(JSON.stringify(wire)).toBe(text);
});

test("a redirect in a browser runs no script", () => {
  const response = responseOf(createMizan());
  const replace = vi.spyOn(globalThis.location, "replace").mockReturnValue();
  response.redirect("java\tscript:alert(1)");
  expect(replace).not.toHaveBeenCalled();
  response.redirect("/users/6?a#b");
  expect(replace.mock.calls).toEqual([[new URL("/users/6?a#b", location.href).href]]);
  replace.mockRestore();
});

test("a page subscribes nothing, whatever is live", async () => {
  const { page } = pageOf(() => ({
    $v: "a:1",
    feed_authors: [],
    feed_entries: [],
    feed_remarks: {},
  }));
  const opened = vi.fn();
  vi.stubGlobal(
    "WebSocket",
    class {
      constructor() {
        opened();
      }
    },
  );
  let listeners = -1;
  const pages = renderPages({
    async Feed(_props: object, client: MizanClient) {
      await client.feed();
      const { feedEntries } = await client.feed();
      const entries = [...client.$core.entries.values()];
      listeners = entries.reduce((sum, entry) => sum + entry.listeners.size, 0);
      return String(feedEntries.length);
    },
  });
  expect(await pages.Feed(null, page)).toBe("0");
  await new Promise((resolve) => setTimeout(resolve));
  expect([opened.mock.calls.length, listeners]).toEqual([0, 0]);
  vi.unstubAllGlobals();
});

test("a call is refused, and told what to do", async () => {
  const { page } = pageOf();
  const pages = renderPages({
    Calls: async (_props: object, client: MizanClient) => {
      await client.renameUser({ userId: 5, name: "Bob" });
      return "";
    },
  });
  await expect(pages.Calls(null, page)).rejects.toThrow(
    "`rename_user` is called while a page is rendered. Call it in an effect or an event handler.",
  );
});

test("properties without names are told", async () => {
  const { page } = pageOf();
  const pages = renderPages({ Show: show });
  await expect(pages.Show("salt", page)).rejects.toThrow(
    '`Show` has the properties "salt", and properties have names. ' +
      'Give `Page::of("Show").props(…)` a struct or a map.',
  );
});

const reads = (v = "a:1"): PageData["reads"] => [
  [
    { read: [{ context: "user", params: { user_id: 5 } }] },
    { read: [{ bundle: bundleOf("Ada", v) }] },
  ],
];

/** The document of a page. */
function write(data: object | undefined): void {
  document.body.innerHTML = "<div id='root'></div>";
  if (!data) return;
  const element = document.createElement("script");
  Object.assign(element, { id: "mizan-page", type: "application/json" });
  element.textContent = JSON.stringify(data);
  document.body.append(element);
}

/** A client that counts what it asks the server for. */
function clientOf() {
  const asked: string[] = [];
  const read = async ({ context }: { context: string }) => {
    asked.push(context);
    return bundleOf("Bob", "a:9");
  };
  return { asked, client: createMizan({ transport: { read, call: () => Promise.reject() } }) };
}

beforeEach(() => sessionStorage.clear());
afterEach(() => write(undefined));

test("what a page has read is there, and is not asked for", async () => {
  write({ component: "Show", props: { userId: 5 }, reads: reads() });
  const { asked, client } = clientOf();
  let shown: unknown;
  pageHydrator(() => client)({
    Show: (props: { userId: number }, own: MizanClient) => (shown = show(props, own)),
  });
  expect(shown).toBe("Ada");
  expect((await client.user({ userId: 5 })).userProfile.name).toBe("Ada");
  expect(asked).toEqual([]);
});

test("what is older than what the tab has seen is read again", async () => {
  const seen = clientOf();
  write({ component: "Show", props: null, reads: reads("a:2") });
  takePage(seen.client, { Show: show });
  void seen.client.user({ userId: 5 }).current;
  dispatchEvent(new Event("pagehide"));
  const { asked, client } = clientOf();
  write({ component: "Show", props: null, reads: reads("a:1") });
  takePage(client, { Show: show });
  const names: string[] = [];
  const end = client
    .user({ userId: 5 })
    .subscribe(({ data }) => data && names.push(String(data.userProfile.name)));
  await vi.waitFor(() => expect(names).toEqual(["Ada", "Bob"]), { timeout: 15_000 });
  expect(asked).toEqual(["user"]);
  end();
});

test("a page that the browser does not know, and none at all, are told", () => {
  const { client } = clientOf();
  write({ component: "Article", props: null });
  expect(() => takePage(client, { Show: show })).toThrow(
    "The page is `Article`, and the browser knows Show. Give it to `hydratePages` as well.",
  );
  write(undefined);
  expect(takePage(client, { Show: show })).toMatchObject({ props: {}, isRendered: false });
  expect(() => takePage(client, { Show: show, Other: show })).toThrow(
    "The document has no element `mizan-page`, so that nothing tells which page it is. " +
      "Open an address that a function with a `route` answers.",
  );
});

test("a browser that keeps nothing takes pages over all the same", () => {
  const storage = vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
  const { client } = clientOf();
  write({ component: "Show", props: {}, reads: reads() });
  expect(takePage(client, { Show: show }).isRendered).toBe(true);
  expect(show({ userId: 5 }, client)).toBe("Ada");
  storage.mockRestore();
});
