/** Large bundles: of a text that has changed in one place, that place alone is parsed. */

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { bigint, type Decoder } from "../src/share/decoder";
import { patch } from "../src/share/patch";
import { byTag, structuralShare } from "../src/share/structural";
import type { ContextSpec } from "../src/spec";
import { scope, setUp } from "./support/fixture";
import { PATIENT, SEED } from "./support/seed";
import { settle } from "./support/transport";

type Bundle = { readonly [name: string]: unknown };

/** Throws where anybody writes into it. */
function freeze<T>(value: T): T {
  if (typeof value === "object" && value) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

/** The patched bundle; the known one is frozen, because whoever shows it may have it in use. */
function patchJson(old: Bundle, fresh: Bundle, decoder: Decoder = {}, heads = ["{", "{"]) {
  const known = freeze(structuralShare(undefined, structuredClone(old), decoder) as Bundle);
  const texts = [old, fresh].map((bundle, at) => heads[at] + JSON.stringify(bundle).slice(1));
  const [before, after] = texts.map((text, at) => [text, heads[at]!.length] as const);
  return { known, patched: patch(known, before!, after!, decoder) };
}

const elements = (...names: string[]) => names.map((name) => ({ name, deep: [{ name }] }));

describe("the part of a text that differs", () => {
  test.each([
    ["changes", ["a", "b", "c"], ["a", "x", "c"]],
    ["comes first", ["a", "b"], ["x", "a", "b"]],
    ["comes last", ["a", "b"], ["a", "b", "x"]],
    ["goes first", ["a", "b", "c"], ["b", "c"]],
    ["goes last", ["a", "b", "c"], ["a", "b"]],
    ["goes among equal ones", ["a", "a", "a"], ["a", "a"]],
    ["is the only one", [], ["x"]],
    ["was the only one", ["x"], []],
    ["has quotes, brackets and backslashes", ['"', "]}\\"], ['"', "]}\\\\"]],
  ])("one element that %s", (_kind, before, after) => {
    const old = { n: 1, list: elements(...before), other: { list: [1] } };
    const fresh = { ...old, list: elements(...after) };
    const { known, patched } = patchJson(old, fresh);
    expect(patched).toEqual(fresh);
    expect(patched!["other"]).toBe(known["other"]);
  });

  test("all other elements stay what they are", () => {
    const names = Array.from({ length: 50 }, (_name, at) => `${at}`);
    const { known, patched } = patchJson(
      { list: elements(...names) },
      { list: elements(...names.map((name, at) => (at === 25 ? "x" : name))) },
    );
    const list = patched!["list"] as object[];
    const shared = (known["list"] as object[]).filter((each) => list.includes(each));
    expect(shared).toHaveLength(49);
  });

  test("versions of another length before it", () => {
    const heads = ['{"$v":"a:9",', '{"$v":"a:10~",'];
    const [old, fresh] = [{ list: elements("a", "b") }, { list: elements("a", "x") }];
    expect(patchJson(old, fresh, {}, heads).patched).toEqual(fresh);
    expect(patchJson(old, fresh, {}, heads.reverse()).patched).toEqual(fresh);
  });

  test("elements are decoded, and found by their key", () => {
    const order = (id: number, cents: string) => ({ id, cents });
    const decoder: Decoder = {
      fields: { list: { item: { key: "id", fields: { cents: bigint } } } },
    };
    const { known, patched } = patchJson(
      { list: [order(1, "1"), order(2, "2"), order(3, "3")] },
      { list: [order(2, "2"), order(1, "1"), order(4, "4"), order(3, "3")] },
      decoder,
    );
    const [first, second] = known["list"] as object[];
    const list = patched!["list"] as object[];
    expect(list).toEqual([order(2, "2"), order(1, "1"), order(4, "4"), order(3, "3")].map(decoded));
    expect([list[0], list[1]]).toEqual([second, first]);
    expect(list[0]).toBe(second);
    function decoded({ id, cents }: { id: number; cents: string }) {
      return { id, cents: BigInt(cents) };
    }
  });

  test.each<[string, Bundle, Bundle, Decoder]>([
    ["no list", { n: 1 }, { n: 2 }, {}],
    ["two lists", { a: [1], b: [1] }, { a: [2], b: [2] }, {}],
    ["a list that was none", { a: { 0: 1 } }, { a: [1] }, {}],
    ["another field", { a: [1] }, { b: [1] }, {}],
    ["one more field", { a: [1] }, { a: [1], b: 1 }, {}],
    ["a tuple", { a: ["1", 2] }, { a: ["2", 2] }, { fields: { a: { fields: { 0: bigint } } } }],
    [
      "a tagged union",
      { a: { tag: "l", list: [1] } },
      { a: { tag: "l", list: [2] } },
      { fields: { a: { decode: byTag("tag", {}) } } },
    ],
  ])("is not looked for in %s", (_kind, old, fresh, decoder) => {
    expect(patchJson(old, fresh, decoder).patched).toBeUndefined();
  });

  test("a name that occurs twice means the last of them", () => {
    const [old, fresh] = ['{"a":[1],"a":[2]}', '{"a":[3],"a":[2]}'];
    expect(patch(JSON.parse(old), [old, 1], [fresh, 1], {})).toBeUndefined();
  });

  test.each(['{"a":[1,{"b":', '{"a":[1,{"b":"', '{"a":[1,2', '{"a":[1,2]]}', "", "{"])(
    "a text that was cut off is no bundle: %s",
    (text) => {
      const old = '{"a":[1,2]}';
      let patched: unknown;
      try {
        patched = patch(JSON.parse(old), [old, 1], [text, Math.min(1, text.length)], {});
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
      expect(patched).toBeUndefined();
    },
  );

  test("whatever changes, the result is that of parsing the whole", PATIENT, () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('"', "\\", "],[", "},{"));
    const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        leaf,
        fc.array(tie("node"), { maxLength: 5 }),
        fc.dictionary(fc.constantFrom("a", "b", "id", "__proto__"), tie("node"), { maxKeys: 3 }),
      ),
    }));
    const list = fc.array(node, { maxLength: 6 });
    const edit = fc.record({
      at: fc.nat(6),
      gone: fc.nat(2),
      come: fc.array(node, { maxLength: 2 }),
    });
    let count = 0;
    fc.assert(
      fc.property(
        list,
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        node,
        (old, edits, rest) => {
          const changed = [...old];
          for (const { at, gone, come } of edits) changed.splice(at, gone, ...come);
          const wrap = (each: unknown) => JSON.stringify({ rest, a: { list: each }, tail: rest });
          const [before, after] = [wrap(old), wrap(changed)];
          const known = freeze(JSON.parse(before) as Bundle);
          const decoder: Decoder = { fields: { a: { fields: { list: { item: { key: "id" } } } } } };
          const patched = patch(known, [before, 1], [after, 1], decoder);
          if (patched) count++;
          if (patched) expect(JSON.stringify(patched)).toBe(JSON.stringify(JSON.parse(after)));
        },
      ),
      { numRuns: 500, seed: SEED },
    );
    expect(count).toBeGreaterThan(250);
  });
});

