/** Forms: paths that reach no prototype, rows that keep what is known of them, errors of the server. */

import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  MizanError,
  adjacentChoice,
  bigInteger,
  choice,
  createForm,
  email,
  externalChoice,
  flat,
  form,
  integer,
  length,
  list,
  map,
  matches,
  nothing,
  object,
  optional,
  pattern,
  range,
  remote,
  required,
  text,
  untaggedChoice,
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

  test("variants as serde writes them by itself, and with their content beside their names", () => {
    const own = externalChoice(() => ({
      Slow: null,
      Fast: object(() => ({ level: integer(range(1, 9)) })),
    }));
    const beside = adjacentChoice("kind", "of", () => ({ None: null, Box: text(length(1, 2)) }));
    const some = (schema: Form<unknown>, value: unknown) => messages(schema as Form<never>, value);
    expect(some(own, "Slow")).toEqual([]);
    expect(some(own, { Fast: { level: 10 } })).toEqual(["Fast.level: is at most 9"]);
    expect(some(beside, { kind: "None" })).toEqual([]);
    expect(some(beside, { kind: "Box", of: "abc" })).toEqual(["of: is at most 2 long"]);
    expect(some(beside, { kind: "Box" })).toEqual(["of: is required"]);
    for (const value of [
      "Fast",
      "toString",
      { Slow: null },
      { Fast: {}, Slow: 1 },
      {},
      null,
      1,
      [],
    ]) {
      expect(some(own, value), JSON.stringify(value)).toEqual([": is one of Slow, Fast"]);
    }
    for (const kind of ["toString", 1, undefined]) {
      expect(some(beside, { kind })).toEqual(["kind: is one of None, Box"]);
    }
    expect(some(beside, "None")).toEqual([": is required"]);
  });

  test("variants that no name tells apart", () => {
    const contact = untaggedChoice<unknown>(() => ({
      Nowhere: nothing,
      Number: integer(),
      Mail: object(() => ({ mail: text(email) })),
      Phone: object(() => ({ phone: text(length(3)), prefix: optional(integer(range(0, 99))) })),
      Far: externalChoice(() => ({ Far: object(() => ({ miles: integer(range(1)) })) })),
      Lines: list(lineForm, length(1)),
    }));
    const some = (value: unknown) => messages(contact as Form<never>, value);
    const lines = [{ product: "", qty: 1 }];
    for (const [value, told] of [
      [null, []],
      [5, []],
      [{ mail: "a@b" }, []],
      [{ mail: "a" }, ["mail: is not an email address"]],
      [{ phone: "1" }, ["phone: is at least 3 long"]],
      [{ phone: "123", prefix: 100 }, ["prefix: is at most 99"]],
      [{ Far: { miles: 0 } }, ["Far.miles: is at least 1"]],
      [[], [": is at least 1 long"]],
      [lines, ["0.product: is required"]],
      // Either of two: the server knows which it reads.
      [{ mail: "a", phone: "1" }, []],
      [undefined, [": is required"]],
    ] as const) {
      expect(some(value), JSON.stringify(value)).toEqual(told);
    }
    const others = ["a", true, 1.5, 5n, {}, { mail: 1 }, { phone: "123", prefix: "1" }, [1]];
    for (const value of [...others, { toString: 1 }]) {
      expect(some(value)).toEqual([": has another form"]);
    }
    const twice = untaggedChoice<unknown>(() => ({
      One: contact,
      Two: contact,
      Text: text(email),
    }));
    expect(messages(twice as Form<never>, { mail: "a" })).toEqual([]);
    expect(messages(twice as Form<never>, "a")).toEqual([": is not an email address"]);
    expect(messages(twice as Form<never>, true)).toEqual([": has another form"]);
  });

  test("the fields of a form within another one", () => {
    const seat = form<{ row: number }>(() => ({ row: integer(range(1, 5)) }));
    const ticket = form<{ name: string; row: number }>(() => ({ name: text(), ...flat(seat) }));
    expect(messages(ticket as Form<never>, { name: "Ada", row: 6 })).toEqual(["row: is at most 5"]);
    expect(flat(choice("kind", () => ({})))).toEqual({});
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

describe("rules of the server", () => {
  interface Signup {
    name: string;
    lines: { product: string | null }[];
  }

  /** A question that the server has not answered. */
  interface Asked {
    readonly path: string;
    readonly value: unknown;
    readonly signal: AbortSignal;
    readonly answer: (messages: string[]) => void;
    readonly fail: (error: Error) => void;
  }

  const rowForm = form<Signup["lines"][number]>(() => ({
    product: remote(optional(text(required))),
  }));
  const signupForm = form<Signup>(() => ({
    name: remote(text(length(2, 10))),
    lines: list(rowForm, length(1, 3)),
  }));

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function openSignup(send: () => Promise<unknown> = () => Promise.resolve(null), pause?: number) {
    const asked: Asked[] = [];
    const initial = { name: "Zoe", lines: [{ product: "tea" }, { product: "cocoa" }] };
    const filled = createForm(signupForm, "form", initial, send, {
      ask: (path, value, signal) =>
        new Promise((answer, fail) => asked.push({ path, value, signal, answer, fail })),
      pause: () => pause,
    });
    return { filled, asked };
  }

  test("are asked for the newest value alone, once its writer pauses", async () => {
    const { filled, asked } = openSignup();
    for (const name of ["A", "Ad", "Ada"]) {
      filled.field("name").set(name);
      vi.advanceTimersByTime(299);
    }
    expect(asked).toEqual([]);
    expect(filled.field("name").checking).toBe(true);
    vi.advanceTimersByTime(1);
    expect(asked.map(({ path, value }) => [path, value])).toEqual([["name", "Ada"]]);
    asked[0]!.answer(["Ada is taken"]);
    await vi.runAllTimersAsync();
    expect(filled.field("name")).toMatchObject({ checking: false, error: "Ada is taken" });
    expect(filled.get().valid).toBe(false);
    filled.field("name").set("Adam");
    expect(filled.field("name").error).toBe(undefined);
  });

  test("drop an answer that is late, whatever it says and in whatever order", async () => {
    const { filled, asked } = openSignup(undefined, 5);
    for (const name of ["Ada", "Bob", "Cyd"]) {
      filled.field("name").set(name);
      vi.advanceTimersByTime(5);
    }
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
    asked[1]!.answer(["Bob is taken"]);
    asked[0]!.fail(new Error("gone"));
    await vi.runAllTimersAsync();
    expect(filled.field("name")).toMatchObject({ checking: true, error: undefined });
    asked[2]!.answer([]);
    await vi.runAllTimersAsync();
    expect(filled.field("name")).toMatchObject({ checking: false, error: undefined });
    filled.field("name").set("Dan");
    vi.advanceTimersByTime(5);
    asked[3]!.fail(new Error("offline"));
    await vi.runAllTimersAsync();
    expect(filled.field("name")).toMatchObject({ checking: false, error: undefined });
  });

  test("are not asked where the page knows that the value is wrong, or where there is none", () => {
    const { filled, asked } = openSignup();
    filled.field("name").set("Ada");
    filled.field("name").set("A");
    filled.field("lines.0.product").set(" ");
    filled.field("lines.1.product").set(null);
    vi.runAllTimers();
    expect(asked).toEqual([]);
    expect(filled.field("name").checking).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("answer at the row that was asked for, wherever it is then", async () => {
    const { filled, asked } = openSignup();
    filled.field("lines.0.product").set("gold");
    vi.advanceTimersByTime(300);
    filled.list("lines").move(0, 1);
    expect(filled.field("lines.1.product").checking).toBe(true);
    asked[0]!.answer(["gold is sold out"]);
    await vi.runAllTimersAsync();
    expect([...filled.get().errors]).toEqual([["lines.1.product", "gold is sold out"]]);
    filled.field("lines.0.product").set("salt");
    vi.advanceTimersByTime(300);
    filled.list("lines").remove(0);
    expect(asked[1]!.signal.aborted).toBe(true);
    asked[1]!.answer(["salt is sold out"]);
    await vi.runAllTimersAsync();
    expect([...filled.get().errors]).toEqual([["lines.0.product", "gold is sold out"]]);
  });

  test("are asked no more once the form is sent, begun anew, or left", async () => {
    const { filled, asked } = openSignup();
    const leave = filled.subscribe(() => {});
    filled.field("name").set("Ada");
    await filled.submit();
    vi.advanceTimersByTime(300);
    filled.field("name").set("Bob");
    filled.reset();
    vi.advanceTimersByTime(300);
    filled.field("name").set("Cyd");
    vi.advanceTimersByTime(300);
    leave();
    expect(asked.map(({ value, signal }) => [value, signal.aborted])).toEqual([["Cyd", true]]);
    asked[0]!.answer(["Cyd is taken"]);
    await vi.runAllTimersAsync();
    expect(filled.get().errors.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("rows", () => {
  test("are as many as the rules let a list have", () => {
    const filled = open();
    const lines = () => filled.list("lines");
    expect(lines()).toMatchObject({ min: 1, max: 3, canAdd: true, canRemove: false });
    lines().remove(0);
    expect(lines().rows.length).toBe(1);
    lines().add({ product: "cocoa", qty: 1 });
    lines().add({ product: "milk", qty: 1 });
    expect(lines()).toMatchObject({ canAdd: false, canRemove: true });
    lines().add({ product: "too many", qty: 1 });
    expect(filled.get().values.lines.map(({ product }) => product)).toEqual([
      "tea",
      "cocoa",
      "milk",
    ]);
    const free = createForm(
      form<{ of: string[] }>(() => ({ of: optional(list(text(), required)) })),
      "form",
      { of: [] },
      () => Promise.resolve(null),
    );
    expect(free.list("of")).toMatchObject({
      min: 1,
      max: Infinity,
      canAdd: true,
      canRemove: false,
    });
  });

  test("change several times by one list that was shown", () => {
    const filled = open();
    const products = () => filled.get().values.lines.map(({ product }) => product);
    const first = filled.list("lines");
    first.add({ product: "cocoa", qty: 1 });
    first.add({ product: "milk", qty: 1 });
    first.add({ product: "too many", qty: 1 });
    expect(products()).toEqual(["tea", "cocoa", "milk"]);
    const [tea, cocoa, milk] = filled.list("lines").rows.map(({ key }) => key);
    const shown = filled.list("lines");
    shown.move(2, 0);
    shown.move(0, 2);
    shown.move(7, 0);
    expect(products()).toEqual(["milk", "cocoa", "tea"]);
    expect(filled.list("lines").rows.map(({ key }) => key)).toEqual([milk, cocoa, tea]);
    shown.remove(0);
    shown.remove(0);
    shown.remove(9);
    expect(products()).toEqual(["milk", "cocoa"]);
    shown.remove(1);
    shown.remove(2);
    expect(products()).toEqual(["milk"]);
  });

  test("have their errors of the server although they have moved since the form was sent", async () => {
    let refuse: (error: MizanError) => void = () => {};
    const filled = open(() => new Promise((_, reject) => (refuse = reject)));
    filled.list("lines").add({ product: "gold", qty: 1 });
    filled.list("lines").add({ product: "salt", qty: 1 });
    const sent = filled.submit();
    filled.list("lines").move(1, 0);
    filled.list("lines").remove(2);
    filled.field("name").set("Bob");
    const fields = {
      "form.name": ["is taken"],
      "form.lines[0].qty": ["is odd"],
      "form.lines[1].product": ["gold is sold out"],
      "form.lines[2].product": ["salt is sold out"],
    };
    const error = { code: "VALIDATION_ERROR", message: "no", details: { fields } } as const;
    refuse(new MizanError(error));
    await sent;
    expect([...filled.get().errors].sort()).toEqual([
      ["lines.0.product", "gold is sold out"],
      ["lines.1.qty", "is odd"],
    ]);
  });
});
