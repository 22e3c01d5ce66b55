/** Bundles code as an application does, and counts the bytes. */

import { build, transform } from "esbuild";
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { compile, compileModule } from "svelte/compiler";

/** The frameworks, each a folder with its adapter. */
export const frameworks = readdirSync("adapters", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** The kernel, as every client loads it: all that a page needs that reads. */
export const kernel = "export { Kernel, MizanError, createObserver } from './src/index.ts'";

/** The kernel of a page that calls functions as well, with optimistic changes and their state. */
export const callingKernel =
  "export { Kernel, MizanError, createObserver, call, createAction } from './src/index.ts'";

/** The hooks of an adapter, without its framework and the kernel. */
export const hooks = (name) => ({
  code: `export * from './adapters/${name}/hooks'`,
  external: ["../index"],
});

/** All of an adapter: also the components that a page has or has not. */
export const adapter = (name) => ({
  code: `export * from './adapters/${name}'`,
  external: ["../index"],
});

/** The parts that `import()` loads are chunks of their own, which a page loads when it needs them. */
const loadedLater = {
  name: "loaded later",
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    ),
};

/** Svelte compiles its components and modules. */
const svelte = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, ({ path: filename }) => ({
      contents: compile(readFileSync(filename, "utf8"), { filename }).js.code,
    }));
    onLoad({ filter: /\.svelte\.ts$/ }, async ({ path: filename }) => {
      const { code } = await transform(readFileSync(filename, "utf8"), { loader: "ts" });
      return { contents: compileModule(code, { filename }).js.code };
    });
  },
};

export async function bundle(code, external = []) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: "." },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    packages: "external",
    external,
    plugins: [loadedLater, svelte],
    write: false,
  });
  return outputFiles[0].text;
}

/** The size of a bundle, minified and gzipped. */
export async function sizeOf(code, external) {
  return gzipSync(await bundle(code, external), { level: 9 }).length;
}
