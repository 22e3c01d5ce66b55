/** Bundles the benchmarks the way an application is bundled for production, and runs them. */

import { build } from "esbuild";
import { spawnSync } from "node:child_process";

const BENCHMARKS = {
  forms: "bench/forms.ts",
  rows: "bench/rows.tsx",
  ssr: "bench/ssr.tsx",
  storm: "bench/storm.ts",
};

/** All of them, or those that the command line names. */
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHMARKS);
for (const name of chosen) {
  const outfile = `node_modules/.bench/${name}.mjs`;
  await build({
    entryPoints: [BENCHMARKS[name]],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    jsx: "automatic",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    // The page that the rows stand on is no part of what is measured.
    external: ["happy-dom"],
    banner: {
      js: "import { createRequire } from 'module'; const require = createRequire(import.meta.url);",
    },
    outfile,
  });
  const { status } = spawnSync(process.execPath, ["--expose-gc", outfile], { stdio: "inherit" });
  process.exitCode ||= status;
}
