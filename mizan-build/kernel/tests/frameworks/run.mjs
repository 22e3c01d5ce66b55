/** Runs the behaviours of all frameworks, or of one: `npm run frameworks vue`. */

import { startVitest } from "vitest/node";

const [name] = process.argv.slice(2);
const vitest = await startVitest("test", [], {
  config: new URL("vitest.config.ts", import.meta.url).pathname,
  ...(name && { testNamePattern: name }),
  watch: false,
});
await vitest.close();
