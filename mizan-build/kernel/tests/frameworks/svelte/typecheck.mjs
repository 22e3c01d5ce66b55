/**
 * Checks the types of the pages, or of another folder that is named. The checker of Svelte needs a TypeScript
 * that has an API in JavaScript.
 */

import Module, { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
  resolve(name.replace(/^typescript(?=\/|$)/, "typescript-5"), ...rest);
const [folder = new URL(".", import.meta.url).pathname] = process.argv.splice(2);
process.argv.push("--workspace", folder, "--tsconfig", join(folder, "tsconfig.json"));
process.argv.push("--fail-on-warnings");
require("svelte-check/bin/svelte-check");
