/** The table of query-core's behaviours names tests that exist. */

import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL(".", import.meta.url);
const sources = readdirSync(folder)
  .filter((name) => /\.test\.tsx?$/.test(name))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));
const [table] = readFileSync(new URL("query-core.md", folder), "utf8").split("## Left out");
const cell = /^\|[^|]*\| `+ ?(.+?) ?`+ *\|$/;
const rows = table!.split("\n").flatMap((line) => cell.exec(line)?.[1] ?? []);

test("there is a table", () => expect(rows.length).toBeGreaterThan(50));

test.each(rows)("%s", (name) => {
  const quoted = [JSON.stringify(name), JSON.stringify(name).replaceAll("'", "\\'")];
  expect(sources.some((source) => quoted.some((each) => source.includes(each)))).toBe(true);
});
