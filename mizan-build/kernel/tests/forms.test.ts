/** Forms: paths that reach no prototype, rows that keep what is known of them, errors of the server. */

import { describe, expect, expectTypeOf, test } from "vitest";
import {
  MizanError,
  bigInteger,
  choice,
  createForm,
  email,
  form,
  integer,
  length,
  list,
  map,
  matches,
  optional,
  pattern,
  range,
  required,
  text,
  type Form,
  type PathsOf,
  type ValueAt,
} from "../src/index";
import { valueAt, withValue } from "../src/forms/paths";
import { findIssues } from "../src/forms/schema";

interface Line {
  product: string;
  qty: number;
}

interface Order {
  name: string;
  email?: string | null;
  lines: Line[];
  below?: Order | null;
}

const lineForm: Form<Line> = form(() => ({
  product: text(required),
  qty: integer(range(1, 10)),
}));

const orderForm: Form<Order> = form<Order>(
  () => ({
    name: text(required),
    email: optional(text(email)),
    lines: list(lineForm, length(1, 3)),
    below: optional(orderForm),
  }),
  { title: "Order", fields: { name: { label: "Your name" } } },
);

const order = (): Order => ({ name: "Ada", lines: [{ product: "tea", qty: 1 }] });

const messages = (schema: Form<never>, value: unknown) =>
  findIssues(schema, value).map(({ path, message }) => `${path.join(".")}: ${message}`);

function open(send: (values: Order) => Promise<string> = () => Promise.resolve("sent")) {
  return createForm<Order, string, never>(orderForm, "form", order(), send);
}

function refuse(fields: Record<string, string[]>): Promise<never> {
  const error = { code: "VALIDATION_ERROR", message: "no", details: { fields } } as const;
  return Promise.reject(new MizanError(error));
}

describe("rules", () => {
  test("every error has the whole path", () => {
    const below = { name: " ", email: "a@", lines: [{ product: "", qty: 11 }] };
    expect(messages(orderForm as Form<never>, { ...order(), lines: [], below })).toEqual([
      "lines: is at least 1 long",
      "below.name: is required",
      "below.email: is not an email address",
      "below.lines.0.product: is required",
      "below.lines.0.qty: is at most 10",
    ]);
  });

  test("a value of another kind is told, and throws nothing", () => {
    for (const value of [undefined, null, 1, "x", [], [order()], Object.create(null)]) {
      expect(messages(orderForm as Form<never>, value).length).toBeGreaterThan(0);
    }
    const wrong = { name: 1, email: 2, lines: {}, below: [] };
    expect(messages(orderForm as Form<never>, wrong)).toEqual([
      "name: is no text",
      "email: is no text",
      "lines: is no list",
      "below: is required",
    ]);
    expect(messages(form(() => ({ a: text() })) as Form<never>, { a: "\ud800" })).toEqual([
      "a: is no text",
    ]);
    expect(messages(form(() => ({ a: integer() })) as Form<never>, { a: 2 ** 53 })).toEqual([
      "a: is no integer",
    ]);
  });

  test("variants, maps and other fields", () => {
    const way = choice("kind", () => ({ foot: {}, bus: { line: integer(range(1, 9)) } }));
    expect(messages(way as Form<never>, { kind: "foot" })).toEqual([]);
    expect(messages(way as Form<never>, { kind: "bus", line: 10 })).toEqual(["line: is at most 9"]);
    expect(messages(way as Form<never>, { kind: "toString" })).toEqual([
      "kind: is one of foot, bus",
    ]);
    const notes = form(() => ({ notes: map(text(length(0, 1))) }));
    expect(messages(notes as Form<never>, { notes: { a: "b", c: "de" } })).toEqual([
      "notes.c: is at most 1 long",
    ]);
    const password = form(() => ({ one: text(), two: text(matches("one")) }));
    expect(messages(password as Form<never>, { one: "a", two: "b" })).toEqual([
      "two: does not match",
    ]);
    const inherited = form(() => ({ one: text(matches("constructor")) }));
    expect(messages(inherited as Form<never>, { one: "a" })).toEqual(["one: does not match"]);
    const big = form(() => ({ big: bigInteger(range(-5n, 9007199254740993n)) }));
    expect(messages(big as Form<never>, { big: 9007199254740994n })).toEqual([
      "big: is at most 9007199254740993",
    ]);
    expect(
      messages(form(() => ({ a: text(pattern(/^a$/u)) })) as Form<never>, { a: "a\n" }),
    ).toEqual(["a: has another form"]);
  });

  test("a form is a Standard Schema", () => {
    const { validate, vendor, version } = orderForm["~standard"];
    expect([vendor, version]).toEqual(["mizan", 1]);
    const value = order();
    expect(validate(value)).toEqual({ value });
    expect(validate({ ...value, name: "" })).toEqual({
      issues: [{ message: "is required", path: ["name"] }],
    });
  });
});

describe("paths", () => {
  test("are types", () => {
    expectTypeOf<"lines.3.qty">().toExtend<PathsOf<Order>>();
    expectTypeOf<"below.lines.0.product">().toExtend<PathsOf<Order>>();
    expectTypeOf<"lines.qty">().not.toExtend<PathsOf<Order>>();
    expectTypeOf<"nam">().not.toExtend<PathsOf<Order>>();
    expectTypeOf<ValueAt<Order, "lines.3.qty">>().toEqualTypeOf<number>();
    expectTypeOf<ValueAt<Order, "name">>().toEqualTypeOf<string>();
  });

  test("reach no prototype", () => {
    for (const path of [
      "__proto__.polluted",
      "constructor.prototype.polluted",
      "a.__proto__.polluted",
    ]) {
      expect(valueAt(withValue({ a: {} }, path, "yes"), path)).toBe("yes");
      withValue([[]], `0.${path}`, "yes");
      expect(({} as Record<string, unknown>)["polluted"]).toBe(undefined);
      expect(([] as unknown as Record<string, unknown>)["polluted"]).toBe(undefined);
    }
    expect(valueAt({}, "__proto__")).toBe(undefined);
    expect(valueAt({}, "constructor.name")).toBe(undefined);
    expect(valueAt("text", "length")).toBe(undefined);
  });

  test("change what they name alone", () => {
    const before = order();
    const after = withValue(before, "lines.0.qty", 5) as Order;
    expect(after).toEqual({ name: "Ada", lines: [{ product: "tea", qty: 5 }] });
    expect(before).toEqual(order());
  });
});

