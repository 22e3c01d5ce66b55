/** Lists in pages: one entry that grows, is read again whole, and takes what mutations bring. */

import { describe, expect, test } from "vitest";
import { createMizan, type Drafts } from "../sample/api/client";
import { dehydrate, hydrate } from "../src/hydration";
import type { Bundle } from "../src/wire/transport";
import { index } from "../src/store/names";
import { reply, setUp } from "./support/fixture";
import { settle } from "./support/transport";

type Api = ReturnType<typeof createMizan>;

const room = { room: "hall" };
const book = (id: number, text = `Book ${id}`) => ({ id, text });
const page = (...ids: number[]) => ids.map((id) => book(id));
const bundle = (pages: unknown, v?: string): Bundle => ({ ...(v && { $v: v }), books: pages });
const scope = { context: "shelf", params: room };

/** A list with a reader, and what the reader saw. */
function watch(api: Api) {
  const list = api.books.infinite(room);
  const seen: string[] = [];
  const end = list.subscribe(({ pending, data, refreshing, loadingMore, hasMore, error }) => {
    const ids = pending ? "…" : data!.map(({ id }) => id).join(" ");
    const marks = [refreshing && "r", loadingMore && "+", hasMore && ">", error && "!"];
    seen.push(`${ids} ${marks.filter(Boolean).join("")}`.trim());
  });
  return { list, seen, end };
}

/** The same, with its first page. */
async function watchFirst(v = "a:1") {
  const context = setUp();
  const watched = watch(context.api);
  await context.reads[0]!.respond(bundle([page(1, 2)], v));
  return { ...context, ...watched };
}

