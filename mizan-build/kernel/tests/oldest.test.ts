/** The laws hold in the oldest browsers as well. */

import { expect, test } from "vitest";
import "./support/oldest-browser";
import "./http.test";
import "./laws.test";
import "./mutations.test";
import "./races.test";
import "./reads.test";
import "./tabs.test";

test("the browser is an old one", () => {
  expect("any" in AbortSignal).toBe(false);
  expect("reason" in new AbortController().signal).toBe(false);
});
