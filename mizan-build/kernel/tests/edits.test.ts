/** Edits of rows: what is sent of them, what is shown meanwhile, and two who edit at once. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyChanges,
  findChanges,
  findPlaces,
  followKeys,
  number,
  readKeys,
  rowsOf,
  type RowsSpec,
} from "../src/edits/changes";
import { newKey, openEditable } from "../src/edits/editable";
import { Kernel } from "../src/kernel";
import type { ContextSpec, FunctionSpec } from "../src/spec";
import { watchForLeaks } from "./support/leaks";
import { PATIENT, SEED } from "./support/seed";
import { FakeTransport, settle } from "./support/transport";

interface Line {
  id: string;
  place: number;
  qty: number;
}

interface Order {
  id: number;
  title: string;
  version: number;
  count: number;
  lines: Line[];
}

const lines: RowsSpec = { key: "id", position: "place", columns: ["qty"] };
const rows: RowsSpec = { key: "id", version: "version", columns: ["title"], relations: { lines } };

const context: ContextSpec<{ customer: number }, { orders: Order[]; total: number }> = {
  name: "customer",
  params: ({ customer }) => ({ customer }),
  members: { orders: { name: "orders" }, total: { name: "total" } },
};
const save: FunctionSpec<{ customer: number; edit: unknown }, unknown> = {
  name: "save_orders",
  args: ({ customer, edit }) => ({ customer, edit }),
  affects: ["customer"],
};
const edits = { save, argument: "edit", rows };

const line = (id: string, place: number, qty = 1): Line => ({ id, place, qty });
const order = (id: number, title: string, lines: Line[] = [], version = 0): Order => {
  return { id, title, version, count: lines.length, lines };
};
const scope = { context: "customer", params: { customer: 1 } };

async function setUp(stored: Order[] = [order(1, "tea", [line("a", 0), line("b", 1)])]) {
  const transport = new FakeTransport();
  const kernel = new Kernel({ transport, retries: 0 });
  watchForLeaks(kernel, transport);
  const open = () => openEditable(kernel, context, "orders", edits, { customer: 1 });
  const seen: Order[][] = [];
  const states: string[] = [];
  const end = open().subscribe(({ data, saving, conflict }) => {
    if (data && data !== seen[seen.length - 1]) seen.push(data);
    states.push(conflict ? "conflict" : saving ? "saving" : "idle");
  });
  const bundle = (orders: Order[]) => ({ orders, total: orders.length });
  const { reads, calls } = transport;
  await reads[0]!.respond(bundle(stored));
  const sent = (at: number) => (calls[at]!.request.args as { edit: unknown }).edit;
  /** Answers a call, with the orders as they are now. */
  const saved = async (at: number, orders: Order[], keys: (number | null)[] = []) => {
    const contexts = [{ ...scope, bundle: bundle(orders) }];
    await calls[at]!.respond({ result: keys, invalidate: [scope], contexts });
  };
  return { kernel, open, seen, states, end, reads, calls, sent, saved, bundle };
}

