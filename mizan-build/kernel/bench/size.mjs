/** Measures what a user's bundle gains by the kernel and by an adapter; fails above the limits. */

import { build } from "esbuild";
import { gzipSync } from "node:zlib";

const KB = 1024;
const kernel = "export { Kernel, MizanError, Observer, bigint } from './src/index.ts'";

const measures = [
  { name: "kernel", code: kernel, limit: 6 * KB },
  { name: "kernel, uploads and hydration too", code: "export * from './src/index.ts'" },
  {
    name: "React adapter",
    code: "export * from './adapters/react.tsx'",
    external: ["react", "react/jsx-runtime", "./index"],
    limit: KB,
  },
];

async function measure({ code, external = [] }) {
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
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

for (const { limit, ...subject } of measures) {
  const bytes = await measure(subject);
  const over = limit && bytes > limit;
  if (over) process.exitCode = 1;
  const verdict = limit ? `, limit ${limit}${over ? ": too large" : ""}` : "";
  console.log(`${subject.name}: ${bytes} bytes minified and gzipped${verdict}`);
}