describe("a form that is filled in", () => {
  test("shows an error when its field was left, and all of them when it was sent", async () => {
    const filled = open();
    filled.field("name").set("");
    expect(filled.field("name").error).toBe(undefined);
    expect(filled.get().valid).toBe(false);
    filled.field("name").touch();
    expect(filled.field("name").error).toBe("is required");
    filled.field("lines.0.qty").set(0);
    expect(await filled.submit()).toBe(undefined);
    expect(filled.field("lines.0.qty").error).toBe("is at least 1");
    filled.field("name").set("Bo");
    filled.field("lines.0.qty").set(2);
    expect(filled.field("name")).toMatchObject({
      error: undefined,
      dirty: true,
      label: "Your name",
    });
    expect(await filled.submit()).toBe("sent");
    expect(filled.get().result).toBe("sent");
  });

  test("shows what the server refuses where its own errors are, until that changes", async () => {
    const filled = open(() =>
      refuse({ "form.lines[0].product": ["is sold out"], form: ["not today"], other: ["no"] }),
    );
    await filled.submit();
    expect(filled.field("lines.0.product").error).toBe("is sold out");
    expect(filled.get().errors.get("")).toBe("not today");
    expect(filled.get()).toMatchObject({ pending: false, valid: false });
    expect(filled.get().error?.code).toBe("VALIDATION_ERROR");
    filled.field("lines.0.product").set("cocoa");
    expect(filled.field("lines.0.product").error).toBe(undefined);
    expect(filled.get().errors.get("")).toBe(undefined);
  });

  test("keeps what is known of a row with the row", async () => {
    const filled = open(() => refuse({ "form.lines[1].product": ["is sold out"] }));
    filled.list("lines").add({ product: "gold", qty: 1 });
    filled.list("lines").add({ product: "cocoa", qty: 3 });
    const keys = filled.list("lines").rows.map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    filled.field("lines.2.qty").touch();
    await filled.submit();
    expect(filled.field("lines.1.product").error).toBe("is sold out");
    filled.list("lines").move(1, 0);
    expect(filled.list("lines").rows.map(({ key }) => key)).toEqual([keys[1], keys[0], keys[2]]);
    expect(filled.field("lines.0.product")).toMatchObject({ value: "gold", error: "is sold out" });
    expect(filled.field("lines.1.product").error).toBe(undefined);
    filled.list("lines").remove(1);
    expect(filled.list("lines").rows.map(({ key }) => key)).toEqual([keys[1], keys[2]]);
    expect(filled.field("lines.1.qty")).toMatchObject({ value: 3, touched: true });
    expect(filled.field("lines.0.product").error).toBe("is sold out");
    filled.list("lines").remove(0);
    expect([...filled.get().errors]).toEqual([]);
  });

  test("begins anew without anything of before, and without an answer that is late", async () => {
    let answer: (text: string) => void = () => {};
    const filled = open(() => new Promise((resolve) => (answer = resolve)));
    filled.field("name").set("Bo");
    filled.field("name").touch();
    const sent = filled.submit();
    expect(filled.get().pending).toBe(true);
    expect(await filled.submit()).toBe(undefined);
    filled.reset();
    expect(filled.get()).toMatchObject({ pending: false, dirty: false, isSubmitted: false });
    expect(filled.get().touched.size).toBe(0);
    answer("late");
    await sent;
    expect(filled.get().result).toBe(undefined);
    expect(filled.get().values).toEqual(order());
    filled.reset({ name: "Eve", lines: [] });
    expect(filled.get().dirty).toBe(false);
  });

  test("rows within rows go with theirs", () => {
    interface Table {
      rows: { cells: bigint[] }[];
    }
    const cells = form<{ cells: bigint[] }>(() => ({ cells: list(bigInteger(range(0n))) }));
    const table = form<Table>(() => ({ rows: list(cells) }));
    const initial = { rows: [{ cells: [1n, -2n] }, { cells: [3n] }] };
    const filled = createForm(table, "form", initial, () => Promise.resolve(null));
    expect(filled.get()).toMatchObject({ dirty: false, valid: false });
    const keys = filled.list("rows.0.cells").rows.map(({ key }) => key);
    const before = filled.get();
    filled.list("rows");
    expect(filled.get()).toBe(before);
    filled.field("rows.0.cells.1").touch();
    filled.list("rows").move(0, 1);
    expect(filled.list("rows.1.cells").rows.map(({ key }) => key)).toEqual(keys);
    expect(filled.field("rows.1.cells.1")).toMatchObject({ value: -2n, error: "is at least 0" });
    expect(filled.field("rows.1.cells.0").kind).toBe("bigint");
    filled.list("rows").move(1, 0);
    expect(filled.get().dirty).toBe(false);
  });

  test("tells its listeners of each change, and of none after they have gone", () => {
    const filled = open();
    let told = 0;
    const leave = filled.subscribe(() => told++);
    filled.field("name").set("Bo");
    leave();
    filled.field("name").set("Cy");
    expect(told).toBe(1);
  });
});
