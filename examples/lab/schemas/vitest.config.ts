// Superforms is part of an application of SvelteKit, whose virtual modules it imports.

import { defineConfig } from "vitest/config";

const replacement = new URL("sveltekit.ts", import.meta.url).pathname;

export default defineConfig({
  resolve: { alias: [{ find: /^\$app\/.*/, replacement }] },
  test: { server: { deps: { inline: ["sveltekit-superforms"] } } },
});
