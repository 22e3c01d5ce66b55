/** The Chromium of the tests and benchmarks, which needs nothing installed. */

import { chromium } from "playwright-core";
import { unpackChromium } from "../../../../examples/support/browser/unpack.mjs";

export async function launchChromium() {
  return chromium.launch({
    executablePath: await unpackChromium(new URL("../../", import.meta.url)),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}
