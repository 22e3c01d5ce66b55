/**
 * Plays schedules against the servers that the test `real_server` of the crate starts. `MIZAN_RUNS`
 * says how many, `MIZAN_SEED` which; `MIZAN_STORY` is a single one, as a failure tells it.
 */

import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const {
  MIZAN_NODES,
  MIZAN_CONTROL,
  MIZAN_RUNS = "3000",
  MIZAN_SEED = "1",
  MIZAN_STORY,
} = process.env;
const directory = await mkdtemp(path.join(tmpdir(), "schedules-"));
const file = path.join(directory, "many.mjs");
await build({
  entryPoints: [new URL("many.ts", import.meta.url).pathname],
  outfile: file,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: "inline",
});
try {
  const { drawStories, playAll } = await import(file);
  const servers = { nodes: MIZAN_NODES.split(" "), control: MIZAN_CONTROL };
  const drawn = drawStories(Number(MIZAN_RUNS), Number(MIZAN_SEED));
  await playAll(servers, MIZAN_STORY ? [JSON.parse(MIZAN_STORY)] : drawn);
  console.log("all schedules kept the laws under real servers");
} finally {
  await rm(directory, { recursive: true });
}
process.exit();
