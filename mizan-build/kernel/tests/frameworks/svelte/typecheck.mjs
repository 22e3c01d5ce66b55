/** Checks the types of the pages. The checker of Svelte needs a TypeScript that has an API in JavaScript. */

import Module, { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
  resolve(name.replace(/^typescript(?=\/|$)/, "typescript-5"), ...rest);
process.argv.push("--tsconfig", new URL("tsconfig.json", import.meta.url).pathname);
process.argv.push("--fail-on-warnings");
require("svelte-check/bin/svelte-check");
