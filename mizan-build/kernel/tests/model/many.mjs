/**
 * Plays as many interleavings as an argument says, outside of the test runner, as fast as possible:
 * `node many.mjs <count> <seed> [live]`.
 */

import { build } from "esbuild";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const count = Number(process.argv[2] ?? 100_000);
const file = path.join(tmpdir(), `mizan-interleavings-${process.pid}.mjs`);
await build({
  entryPoints: [new URL("many.ts", import.meta.url).pathname],
  outfile: file,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
});
try {
  const { playMany, CONDITIONS, LIVE_CONDITIONS } = await import(pathToFileURL(file));
  const conditions = process.argv[4] === "live" ? LIVE_CONDITIONS : CONDITIONS;
  await playMany(count, Number(process.argv[3] ?? Date.now()), conditions);
} finally {
  await rm(file);
}
