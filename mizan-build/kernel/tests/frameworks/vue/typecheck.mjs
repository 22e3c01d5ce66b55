/**
 * Checks the types of the pages, or of another folder that is named. The checker of Vue needs a TypeScript
 * that has an API in JavaScript.
 */

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [folder = new URL(".", import.meta.url).pathname] = process.argv.splice(2);
process.argv.push("-p", folder);
require("vue-tsc").run(require.resolve("typescript-5/lib/tsc"));
