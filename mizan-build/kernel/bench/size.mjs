/** Measures what a user's bundle gains by the kernel and by an adapter; fails above the limits. */

import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1024;
/** The frameworks, each a folder with its adapter. */
const frameworks = readdirSync("adapters", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

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
  ...frameworks.map((name) => ({
    name: `adapter of ${name}`,
    code: `export * from './adapters/${name}'`,
    external: ["../index"],
    limit: KB,
  })),
];

async function bundle(code, external = []) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: "." },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    packages: "external",
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

/** The code that stays of a client that a page imports and does not use, without its imports. */
for (const name of ["api", ...frameworks]) {
  const rest = (await bundle(`import './sample/${name}'`)).replace(/import[^;]*;/g, "").trim();
  console.log(`sample/${name}, imported and not used: ${rest.length} bytes`);
  if (rest) process.exitCode = 1;
}
