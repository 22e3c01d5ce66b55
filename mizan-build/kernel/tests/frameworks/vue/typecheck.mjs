/** Checks the types of the pages. The checker of Vue needs a TypeScript that has an API in JavaScript. */

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
process.argv.push("-p", new URL(".", import.meta.url).pathname);
require("vue-tsc").run(require.resolve("typescript-5/lib/tsc"));
