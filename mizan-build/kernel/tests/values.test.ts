/** Decoding, sharing and carrying values. */

import { describe, expect, test, vi } from "vitest";
import { dehydrate, hydrate, type Dehydrated } from "../src/hydration";
import { bigint, withoutPrototype, type Decoder } from "../src/share/decoder";
import { byTag, splice, structuralShare } from "../src/share/structural";
import { scope, setUp, userBundle, watchName } from "./support/fixture";

describe("sharing", () => {
  const list: Decoder = { item: { key: "id" } };

  test("equal trees are the old one; in others the equal parts are", () => {
    const old = { a: { x: [1, 2] }, b: { y: 1 } };
    expect(structuralShare(old, structuredClone(old))).toBe(old);
    const fresh = structuralShare(old, { a: { x: [1, 2] }, b: { y: 2 } }) as typeof old;
    expect(fresh).toEqual({ a: { x: [1, 2] }, b: { y: 2 } });
    expect(fresh.a).toBe(old.a);
  });

  test("elements with a key are found wherever they went", () => {
    const old = [{ id: 1 }, { id: 2 }, { id: 3 }];
    const fresh = structuralShare(old, [{ id: 3 }, { id: 0 }, { id: 1 }], list) as typeof old;
    expect(fresh.map((each) => old.indexOf(each))).toEqual([2, -1, 0]);
    expect(structuralShare(old, [{ id: 1 }, { id: 2 }], list)).toHaveLength(2);
    expect(structuralShare([], [{ id: 1 }], list)).toEqual([{ id: 1 }]);
  });

  test("a key that is a big integer is the text that travels", () => {
    const shape: Decoder = { item: { key: "id", fields: { id: bigint } } };
    const old = [{ id: 1n }, { id: 2n }];
    const fresh = structuralShare(old, [{ id: "2" }, { id: "1" }], shape) as typeof old;
    expect(fresh.map((each) => old.indexOf(each))).toEqual([1, 0]);
    const merged = splice(old, { id: "2", name: "b" });
    expect(structuralShare(old, merged, shape)).toEqual([{ id: 1n }, { id: 2n, name: "b" }]);
  });

  test("elements that are null have no key, and harm nobody", () => {
    const old = [null, { id: 1 }];
    const fresh = structuralShare(old, [{ id: 1 }, null, { id: 2 }], list) as typeof old;
    expect(fresh).toEqual([{ id: 1 }, null, { id: 2 }]);
    expect(fresh[0]).toBe(old[1]);
  });

  test("a list whose order alone changed is another list", () => {
    const old = [{ id: 1 }, { id: 2 }];
    const fresh = structuralShare(old, [{ id: 2 }, { id: 1 }], list);
    expect(fresh).not.toBe(old);
    expect(fresh).toEqual([{ id: 2 }, { id: 1 }]);
  });

  test("dates and big integers count by value", () => {
    const old = { at: new Date(5), n: 5n };
    expect(structuralShare(old, { at: new Date(5), n: 5n })).toBe(old);
    expect(structuralShare(old, { at: new Date(6), n: 5n })).toEqual({ at: new Date(6), n: 5n });
  });

  test.each(["__proto__", "constructor", "toString"])("`%s` is a key like any other", (key) => {
    const map = (text: string) => JSON.parse(`{"${key}":${text}}`) as Record<string, object>;
    const old = { other: 1 };
    const fresh = structuralShare(old, map("{}")) as typeof old;
    expect(fresh).not.toBe(old);
    expect(Object.entries(fresh)).toEqual([[key, {}]]);
    expect(Object.entries(fresh)[0]![1]).not.toBe(Object.prototype);
    const [a, b] = [map('{"a":1}'), map('{"a":2}')];
    expect(structuralShare(a, map('{"a":1}'))).toBe(a);
    expect(JSON.stringify(structuralShare(a, b))).toBe(`{"${key}":{"a":2}}`);
    expect(JSON.stringify(a)).toBe(`{"${key}":{"a":1}}`);
  });

  test("what only looks equal is not", () => {
    expect(structuralShare([], {})).toEqual({});
    expect(structuralShare({}, [])).toEqual([]);
    expect(structuralShare({ a: 1 }, { b: undefined })).toEqual({ b: undefined });
    expect(structuralShare({ a: null }, { a: {} })).toEqual({ a: {} });
    expect(structuralShare({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  });
});

describe("decoding", () => {
  const decode = (wire: unknown, shape: Decoder) => structuralShare(undefined, wire, shape);

  test("reaches fields, lists, maps, tuples, and types that refer to themselves", () => {
    const comment: Decoder = {
      get fields() {
        return { votes: bigint, replies: { item: comment } };
      },
    };
    const wire = { votes: "1", replies: [{ votes: "2", replies: [] }], text: "3" };
    expect(decode(wire, comment)).toEqual({
      votes: 1n,
      replies: [{ votes: 2n, replies: [] }],
      text: "3",
    });
    expect(decode({ a: "1", b: "2" }, { item: bigint })).toEqual({ a: 1n, b: 2n });
    expect(decode(["1", "x"], { fields: { 0: bigint } })).toEqual([1n, "x"]);
  });

  test("takes each variant by what its tag says", () => {
    const event: Decoder = {
      decode: byTag("kind", {
        Number: { fields: { value: bigint } },
        get Both() {
          return { fields: { inner: event } };
        },
      }),
    };
    const wire = [
      { kind: "Number", value: "1" },
      { kind: "Text", value: "1" },
      { kind: "Both", inner: { kind: "Number", value: "2" } },
      { kind: "toString", value: "1" },
    ];
    const decoded = decode(wire, { item: event });
    expect(decoded).toEqual([
      { kind: "Number", value: 1n },
      { kind: "Text", value: "1" },
      { kind: "Both", inner: { kind: "Number", value: 2n } },
      { kind: "toString", value: "1" },
    ]);
    expect(decode(structuredClone(decoded), { item: event })).toEqual(decoded);
  });

  test("takes what is no field for one of the rest, whatever it is called", () => {
    const shape: Decoder = { fields: withoutPrototype({ text: {} }), item: bigint };
    expect(decode({ text: "1", valueOf: "2" }, shape)).toEqual({ text: "1", valueOf: 2n });
  });

  test("leaves null, absent fields and other variants alone", () => {
    expect(decode(null, bigint)).toBeNull();
    expect(decode({ a: null }, { fields: { a: bigint, b: bigint } })).toEqual({ a: null });
    expect(decode("unit", { fields: { a: bigint } })).toBe("unit");
  });
});

describe("hydration", () => {
  async function known(name: string, v?: number) {
    const { api, reads } = setUp();
    api.user({ userId: 5 }).prefetch();
    await reads[0]!.respond(userBundle(name, v));
    return JSON.parse(JSON.stringify(dehydrate(api))) as ReturnType<typeof dehydrate>;
  }

  test("what a server read is there at the first look, and is not read again", async () => {
    const { api, reads } = setUp();
    hydrate(api, await known("Ada", 1));
    expect(api.user({ userId: 5 }).current.data).toEqual({
      userProfile: { id: 5, name: "Ada", bio: "" },
      userOrders: [{ id: 1, title: "Tea", cents: 250n }],
    });
    watchName(api);
    expect(reads).toHaveLength(0);
  });

  test("the newer wins: by version, else by age", async () => {
    vi.useFakeTimers();
    const [v1, v3] = [await known("one", 1), await known("three", 3)];
    const [older, newer] = [await known("older"), await known("newer")];
    vi.advanceTimersByTime(1000);
    const { api, reads } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("two", 2));
    hydrate(api, v1);
    hydrate(api, v3);
    expect(seen).toEqual(["two", "three"]);
    const unversioned = setUp();
    const watched = watchName(unversioned.api);
    await unversioned.reads[0]!.respond(userBundle("here"));
    vi.advanceTimersByTime(1000);
    const key = "user?user_id=5";
    hydrate(unversioned.api, { [key]: { ...older[key]!, age: 5000 } });
    hydrate(unversioned.api, { [key]: { ...newer[key]!, age: 10 } });
    expect(watched.seen).toEqual(["here", "newer"]);
    vi.useRealTimers();
  });

  test("a member that was refused is refused in the copy too, and read again", async () => {
    const first = setUp();
    first.api.user({ userId: 5 }).prefetch();
    const refusal = { code: "FORBIDDEN", message: "Not yours.", kind: "NOT_YOURS" } as const;
    const { user_profile } = userBundle("Ada");
    await first.reads[0]!.respond({ user_profile, $errors: { user_orders: refusal } });
    const { api, reads } = setUp();
    hydrate(api, JSON.parse(JSON.stringify(dehydrate(first.api))) as Dehydrated);
    const source = api.user({ userId: 5 });
    const { error } = source.current;
    expect({ ...error, message: error?.message }).toMatchObject(refusal);
    expect(api.userProfile({ userId: 5 }).current.data?.name).toBe("Ada");
    source.listen(() => {});
    expect(reads).toHaveLength(1);
    await reads[0]!.respond(userBundle("Ada"));
    expect(source.current.error).toBeUndefined();
    expect(source.current.data?.userOrders).toHaveLength(1);
  });

  test("what is stale is not carried along", async () => {
    const { api, reads } = setUp();
    api.user({ userId: 5 }).prefetch();
    await reads[0]!.respond(userBundle("Ada"));
    api.$invalidate(scope);
    expect(dehydrate(api)).toEqual({});
  });

  test("what came for another session is gone with it", async () => {
    const { api } = setUp();
    hydrate(api, await known("Ada"));
    api.$startSession();
    expect(api.user({ userId: 5 }).current.pending).toBe(true);
  });
});