/** Orders of some hundred kilobytes, one of them with another title. */
function orders(changed = -1, title = "Tea") {
  const user_orders = Array.from({ length: 1000 }, (_order, id) => ({
    id,
    title: id === changed ? title : "An order with a title that is some words long",
    cents: `${id}`,
  }));
  return JSON.stringify({ $v: `a:${changed + 5}`, user_orders, user_profile: { id: 5 } });
}

describe("the bundle of an entry", () => {
  const user = { userId: 5 };

  async function show() {
    const fixture = setUp();
    const renders: number[] = [];
    fixture.api.userOrders(user).subscribe(({ data }) => renders.push(data?.length ?? 0));
    await fixture.reads[0]!.respond(orders(1));
    // The second read of a large bundle finds the part of the kernel that patches.
    await vi.dynamicImportSettled();
    const read = async (text: string) => {
      fixture.api
        .user(user)
        .refetch()
        .catch(() => {});
      await settle();
      await fixture.reads.at(-1)!.respond(text);
      return fixture.api.user(user).current.data!;
    };
    await read(orders(2));
    await vi.dynamicImportSettled();
    return { ...fixture, read, renders };
  }

  test("only the element that changed is parsed, and only it is another one", async () => {
    const { api, read } = await show();
    const before = api.user(user).current.data!;
    const parse = vi.spyOn(JSON, "parse");
    const after = await read(orders(2, "Milk"));
    const parsed = parse.mock.calls.map(([text]) => text.length);
    parse.mockRestore();
    expect(Math.max(...parsed)).toBeLessThan(200);
    expect(after.userOrders[2]).toEqual({ id: 2, title: "Milk", cents: 2n });
    const others = after.userOrders.filter((order, at) => order === before.userOrders[at]);
    expect(others).toHaveLength(999);
    expect(after.userProfile).toBe(before.userProfile);
  });

  test("a merge in between is part of what is compared", async () => {
    const { api, calls, read } = await show();
    void api.setBio({ ...user, bio: "" });
    const value = { id: 2, title: "Milk", cents: "7" };
    const merge = [{ ...scope, slot: "user_orders", value, v: "a:20" }];
    await calls[0]!.respond({ result: null, invalidate: [], merge });
    expect((await read(orders(25))).userOrders[2]).toMatchObject({ cents: 2n });
  });

  test("the truth that was guessed is the guess, and nobody renders", async () => {
    const { api, calls, read, renders } = await show();
    const done = api.setBio(
      { ...user, bio: "" },
      { optimistic: (view) => void (view.user(user).userOrders[2]!.title = "Milk") },
    );
    await settle();
    const guessed = api.user(user).current.data!.userOrders[2];
    const count = renders.length;
    expect((await read(orders(2, "Milk"))).userOrders[2]).toBe(guessed);
    expect(renders).toHaveLength(count);
    await calls[0]!.respond({ result: { id: 5, name: "", bio: "" }, invalidate: [] });
    await done;
  });

  test("elements without a key that move are not written into", async () => {
    const spec = {
      name: "log",
      params: () => ({}),
      members: { lines: { name: "lines" } },
    } as ContextSpec<{}, { lines: object[] }>;
    const { api, reads } = setUp();
    const source = api.$context(spec, {});
    const lines = Array.from({ length: 2000 }, (_line, at) => ({ at, level: { name: "info" } }));
    source.listen(() => {});
    await reads[0]!.respond(JSON.stringify({ lines }));
    await vi.dynamicImportSettled();
    const known = freeze(source.current.data!.lines);
    void source.refetch();
    await settle();
    await reads[1]!.respond(JSON.stringify({ lines: [{ at: -1 }, ...lines] }));
    const shown = source.current.data!.lines;
    expect(shown).toEqual([{ at: -1 }, ...lines]);
    expect(shown.filter((line) => known.includes(line))).toHaveLength(1999);
  });

  test("a text that is cut off is an error, and the data stay", async () => {
    const { api, read } = await show();
    const text = orders(2, "Milk");
    const data = await read(text.slice(0, text.length / 2));
    expect(data.userOrders).toHaveLength(1000);
    expect(api.user(user).current.error).toMatchObject({ code: "INTERNAL_ERROR" });
    expect((await read(text)).userOrders[2]).toMatchObject({ title: "Milk" });
  });
});