describe("an edit", () => {
  test("is shown at once, and sent as what changed", async () => {
    const { open, calls, sent, saved, seen } = await setUp();
    const done = open().edit((orders) => {
      orders[0]!.title = "coffee";
      orders[0]!.count = 99;
      orders[0]!.lines[1]!.qty = 5;
    });
    expect(open().current.data![0]!.title).toBe("coffee");
    await settle();
    expect(calls[0]!.request.fn).toBe("save_orders");
    expect(calls[0]!.request.args).toMatchObject({ customer: 1 });
    expect(sent(0)).toEqual([
      {
        update: {
          id: 1,
          version: 0,
          title: ["tea", "coffee"],
          lines: [{ update: { id: "b", qty: [1, 5] } }],
        },
      },
    ]);
    expect(calls[0]!.request.mounted).toEqual([{ ...scope, h: undefined, only: undefined }]);
    const truth = [order(1, "coffee", [line("a", 0), line("b", 1, 5)], 1)];
    await saved(0, truth);
    await done;
    expect(open().current).toMatchObject({ data: truth, saving: false, conflict: undefined });
    // What was read, what is shown of the edit, and the truth, each once.
    expect(seen.map((orders) => [orders[0]!.title, orders[0]!.version])).toEqual([
      ["tea", 0],
      ["coffee", 0],
      ["coffee", 1],
    ]);
  });

  test("that changes nothing sends nothing", async () => {
    const { open, calls, seen } = await setUp();
    await open().edit((orders) => void (orders[0]!.count = 99));
    await open().edit(() => {});
    await settle();
    expect([calls.length, seen.length]).toEqual([0, 1]);
  });

  test("of a list with gaps between its places changes none of them", async () => {
    const { open, calls, sent } = await setUp([order(1, "tea", [line("a", 2), line("b", 5)])]);
    await open().edit(() => {});
    expect(calls).toHaveLength(0);
    void open().edit(([order]) => void order!.lines.pop());
    await settle();
    const lines = [{ delete: line("b", 5) }];
    expect(sent(0)).toEqual([{ update: { id: 1, version: 0, lines } }]);
  });

  test("of rows that move sends their places", async () => {
    const { open, sent } = await setUp();
    void open().edit(([order]) => void order!.lines.reverse());
    await settle();
    const places = [{ update: { id: "b", place: 0 } }, { update: { id: "a", place: 1 } }];
    expect(sent(0)).toEqual([{ update: { id: 1, version: 0, lines: places } }]);
    expect(open().current.data![0]!.lines.map(({ id }) => id)).toEqual(["b", "a"]);
  });

  test("sends rows that go as they were read, and new ones whole", async () => {
    const { open, sent } = await setUp();
    const key = newKey();
    expect(key).toBeLessThan(0);
    expect(newKey()).toBeLessThan(key);
    void open().edit((orders) => void orders.splice(0, 1, order(key, "new", [line("c", 7)])));
    await settle();
    expect(sent(0)).toEqual([
      { insert: order(key, "new", [line("c", 7)]) },
      { delete: order(1, "tea", [line("a", 0), line("b", 1)]) },
    ]);
  });

  test("of one tick with another is one call, and edits that undo each other are none", async () => {
    const { open, calls, sent, seen } = await setUp();
    const all = [1, 2, 3].map((qty) =>
      open().edit(([order]) => void (order!.lines[0]!.qty += qty)),
    );
    await settle();
    expect(calls).toHaveLength(1);
    expect(sent(0)).toEqual([
      { update: { id: 1, version: 0, lines: [{ update: { id: "a", qty: [1, 7] } }] } },
    ]);
    await calls[0]!.fail("FORBIDDEN");
    await Promise.allSettled(all);
    const done = [1, -1].map((qty) => open().edit(([order]) => void (order!.lines[0]!.qty += qty)));
    await Promise.all(done);
    expect(calls).toHaveLength(1);
    expect(seen[seen.length - 1]![0]!.lines[0]!.qty).toBe(1);
  });

  test("before there are data is an error that says so", async () => {
    const transport = new FakeTransport();
    const kernel = new Kernel({ transport, retries: 0 });
    watchForLeaks(kernel, transport);
    const editing = openEditable(kernel, context, "orders", edits, { customer: 1 }).edit(() => {});
    await expect(editing).rejects.toThrow("orders has no data yet: edit it once they are shown.");
  });

  test("whose recipe throws changes nothing, and is the caller's", async () => {
    const { open, calls, seen } = await setUp();
    const failed = open().edit((orders) => {
      orders[0]!.title = "half";
      throw new Error("mine");
    });
    await expect(failed).rejects.toThrow("mine");
    expect([calls.length, seen.length]).toEqual([0, 1]);
  });

  test("that is refused is undone, and the state says why", async () => {
    const { open, calls, states } = await setUp();
    const failed = open().edit(([order]) => void (order!.title = "x"));
    await settle();
    await calls[0]!.fail("FORBIDDEN");
    await expect(failed).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(open().current.data![0]!.title).toBe("tea");
    expect(open().current).toMatchObject({ saving: false, conflict: undefined });
    expect(open().current.saveError!.code).toBe("FORBIDDEN");
    expect(states).toContain("saving");
    void open().edit(([order]) => void (order!.title = "y"));
    await settle();
    expect(open().current.saveError).toBeUndefined();
  });

  test("that nobody awaits and that fails is no unhandled rejection", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => void rejections.push(reason);
    process.on("unhandledRejection", note);
    const { open, calls } = await setUp();
    void open().edit(([order]) => void (order!.title = "x"));
    await settle();
    await calls[0]!.fail("FORBIDDEN");
    await new Promise((resolve) => setTimeout(resolve));
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
  });

  test("goes on when nobody looks any more", async () => {
    const { open, end, saved, kernel, calls } = await setUp();
    const done = open().edit(([order]) => void (order!.title = "x"));
    end();
    await settle();
    await saved(0, [order(1, "x", [], 1)]);
    await done;
    expect([calls.length, kernel.$core.layers.length]).toEqual([1, 0]);
  });

  test("ends with the session, and its error is nobody else's to see", async () => {
    const { open, kernel } = await setUp();
    const failed = open().edit(([order]) => void (order!.title = "x"));
    await settle();
    kernel.$startSession();
    await expect(failed).rejects.toMatchObject({ code: "ABORTED" });
    expect(open().current).toMatchObject({
      conflict: undefined,
      saveError: undefined,
      saving: false,
    });
    expect(kernel.$core.layers).toHaveLength(0);
  });
});