describe("a list in pages", () => {
  test("grows by a page, which is read alone", async () => {
    const { list, reads, seen } = await watchFirst();
    expect(reads[0]!.request).toMatchObject({ only: "books", params: { ...room, $pages: 1 } });
    list.loadMore();
    list.loadMore();
    expect(reads).toHaveLength(2);
    expect(reads[1]!.request.params).toEqual({
      ...room,
      language: undefined,
      start_at: 2,
      $pages: 1,
    });
    await reads[1]!.respond(bundle([page(3, 4)], "a:1"));
    list.loadMore();
    await reads[2]!.respond(bundle([[]], "a:1"));
    list.loadMore();
    expect(reads).toHaveLength(3);
    expect(seen).toEqual(["…", "1 2 >", "1 2 +>", "1 2 3 4 >", "1 2 3 4 +>", "1 2 3 4"]);
    expect(list.current.pages).toEqual([page(1, 2), page(3, 4), []]);
  });

  test("follows cursors in the form of their type", async () => {
    const { api, reads } = setUp();
    const list = api.letters.infinite(room);
    const end = list.subscribe(() => {});
    const letters = (id: number, next: string | null) => ({
      items: [{ id, title: `Letter ${id}`, cents: "5" }],
      next,
    });
    await reads[0]!.respond({ letters: [letters(1, "9007199254740993")] } as never);
    expect(list.current.data![0]!.cents + 1n).toBe(6n);
    list.loadMore();
    expect(reads[1]!.request.params).toMatchObject({ after: 9007199254740993n, $pages: 1 });
    await reads[1]!.respond({ letters: [letters(2, null)] } as never);
    expect(list.current.data!.map(({ id }) => id)).toEqual([1, 2]);
    expect(list.current.hasMore).toBe(false);
    end();
  });

  test("is read again whole, in one request", async () => {
    const { list, api, reads, seen } = await watchFirst();
    list.loadMore();
    await reads[1]!.respond(bundle([page(3, 4)], "a:1"));
    api.$invalidate(scope);
    expect(reads).toHaveLength(3);
    expect(reads[2]!.request.params).toEqual({
      ...room,
      language: undefined,
      start_at: undefined,
      $pages: 2,
    });
    await reads[2]!.respond(bundle([page(0, 1), page(2, 3)], "a:2"));
    expect(seen.slice(-3)).toEqual(["1 2 3 4 >", "1 2 3 4 r>", "0 1 2 3 >"]);
  });

  test("shows an element once that has moved to another page", async () => {
    const { list, reads } = await watchFirst("a:1~");
    list.loadMore();
    await reads[1]!.respond(bundle([page(2, 3)], "b:1"));
    expect(list.current.data!.map(({ id }) => id)).toEqual([1, 2, 3]);
    list.loadMore();
    expect(reads[2]!.request.params).toMatchObject({ start_at: 4 });
  });

  test("is read again whole where a change lies between two pages", async () => {
    const { list, reads } = await watchFirst("a:1");
    list.loadMore();
    await reads[1]!.respond(bundle([page(4)], "a:2"));
    expect(reads[2]!.request.params).toMatchObject({ $pages: 2 });
    await reads[2]!.respond(bundle([page(2, 3), page(4)], "a:2"));
    expect(list.current.data!.map(({ id }) => id)).toEqual([2, 3, 4]);
    expect(reads).toHaveLength(3);
  });

  test("keeps what is there where a page fails, and asks again", async () => {
    const { list, reads, seen } = await watchFirst();
    list.loadMore();
    await reads[1]!.fail("INTERNAL_ERROR");
    expect(seen.at(-1)).toBe("1 2 >!");
    await settle();
    expect(reads).toHaveLength(2);
    list.loadMore();
    expect(reads[2]!.request.params).toMatchObject({ $pages: 2 });
    await reads[2]!.respond(bundle([page(1, 2), page(3)], "a:1"));
    expect(seen.at(-1)).toBe("1 2 3 >");
  });

  test("with a page that failed inside of a bundle keeps what is there", async () => {
    const { list, reads, seen } = await watchFirst();
    list.loadMore();
    const $errors = { books: { code: "CONFLICT", message: "no" } } as const;
    await reads[1]!.respond({ $v: "a:1", $errors } as never);
    expect(seen.at(-1)).toBe("1 2 >!");
    expect(list.current.error).toMatchObject({ code: "CONFLICT" });
  });

  test("that is left reads no more, and is there at once on return", async () => {
    const { list, api, reads, end } = await watchFirst();
    list.loadMore();
    end();
    await settle();
    expect(reads[1]!.aborted).toBe(true);
    const { seen } = watch(api);
    expect(seen).toEqual(["1 2 +>"]);
    expect(reads).toHaveLength(3);
    await reads[2]!.respond(bundle([page(3)], "a:1"));
    expect(seen.at(-1)).toBe("1 2 3 >");
  });

  test("is apart from a single page, and from another language", async () => {
    const { api, reads } = await watchFirst();
    const one = api.books({ ...room, startAt: 2 }).subscribe(() => {});
    const german = api.books.infinite({ ...room, language: "de" });
    const other = german.subscribe(() => {});
    expect(reads.slice(1).map(({ request }) => request.params)).toMatchObject([
      { start_at: 2 },
      { language: "de", $pages: 1 },
    ]);
    expect(reads[1]!.request.params).not.toHaveProperty("$pages");
    await reads[2]!.respond(bundle([page(7)], "a:1"));
    german.loadMore();
    expect(reads[3]!.request.params).toMatchObject({ language: "de", start_at: 1 });
    one();
    other();
  });

  test("can be awaited, with all pages that are wanted", async () => {
    const { api, reads } = setUp();
    const list = api.books.infinite(room);
    const first = list.then((data) => data.length);
    await reads[0]!.respond(bundle([page(1, 2)], "a:1"));
    expect(await first).toBe(2);
    list.loadMore();
    const second = list.then((data) => data.length);
    await reads[1]!.respond(bundle([page(3)], "a:1"));
    expect(await second).toBe(3);
    const third = list.refetch();
    await reads[2]!.fail("FORBIDDEN");
    await expect(third).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test.each(["read", "refetch"] as const)(
    "can be given up, by a signal and by a time: %s",
    async (way) => {
      const { api, reads } = setUp();
      const list = api.books.infinite(room);
      const controller = new AbortController();
      const given = list[way]({ signal: controller.signal });
      const failed = expect(given).rejects.toMatchObject({ code: "ABORTED" });
      await settle();
      controller.abort();
      await failed;
      await settle();
      expect(reads.map(({ aborted }) => aborted)).toEqual([true]);
      await expect(list[way]({ timeout: 20 })).rejects.toMatchObject({ code: "TIMEOUT" });
      await settle();
      expect(reads.map(({ aborted }) => aborted)).toEqual([true, true]);
      await expect(list[way]({ signal: AbortSignal.abort() })).rejects.toThrow();
      expect(reads).toHaveLength(2);
      const end = list.listen(() => {});
      const late = list[way]({ timeout: 10_000 });
      await settle();
      await reads.at(-1)!.respond(bundle([page(1, 2)]));
      expect(await late).toEqual(page(1, 2));
      end();
    },
  );

  test("travels with all of its pages", async () => {
    const { list, api, reads } = await watchFirst();
    list.loadMore();
    await reads[1]!.respond(bundle([page(3, 4)], "a:1"));
    const page2 = setUp();
    hydrate(page2.api, dehydrate(api));
    const { seen, list: shown } = watch(page2.api);
    expect(seen).toEqual(["1 2 3 4 >"]);
    page2.api.$invalidate(scope);
    expect(page2.reads[0]!.request.params).toMatchObject({ $pages: 2 });
    await page2.reads[0]!.respond(bundle([page(1), page(2)], "a:2"));
    expect(shown.current.data).toHaveLength(2);
  });

  test("that was collected begins with one page", async () => {
    const { list, api, reads, end } = await watchFirst();
    list.loadMore();
    await reads[1]!.respond(bundle([page(3)], "a:1"));
    end();
    await settle();
    const { entries, idle } = api.$core;
    for (const entry of [...entries.values()]) {
      idle.delete(entry);
      entries.delete(entry.key);
      index(api.$core, entry, false);
    }
    expect([list.current.pending, list.current.pending]).toEqual([true, true]);
    expect([...entries.values()]).toHaveLength(1);
    list.subscribe(() => {});
    expect(reads[2]!.request.params).toMatchObject({ $pages: 1 });
  });

  test("of a server that answers no page ends there", async () => {
    const { list, reads } = await watchFirst();
    list.loadMore();
    await reads[1]!.respond(bundle([], "a:1"));
    await settle();
    expect(reads).toHaveLength(2);
    expect(list.current.loadingMore).toBe(false);
  });

  test("starts anew with a session", async () => {
    const { list, api, reads, seen } = await watchFirst();
    list.loadMore();
    api.$startSession();
    await settle();
    expect(reads[1]!.aborted).toBe(true);
    await reads[2]!.respond(bundle([page(8)], "a:1"));
    expect(seen.at(-1)).toBe("8 +>");
    await reads[3]!.respond(bundle([[]], "a:1"));
    expect(seen.at(-1)).toBe("8");
  });
});

describe("a mutation", () => {
  const retitled = (id: number) => ({ ...room, id, text: "New" });

  test("brings all pages of a list with readers", async () => {
    const { list, api, reads, calls, seen } = await watchFirst();
    list.loadMore();
    await reads[1]!.respond(bundle([page(3)], "a:1"));
    void api.retitle(retitled(1));
    await settle();
    const params = { ...room, language: undefined, start_at: undefined, $pages: 2 };
    expect(calls[0]!.request.mounted).toMatchObject([{ context: "shelf", params, only: "books" }]);
    const contexts = [
      {
        context: "shelf",
        params: { ...room, $pages: 2 },
        only: "books",
        bundle: bundle([page(5, 6), page(7)], "a:2"),
      },
    ];
    await calls[0]!.respond(reply({ contexts, invalidate: [scope], v: { shelf: "a:2" } }));
    expect(seen.at(-1)).toBe("5 6 7 >");
    expect(reads).toHaveLength(2);
  });

  test("merges an element into the page that holds it", async () => {
    const { list, api, reads, calls } = await watchFirst();
    list.loadMore();
    await reads[1]!.respond(bundle([page(3, 4)], "a:1"));
    const [first] = list.current.pages;
    void api.retitle(retitled(3));
    await settle();
    const merge = [{ ...scope, slot: "books", value: book(3, "New"), v: "a:2" }];
    await calls[0]!.respond(reply({ merge, v: { shelf: "a:2" } }));
    expect(list.current.data![2]).toEqual(book(3, "New"));
    expect(list.current.pages[0]).toBe(first);
    expect(reads).toHaveLength(2);
    list.loadMore();
    await reads[2]!.respond(bundle([[]], "a:2"));
    expect(list.current.hasMore).toBe(false);
    expect(reads).toHaveLength(3);
  });

  test("adds nothing to a single page that another page may hold", async () => {
    const { api, reads, calls } = setUp();
    const shelf = api.shelf(room);
    shelf.subscribe(() => {});
    const first = { ...bundle(page(1, 2), "a:1"), letters: { items: [], next: null } };
    await reads[0]!.respond(first);
    for (const id of [2, 9]) {
      void api.retitle(retitled(id));
      await settle();
      const merge = [{ ...scope, slot: "books", value: book(id, "New"), v: `a:${id}` }];
      await calls.at(-1)!.respond(reply({ merge, v: { shelf: `a:${id}` } }));
    }
    expect(shelf.current.data!.books).toEqual([book(1), book(2, "New")]);
    expect(reads.slice(1).map(({ request }) => request.params)).toEqual([room]);
  });

  test("with an element of no page has all pages read again", async () => {
    const { api, reads, calls } = await watchFirst();
    void api.retitle(retitled(9));
    await settle();
    const merge = [{ ...scope, slot: "books", value: book(9), v: "a:2" }];
    await calls[0]!.respond(reply({ merge, v: { shelf: "a:2" } }));
    expect(reads).toHaveLength(2);
    await reads[1]!.respond(bundle([page(9, 1)], "a:2"));
  });

  test("that lands while a page is read has no element lost or shown twice", async () => {
    const { list, api, reads, calls } = await watchFirst();
    void api.retitle(retitled(1));
    await settle();
    list.loadMore();
    const contexts = [
      {
        context: "shelf",
        params: { ...room, $pages: 1 },
        only: "books",
        bundle: bundle([page(0, 1)], "a:2"),
      },
    ];
    await calls[0]!.respond(reply({ contexts, invalidate: [scope], v: { shelf: "a:2" } }));
    // The answer of the call brought a page less than is wanted by now.
    await reads.at(-1)!.respond(bundle([page(0, 1), page(2)], "a:2"));
    expect(list.current.data!.map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(reads.every(({ aborted }, at) => aborted || at !== 1)).toBe(true);
  });

  test("that brings a page while it is read has it once", async () => {
    const { api, reads, calls } = setUp();
    const list = api.letters.infinite(room);
    const end = list.subscribe(() => {});
    const letters = (id: number, next: string | null) => ({
      items: [{ id, title: "", cents: "5" }],
      next,
    });
    await reads[0]!.respond({ $v: "a:1", letters: [letters(1, "1")] } as never);
    list.loadMore();
    void api.retitle(retitled(1));
    await settle();
    const both = { $v: "a:2", letters: [letters(1, "1"), letters(2, "2")] } as never;
    const contexts = [
      { context: "shelf", params: { ...room, $pages: 2 }, only: "letters", bundle: both },
    ];
    await calls[0]!.respond(reply({ contexts, invalidate: [scope], v: { shelf: "a:2" } }));
    await reads[1]!.respond({ $v: "a:3", letters: [letters(2, "2")] } as never);
    expect(list.current.pages).toHaveLength(2);
    expect(reads).toHaveLength(2);
    end();
  });

  test("is not waited for by a server that lags behind", async () => {
    const { list, api, reads, calls } = await watchFirst("a:5");
    void api.retitle(retitled(1));
    await settle();
    await calls[0]!.respond(reply({ v: { shelf: "a:7" } }));
    list.loadMore();
    await reads[1]!.respond(bundle([page(3)], "a:3"));
    await settle();
    expect(reads).toHaveLength(2);
    expect(list.current).toMatchObject({ loadingMore: false, refreshing: false });
    list.loadMore();
    await reads[2]!.respond(bundle([page(3)], "a:7"));
    await reads.at(-1)!.respond(bundle([page(1, 2), page(3)], "a:7"));
    expect(list.current.data).toHaveLength(3);
  });

  test("that is newer than a page stays", async () => {
    const { list, api, reads, calls } = await watchFirst();
    list.loadMore();
    void api.retitle(retitled(1));
    await settle();
    const merge = [{ ...scope, slot: "books", value: book(1, "New"), v: "a:2" }];
    await calls[0]!.respond(reply({ merge, v: { shelf: "a:2" } }));
    await reads[1]!.respond(bundle([page(1, 3)], "a:1"));
    expect(list.current.data).toEqual([book(1, "New"), book(2), book(3)]);
    expect(reads).toHaveLength(2);
  });
});

describe("an optimistic change of a list", () => {
  const optimistic = (view: Drafts) => void view.books.infinite(room)[0]!.unshift(book(9));

  test("shows at once, in its page, and goes with the truth", async () => {
    const { api, list, reads, calls, seen } = await watchFirst();
    void api.addEntry({ text: "" }, { optimistic });
    expect(list.current.pages).toEqual([page(9, 1, 2)]);
    await settle();
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    await reads[1]!.respond(bundle([page(8, 1, 2)], "a:2"));
    expect(seen).toEqual(["…", "1 2 >", "9 1 2 >", "9 1 2 r>", "8 1 2 >"]);
  });

  test("is undone where the call fails", async () => {
    const { api, seen, calls } = await watchFirst();
    api.addEntry({ text: "" }, { optimistic }).catch(() => {});
    await settle();
    await calls[0]!.fail("CONFLICT");
    expect(seen).toEqual(["…", "1 2 >", "9 1 2 >", "1 2 >"]);
  });

  test("moves neither the next page nor the end of the list", async () => {
    const { api, list, reads } = await watchFirst();
    void api.addEntry({ text: "" }, { optimistic });
    list.loadMore();
    expect(reads[1]!.request.params).toMatchObject({ start_at: 2 });
    await reads[1]!.respond(bundle([[]], "a:1"));
    expect(list.current).toMatchObject({ hasMore: false, pages: [page(9, 1, 2), []] });
    const last = (view: Drafts) => void view.books.infinite(room).at(-1)!.push(book(3));
    void api.addEntry({ text: "" }, { optimistic: last });
    expect(list.current).toMatchObject({ hasMore: false, pages: [page(9, 1, 2), page(3)] });
  });

  test("of a list that is not there changes nothing, and comes with its pages", async () => {
    const { api, reads } = setUp();
    void api.addEntry({ text: "" }, { optimistic });
    const { list } = watch(api);
    expect(list.current.pending).toBe(true);
    await reads[0]!.respond(bundle([page(1)], "a:1"));
    expect(list.current.data).toEqual([book(9), book(1)]);
  });

  test("is that of one list: another language is another one, and so is a single page", async () => {
    const { api, list, reads } = await watchFirst();
    const german = api.books.infinite({ ...room, language: "de" });
    const single = api.books({ ...room, startAt: 0 });
    for (const source of [german, single]) source.subscribe(() => {});
    await reads[1]!.respond(bundle([page(5)], "a:1"));
    await reads[2]!.respond(bundle(page(1, 2), "a:1"));
    void api.addEntry({ text: "" }, { optimistic });
    expect(german.current.data).toEqual(page(5));
    expect(single.current.data).toEqual(page(1, 2));
    const both = (view: Drafts) => {
      view.books({ ...room, startAt: 0 }).pop();
      view.books.infinite({ ...room, language: "de" })[0]!.pop();
    };
    void api.addEntry({ text: "" }, { optimistic: both });
    expect([german.current.data, single.current.data]).toEqual([[], page(1)]);
    expect(list.current.data).toEqual(page(9, 1, 2));
  });
});
