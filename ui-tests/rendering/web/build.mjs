// Builds both bundles of each framework.

import { writeFileSync } from "node:fs";
import { build } from "vite";

for (const framework of ["react", "vue", "svelte", "solid"]) {
  const root = new URL(framework, import.meta.url).pathname;
  const to = (directory) => ({ outDir: `../${directory}/${framework}`, emptyOutDir: true });
  // The benchmark stands beside a server by hand, with the same component.
  const input = ["server.ts", ...(framework === "react" ? ["by-hand.ts"] : [])];
  const rolldownOptions = { input };
  await build({ root, logLevel: "warn", build: { ssr: true, rolldownOptions, ...to("dist-server") } });
  await build({ root, logLevel: "warn", build: to("dist") });
}

// Tells that the bundles are newer than their sources.
const written = new URL("dist/index.html", import.meta.url);
writeFileSync(written, "<!doctype html><title>The directories beside it have the documents.</title>\n");
