/** The behaviours of the frameworks, which `npm run frameworks` runs; `npm run unit` does not. */

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL(".", import.meta.url).pathname,
    include: ["*.test.ts"],
    // The first page of a framework waits until Vite has prepared its packages.
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
