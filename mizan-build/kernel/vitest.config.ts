/**
 * Applications may compile their pages with the React Compiler, and with them the adapter that is
 * among their sources; so do the tests.
 */

import { transformAsync } from "@babel/core";
import { configDefaults, defineConfig } from "vitest/config";

const COMPILED = /\/adapters\/react\/|\.compiled\.tsx$/;

export default defineConfig({
  test: {
    // A test waits for events, and a property for many of them: only one that hangs takes so long.
    testTimeout: 60_000,
    exclude: [...configDefaults.exclude, "tests/frameworks/**"],
  },
  plugins: [
    {
      name: "react-compiler",
      enforce: "pre",
      transform(code, filename) {
        if (!COMPILED.test(filename)) return undefined;
        return transformAsync(code, {
          filename,
          configFile: false,
          parserOpts: { plugins: ["typescript", "jsx"] },
          plugins: ["babel-plugin-react-compiler"],
        }) as Promise<{ code: string }>;
      },
    },
  ],
});
