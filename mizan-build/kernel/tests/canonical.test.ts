/** Canonical text, as the vectors of the protocol say for every language. */

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toJson, toQuery, toText } from "../src/wire/canonical";

const vectors = new URL("../../../mizan/guide/inside/vectors/", import.meta.url);

interface CacheKey {
  context: string;
  params: Record<string, string>;
  user_id: string | null;
  rev: number;
  key: string;
}

const canonical = JSON.parse(readFileSync(new URL("canonical.json", vectors), "utf8")) as {
  cases: { json: string; text: string }[];
};

/** A value as a client holds it: an integer that a number cannot hold is a big integer. */
function parse(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return Number.isInteger(value) && /^-?\d{16,}$/.test(json) ? BigInt(json) : value;
}

test.each(canonical.cases)("$json is $text", ({ json, text }) => {
  expect(toText(parse(json))).toBe(text);
});

test("the key of a cached bundle is a digest of its canonical JSON", () => {
  const file = readFileSync(new URL("cache_keys.json", vectors), "utf8");
  const { secret, cases } = JSON.parse(file) as { secret: string; cases: CacheKey[] };
  for (const { context, params, user_id, rev, key } of cases) {
    const message = toJson({ r: rev, p: params, c: context, u: user_id ?? undefined });
    const digest = createHmac("sha256", secret).update(message).digest("hex");
    expect(`ctx:${context}:${digest}`).toBe(key);
  }
  expect(cases.length).toBeGreaterThan(0);
});

test.each([
  [1.0, "1"],
  [undefined, "null"],
  [9007199254740993n, "9007199254740993"],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [{ toJSON: 5 }, '{"toJSON":5}'],
  [{ b: [{ d: 1, c: 2n }], a: null }, '{"a":null,"b":[{"c":"2","d":1}]}'],
  [{ b: 1, a: undefined, f: () => 1 }, '{"b":1}'],
  [[undefined, , "x,y"], '[null,null,"x,y"]'],
  [{ aa: 1, a: 2, "": 3, ä: 4 }, '{"":3,"a":2,"aa":1,"ä":4}'],
  [{ "a\ud83d\ude01": 1, "a\ud83d\ude00": 2, "a\uffff": 3 }, '{"a\uffff":3,"a😀":2,"a😁":1}'],
])("the canonical text of %s", (value, text) => {
  expect(toText(value)).toBe(text);
});

test("a query is sorted by the bytes of its names, and leaves out null", () => {
  expect(toQuery({ b: "ä&=", a: [1], none: null, no: undefined })).toBe("a=%5B1%5D&b=%C3%A4%26%3D");
  expect(toQuery({ empty: "" })).toBe("empty=");
  expect(toQuery({ "10": 1, "9": 2 })).toBe("10=1&9=2");
});
