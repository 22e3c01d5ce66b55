/** The warning, in development, of integers that JavaScript rounds. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMizan } from "../sample/api/client";
import { checked } from "../src/wire/json";

function listen() {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  return () => warn.mock.calls.map(([text]) => String(text));
}

test("an integer that is rounded is told by its name, once, with what to write", async () => {
  const warnings = listen();
  const orders = '[{"total":9007199254740993},{"total":9007199254740995}]';
  const text = `{"user_orders":${orders},"user_profile":{}}`;
  const server = createServer((_, response) => response.end(text));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await createMizan({ baseUrl: `http://127.0.0.1:${port}` }).user({ userId: 5 });
  expect(warnings()).toEqual([
    "mizan: `total` of `user` is 9007199254740993, which JavaScript rounds to 9007199254740992.\n" +
      'Write `#[serde(with = "mizan::bigint")]` above the field in Rust, and it is a `bigint` here.',
  ]);
});

test.each([
  ["9007199254740991", "the largest that is whole"],
  ["-9007199254740991", "the smallest that is whole"],
  ["1e300", "a float"],
  ["12345678901234567.5", "a float of many digits"],
  ['"12345678901234567"', "a text"],
  ['"a \\" b: 12345678901234567, \\\\"', "a number inside of a text"],
  ['{"12345678901234567": 1}', "a name"],
  ["[]", "nothing"],
])("%s is not told: %s", (value) => {
  const warnings = listen();
  checked(`{"result":${value}}`, "quiet");
  expect(warnings()).toEqual([]);
});

test.each([
  ['{"a":{"b":[1,-9007199254740993]},"c":1}', "b"],
  ['{"a\\"b" : 18446744073709551615}', 'a\\"b'],
  ['{"a":"\\\\","b":9223372036854775807}', "b"],
  ['{"result":9223372036854775807}', "result"],
])("%s is told as `%s`", (text, name) => {
  const warnings = listen();
  checked(text, text);
  expect(warnings()).toHaveLength(1);
  expect(warnings()[0]).toContain(`\`${name}\` of`);
});

test("production says nothing, and neither does a page without a bundler's variable", () => {
  const warnings = listen();
  for (const environment of [{ env: { NODE_ENV: "production" } }, undefined]) {
    vi.stubGlobal("process", environment);
    checked('{"id":9007199254740993}', "silent");
    vi.unstubAllGlobals();
  }
  expect(warnings()).toEqual([]);
});

test("a long text is read in one pass", () => {
  const warnings = listen();
  const text = JSON.stringify({ text: '"\\'.repeat(200_000), id: 1 });
  checked(text.replace('"id":1', '"id":9007199254740993'), "long");
  expect(warnings()).toHaveLength(1);
});