describe("an edit while one is under way", () => {
  test("waits, and follows the keys that new rows were given", async () => {
    const { open, calls, sent, saved, seen } = await setUp();
    void open().edit((orders) => void orders.push(order(-1, "new")));
    await settle();
    const found = () => open().current.data!.find(({ title }) => title.startsWith("new"))!;
    void open().edit(() => {});
    const second = open().edit((orders) => {
      orders[1]!.title = "newer";
      orders[1]!.lines.push(line("x", 0));
    });
    await settle();
    expect(calls).toHaveLength(1);
    expect(found()).toMatchObject({ id: -1, title: "newer" });
    await saved(0, [order(1, "tea"), order(7, "new")], [7]);
    expect(found()).toMatchObject({ id: 7, title: "newer", lines: [line("x", 0)] });
    expect(sent(1)).toEqual([
      {
        update: {
          id: 7,
          version: 0,
          title: ["new", "newer"],
          lines: [{ insert: line("x", 0) }],
        },
      },
    ]);
    await saved(1, [order(1, "tea"), order(7, "newer", [line("x", 0)], 1)], [null]);
    await second;
    // No notification shows the new row twice, or without what was edited since.
    expect(seen.every((orders) => orders.length < 3)).toBe(true);
    expect(seen.slice(-2).map((orders) => orders[1]!.title)).toEqual(["newer", "newer"]);
  });

  test("is undone with it, where that is refused", async () => {
    const { open, calls } = await setUp();
    const first = open().edit(([order]) => void (order!.title = "first"));
    await settle();
    const second = open().edit(([order]) => void (order!.lines[0]!.qty = 9));
    await calls[0]!.fail("FORBIDDEN");
    const ends = await Promise.allSettled([first, second]);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(open().current.data).toEqual([order(1, "tea", [line("a", 0), line("b", 1)])]);
    await settle();
    expect(calls).toHaveLength(1);
  });
});

describe("a conflict", () => {
  async function conflict() {
    const all = await setUp();
    const mine = all.open().edit((orders) => {
      orders[0]!.title = "mine";
      orders[0]!.lines[0]!.qty = 5;
    });
    await settle();
    await all.calls[0]!.fail("CONFLICT");
    const theirs = [order(1, "theirs", [line("a", 0), line("b", 1, 8)], 1)];
    await all.reads[1]!.respond(all.bundle(theirs));
    await expect(mine).rejects.toMatchObject({ code: "CONFLICT" });
    return { ...all, theirs, found: () => all.open().current.conflict };
  }

  test("has both sides, what both began with, and where they differ", async () => {
    const { open, theirs, found } = await conflict();
    expect(open().current).toMatchObject({ data: theirs, saving: false });
    expect(found()).toMatchObject({
      mine: [order(1, "mine", [line("a", 0, 5), line("b", 1)])],
      theirs,
      base: [order(1, "tea", [line("a", 0), line("b", 1)])],
      places: ["0.title"],
    });
  });

  test("is overwritten, and what the other one has changed elsewhere stays", async () => {
    const { open, found, sent, saved } = await conflict();
    const done = found()!.overwrite();
    await settle();
    expect(sent(1)).toEqual([
      {
        update: {
          id: 1,
          version: 1,
          title: ["theirs", "mine"],
          lines: [{ update: { id: "a", qty: [1, 5] } }],
        },
      },
    ]);
    const both = [order(1, "mine", [line("a", 0, 5), line("b", 1, 8)], 2)];
    expect(open().current.data![0]).toEqual({ ...both[0]!, version: 1 });
    await saved(1, both);
    await done;
    expect([open().current.data, found()]).toEqual([both, undefined]);
  });

  test("about a row that is gone is over when it is overwritten", async () => {
    const { open, calls, reads, bundle } = await setUp();
    const mine = open().edit(([order]) => void (order!.title = "mine"));
    await settle();
    await calls[0]!.fail("CONFLICT");
    await reads[1]!.respond(bundle([]));
    await expect(mine).rejects.toMatchObject({ code: "CONFLICT" });
    expect(open().current.conflict!.places).toEqual(["0"]);
    await open().current.conflict!.overwrite();
    expect([calls.length, open().current.conflict]).toEqual([1, undefined]);
  });

  test("is discarded", async () => {
    const { open, found, theirs } = await conflict();
    found()!.discard();
    expect([open().current.data, found()]).toEqual([theirs, undefined]);
  });

  test("has the edits that waited as well", async () => {
    const { open, calls, reads, bundle } = await setUp();
    const first = open().edit(([order]) => void (order!.title = "mine"));
    await settle();
    const second = open().edit(([order]) => void (order!.lines[1]!.qty = 3));
    await calls[0]!.fail("CONFLICT");
    await reads[1]!.respond(bundle([order(1, "theirs", [line("a", 0)], 1)]));
    await Promise.allSettled([first, second]);
    expect(open().current.conflict).toMatchObject({
      mine: [order(1, "mine", [line("a", 0), line("b", 1, 3)])],
      places: ["0.title", "0.lines.1"],
    });
  });

  test("of data that were read a while ago is found by the server", async () => {
    const { open, sent, kernel, reads, bundle } = await setUp();
    const since = open().current.data!;
    kernel.$invalidate("customer");
    await reads[1]!.respond(bundle([order(1, "theirs", since[0]!.lines, 1)]));
    const form = structuredClone(since);
    form[0]!.title = "mine";
    void open().edit(form, { since });
    await settle();
    expect(sent(0)).toEqual([{ update: { id: 1, version: 0, title: ["tea", "mine"] } }]);
  });
});

