/**
 * Plays as many interleavings as an argument says, outside of the test runner, as fast as possible:
 * `node many.mjs <count> <seed> [live]`.
 */

import { build } from "esbuild";
import { rm } from "node:fs/promises";

const count = Number(process.argv[2] ?? 100_000);
const file = new URL(`many-${process.pid}.tmp.mjs`, import.meta.url);
await build({
  entryPoints: [new URL("many.ts", import.meta.url).pathname],
  outfile: file.pathname,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
});
try {
  const { playMany, CONDITIONS, LIVE_CONDITIONS } = await import(file);
  const conditions = process.argv[4] === "live" ? LIVE_CONDITIONS : CONDITIONS;
  await playMany(count, Number(process.argv[3] ?? Date.now()), conditions);
} finally {
  await rm(file);
}
