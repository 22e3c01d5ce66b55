/**
 * Plays histories of rooms against the servers that the test `real_rooms` of the crate starts.
 * `MIZAN_RUNS` says how many, `MIZAN_SEED` which.
 */

import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const { MIZAN_NODES, MIZAN_RUNS = "20", MIZAN_SEED = "1" } = process.env;
const directory = await mkdtemp(path.join(tmpdir(), "rooms-"));
const file = path.join(directory, "history.cjs");
await build({
  entryPoints: [new URL("history.ts", import.meta.url).pathname],
  outfile: file,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
});
try {
  const { playAll } = (await import(file)).default;
  await playAll(MIZAN_NODES.split(" "), Number(MIZAN_RUNS), Number(MIZAN_SEED));
  console.log(`${MIZAN_RUNS} histories of rooms kept the laws under real servers`);
} finally {
  await rm(directory, { recursive: true });
}
process.exit();
