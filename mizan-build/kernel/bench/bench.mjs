/** Bundles the benchmarks the way an application is bundled for production, and runs them. */

import { build } from "esbuild";
import { spawnSync } from "node:child_process";

const outfile = "node_modules/.bench/rows.mjs";
await build({
  entryPoints: ["bench/rows.tsx"],
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
process.exitCode = spawnSync(process.execPath, ["--expose-gc", outfile], {
  stdio: "inherit",
}).status;
