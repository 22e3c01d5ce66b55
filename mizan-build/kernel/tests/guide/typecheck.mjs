/**
 * Checks the types of the listings in the guide's pages on frameworks, each a file that imports the sample
 * client of its framework.
 */

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const kernel = join(here, "../..");

/** The checker of each framework, which takes a folder with a `tsconfig.json`. */
const CHECKERS = {
  react: [join(kernel, "node_modules/typescript/bin/tsc"), "-p"],
  solid: [join(kernel, "node_modules/typescript/bin/tsc"), "-p"],
  svelte: [join(kernel, "tests/frameworks/svelte/typecheck.mjs")],
  vue: [join(kernel, "tests/frameworks/vue/typecheck.mjs")],
};

/** The compiler's options of each framework whose test pages have none of their own. */
const PLAIN = "../../../tsconfig.json";
const CONFIGURATIONS = {
  react: { extends: PLAIN },
  solid: { extends: PLAIN, compilerOptions: { jsx: "preserve", jsxImportSource: "solid-js" } },
};

/** The listings of a page that are whole files: they import the client. */
function findListings(page) {
  const text = readFileSync(join(kernel, `../../mizan/guide/${page}.md`), "utf8");
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return blocks.filter(([, , code]) => code.includes('from "./api"'));
}

/** Writes the listings of a page into a folder. */
function writeListings(folder, page, listings) {
  for (const [index, [, language, code]] of listings.entries()) {
    writeFileSync(join(folder, `listing${index}.${language}`), code);
  }
  mkdirSync(join(folder, "api"));
  writeFileSync(join(folder, "api/index.ts"), `export * from "../../../../sample/${page}";\n`);
  // The compiler's options that the pages of the tests have.
  const options = `tests/frameworks/${page}/svelte.config.js`;
  if (existsSync(join(kernel, options)))
    copyFileSync(join(kernel, options), join(folder, "svelte.config.js"));
  const own = CONFIGURATIONS[page] ?? { extends: `../../frameworks/${page}/tsconfig.json` };
  const config = { include: ["."], exclude: [], ...own };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
}

let failed = 0;
for (const [page, checker] of Object.entries(CHECKERS)) {
  const listings = findListings(page);
  const folder = mkdtempSync(join(here, `${page}-`));
  try {
    writeListings(folder, page, listings);
    const { status } = spawnSync("node", [...checker, folder], { stdio: "inherit" });
    console.log(
      `${page}: ${listings.length} listings of the guide, ${status ? "with errors" : "right"}`,
    );
    failed += status !== 0 || listings.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = failed ? 1 : 0;
