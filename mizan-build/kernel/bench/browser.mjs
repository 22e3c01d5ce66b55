/** Mounts 1 000 rows in a real Chromium, with this kernel, TanStack Query and SWR; fails above SWR. */

import { build } from "esbuild";
import { launchChromium } from "../tests/support/chromium.mjs";

const ROUNDS = 15;

const { outputFiles } = await build({
  entryPoints: ["bench/browser.tsx"],
  bundle: true,
  format: "iife",
  jsx: "automatic",
  minify: true,
  define: { "process.env.NODE_ENV": '"production"' },
  write: false,
});
const browser = await launchChromium();
const page = await browser.newPage();
page.on("pageerror", (error) => console.error(error));
await page.addScriptTag({ content: outputFiles[0].text });
const times = await page.evaluate((rounds) => globalThis.play(rounds), ROUNDS);
await browser.close();

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const medians = Object.entries(times).map(([name, each]) => [name, median(each)]);
const ratio = Object.fromEntries(medians).Mizan / Object.fromEntries(medians).SWR;
console.log(`1 000 rows mounted in Chromium: ms, median of ${ROUNDS}`);
console.log(`  ${medians.map(([name, time]) => `${name} ${time.toFixed(1)}`).join("; ")}`);
console.log(`  ratio to SWR ${ratio.toFixed(2)}, goal at most 1.0`);
process.exitCode = ratio > 1 ? 1 : 0;
