/**
 * Compares the bytes of one small page, which shows a name and changes it, written with Mizan and with its
 * neighbours; without React itself. The packages of the neighbours are installed into a temporary directory.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** The pages, each a file of `neighbours`, and the packages that it is written with. */
const pages = {
  mizan: {},
  tanstack: { "@tanstack/react-query": "5.108.4" },
  trpc: {
    "@tanstack/react-query": "5.108.4",
    "@trpc/client": "11.22.1",
    "@trpc/server": "11.22.1",
    "@trpc/tanstack-react-query": "11.22.1",
  },
  convex: { convex: "1.49.0" },
};

/** Prefers the packages that were installed for the comparison over those of the kernel's tests. */
const installed = (home) => ({
  name: "installed",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(@tanstack|@trpc|convex)/ }, ({ path, kind, pluginData }) =>
      pluginData ? undefined : resolve(path, { kind, resolveDir: home, pluginData: true }),
    );
  },
});

async function sizeOf(page, home) {
  const { outputFiles } = await build({
    entryPoints: [`bench/neighbours/${page}.jsx`],
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    outdir: "out",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["react", "react-dom", "react/jsx-runtime"],
    plugins: [installed(home)],
    write: false,
  });
  // What `import()` loads is a file of its own, which the page loads when it needs it.
  const entry = outputFiles.find(({ path }) => path.endsWith(`${page}.js`));
  const imported = outputFiles.filter(({ path }) =>
    new RegExp(`from ?"./${path.split("/").pop()}"|import ?"./${path.split("/").pop()}"`).test(
      entry.text,
    ),
  );
  const text = [entry, ...imported].map((file) => file.text).join("");
  return gzipSync(text, { level: 9 }).length;
}

const home = mkdtempSync(join(tmpdir(), "mizan-neighbours-"));
try {
  const dependencies = Object.assign({ react: "19" }, ...Object.values(pages));
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true, dependencies }));
  execFileSync("npm", ["install", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: home,
    stdio: "inherit",
  });
  for (const page of Object.keys(pages)) {
    console.log(`${page}: ${await sizeOf(page, home)} bytes minified and gzipped, without React`);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
