/** Measures what a user's bundle gains by the kernel and by an adapter; fails above the limits. */

import { build } from "esbuild";
import { gzipSync } from "node:zlib";

const KB = 1024;
const REACT = ["react", "react/jsx-runtime"];

const measures = [
  {
    name: "kernel",
    code: "export { Kernel, MizanError, Observer } from './src/index.ts'",
    limit: 6.3 * KB,
  },
  {
    name: "kernel, with uploads, hydration and the state of mutations",
    code: "export * from './src/index.ts'",
  },
  {
    name: "React adapter",
    code: "export * from './adapters/react/index.tsx'",
    external: [...REACT, "../index"],
    limit: KB,
  },
];

async function bundle(code, external = []) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: "." },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    external,
    write: false,
  });
  return outputFiles[0].text;
}

for (const { name, code, external, limit } of measures) {
  const bytes = gzipSync(await bundle(code, external), { level: 9 }).length;
  const over = limit && bytes > limit;
  if (over) process.exitCode = 1;
  const verdict = limit ? `, limit ${limit}${over ? ": too large" : ""}` : "";
  console.log(`${name}: ${bytes} bytes minified and gzipped${verdict}`);
}

/** What is left of a client that a page imports and does not use, but for React's own imports. */
const left = (await bundle("import './sample/api'", REACT)).replace(/import[^;]*;/g, "").trim();
console.log(`a client imported and not used: ${left.length} bytes`);
if (left) process.exitCode = 1;