const key = fc.integer({ min: 1, max: 6 });
const someLine = fc.record({ id: key.map(String), place: fc.constant(0), qty: fc.nat(2) });
const someLines = fc.uniqueArray(someLine, { selector: ({ id }) => id, maxLength: 4 });
const someOrder = fc.record({
  id: key,
  title: fc.constantFrom("a", "b", "c"),
  version: fc.constant(0),
  count: fc.constant(0),
  lines: someLines,
});
const someOrders = fc
  .uniqueArray(someOrder, { selector: ({ id }) => id, maxLength: 4 })
  .map((all) => {
    number(rows, all as never);
    return all.sort((one, other) => one.id - other.id);
  });
const runs = { numRuns: Number(process.env["MIZAN_RUNS"] ?? 300), seed: SEED };
const sorted = (all: object[]) => (all as Order[]).sort((one, other) => one.id - other.id);

describe("what changed", () => {
  test("laid over what it was found from is what it was found for", PATIENT, () => {
    const laid = (before: Order[], after: Order[]) => {
      const changes = findChanges(rows, rowsOf(before), rowsOf(after));
      expect(sorted(applyChanges(rows, rowsOf(before), changes))).toEqual(after);
      expect(findChanges(rows, rowsOf(after), rowsOf(structuredClone(after)))).toEqual([]);
    };
    fc.assert(fc.property(someOrders, someOrders, laid), runs);
  });

  test(
    "by one of two who edit at once leaves what the other one changed elsewhere",
    PATIENT,
    () => {
      const merged = (base: Order[], mine: Order[], theirs: Order[]) => {
        const places = findPlaces(rows, rowsOf(base), rowsOf(mine), rowsOf(theirs));
        const own = findChanges(rows, rowsOf(base), rowsOf(mine));
        const result = sorted(applyChanges(rows, rowsOf(theirs), own));
        for (const order of theirs) {
          const [old, now] = [base, result].map((all) => all.find(({ id }) => id === order.id));
          const kept = mine.find(({ id }) => id === order.id);
          if (!old || !now || !kept) continue;
          expect(now.title).toBe(kept.title === old.title ? order.title : kept.title);
          const isAt = places.includes(`${mine.indexOf(kept)}.title`);
          const titles = new Set([old.title, kept.title, order.title]);
          expect(isAt).toBe(titles.size === 3);
        }
      };
      fc.assert(fc.property(someOrders, someOrders, someOrders, merged), runs);
    },
  );

  test("of rows with big integers as keys follows the keys that the database made", () => {
    const big: RowsSpec = { key: "id", columns: ["title"] };
    const [old, made] = [2n ** 62n, -1n];
    const before = [{ id: old, title: "tea" }];
    const changes = findChanges(big, before, [
      { id: old, title: "ink" },
      { id: made, title: "" },
    ]);
    expect(changes).toEqual([
      { update: { id: old, title: ["tea", "ink"] } },
      { insert: { id: made, title: "" } },
    ]);
    const keys = readKeys(big, changes, [7]);
    const waiting = [{ update: { id: made, title: ["", "new"] } }];
    expect(followKeys(big, waiting, keys)).toEqual([{ update: { id: 7n, title: ["", "new"] } }]);
    const neighbours = [{ id: old + 1n, title: "a" }, ...before];
    expect(applyChanges(big, neighbours, changes)).toEqual([
      { id: old + 1n, title: "a" },
      { id: old, title: "ink" },
      { id: made, title: "" },
    ]);
  });
});
