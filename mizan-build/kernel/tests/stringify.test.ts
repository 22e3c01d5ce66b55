/** What is sent, held against a slow writer of canonical text. */

import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { toJson } from "../src/wire/canonical";
import { stringify } from "../src/wire/stringify";
import { PATIENT, SEED } from "./support/seed";

const RUNS = Math.ceil(Number(process.env["MIZAN_RUNS"] ?? 4000) / 4);

/** The order of the bytes of UTF-8. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Writes canonical text one value at a time, as the protocol says. */
function write(value: unknown): string | undefined {
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (value instanceof Date) return write(value.toJSON());
  if (value instanceof Money) return write(value.cents);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item) ?? "null").join()}]`;
  const names = Object.keys(value).sort(byBytes);
  const written = names.flatMap((name) => {
    const text = write((value as { [name: string]: unknown })[name]);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${written.join()}}`;
}

/** What an application may have of its own. */
class Money {
  readonly cents: bigint;
  constructor(cents: bigint) {
    this.cents = cents;
  }
  toJSON(): bigint {
    return this.cents;
  }
}

/** Names that sort in another way than one thinks, or that mean something to JavaScript. */
const name = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "0",
    "10",
    "9",
    "-1",
    "01",
    "__proto__",
    "constructor",
    "toJSON",
    "",
    "\u{1f601}",
  ),
  fc.constantFrom("\ue000", "\uffff", "a\u2028"),
);

const scalar = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, NaN, Infinity, 5e-324, 1e21, 2 ** 53),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, Symbol("none")),
  fc.string({ unit: "binary" }),
  fc.constantFrom("\ud800", "\udc00 a", "\u2028", "\u0000", '"\\'),
  fc.date({ noInvalidDate: false }),
  fc.bigInt().map((cents) => new Money(cents)),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value")),
    fc.dictionary(name, tie("value"), { noNullPrototype: false }),
    fc.sparseArray(tie("value"), { maxLength: 4 }),
  ),
}));

afterEach(() => {
  delete (BigInt.prototype as { toJSON?: unknown }).toJSON;
});

test.each([
  ["as it is", undefined],
  ["that an application writes as a number", (value: bigint) => Number(value)],
  ["that an application writes as an object", (value: bigint) => ({ $bigint: String(value) })],
])("what is sent is what canonical text says, with a big integer %s", PATIENT, (_, asJson) => {
  if (asJson) {
    const toJSON = { value: toJSONBy(asJson), configurable: true };
    Object.defineProperty(BigInt.prototype, "toJSON", toJSON);
  }
  const property = fc.property(value, (args) => {
    const text = write(args) ?? "null";
    expect(toJson(args)).toBe(text);
    const sent = stringify({ fn: "f", args });
    expect(JSON.parse(sent)).toEqual(
      JSON.parse(`{"fn":"f"${write(args) ? `,"args":${text}` : ""}}`),
    );
    // What was read is written again in the same words: no name or value was lost on the way.
    expect(toJson(JSON.parse(sent).args)).toBe(text);
  });
  fc.assert(property, { numRuns: RUNS, seed: SEED });
});

function toJSONBy(asJson: (value: bigint) => unknown) {
  return function (this: bigint) {
    return asJson(BigInt(this));
  };
}

test("names keep their order, which nothing has to sort", () => {
  const envelope = { fn: "f", args: { b: 1, a: [2n] }, mounted: undefined };
  expect(stringify(envelope)).toBe('{"fn":"f","args":{"b":1,"a":["2"]}}');
  expect(stringify({ fn: "f", args: { b: 1, a: 2 } })).toBe('{"fn":"f","args":{"b":1,"a":2}}');
});

test("an object that makes its JSON of itself is asked once", () => {
  class Point {
    x = 1;
    toJSON = () => ({ ...this });
  }
  expect(stringify({ at: new Point() })).toBe('{"at":{"x":1}}');
  expect(toJson([new Point()])).toBe('[{"x":1}]');
});

test("what has no end is told, and not written for ever", () => {
  const round: { self?: object } = {};
  round.self = round;
  expect(() => stringify(round)).toThrow(/circular/);
  expect(() => toJson(round)).toThrow(/circular/);
});
