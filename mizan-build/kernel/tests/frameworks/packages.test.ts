/** What `tsc` says of a client whose framework is not installed, is too old, or is another than its page's. */

import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const KERNEL = new URL("../..", import.meta.url).pathname;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "packages-"));
  for (const name of ["src", "adapters", "sample"]) {
    await symlink(join(KERNEL, name), join(directory, name));
  }
});

afterAll(() => rm(directory, { recursive: true }));

/** The errors in a page, and in the client that it imports, where packages are found in these places. */
async function check(page: string, packages: { readonly [name: string]: string } = {}) {
  const paths = Object.entries(packages).map(([name, place]) => {
    return [name, [join(KERNEL, "node_modules", place)]] as const;
  });
  const compilerOptions = {
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
    jsx: "react-jsx",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    preserveSymlinks: true,
    types: [],
    paths: Object.fromEntries(paths),
  };
  await writeFile(join(directory, "page.ts"), page);
  const configuration = { compilerOptions, include: ["page.ts"] };
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify(configuration));
  const tsc = join(KERNEL, "node_modules/typescript/bin/tsc");
  const told = await new Promise<string>((resolve) => {
    const options = [tsc, "--pretty", "false", "-p", "."];
    execFile(process.execPath, options, { cwd: directory }, (_error, text) => resolve(text));
  });
  const errors = [...told.matchAll(/^(\S+?)\(\d+,\d+\): error TS\d+: (.*)$/gm)];
  return errors.map(([, file, text]) => `${file}: ${text}`);
}

const use = (framework: string) => `export { useUser } from "./sample/${framework}";`;

const SVELTE_5 = { svelte: "svelte", "svelte/*": "svelte/*" };

const VUE_35 = { vue: "vue" };

test("a client and a package that suits it", async () => {
  expect(await check(use("vue"), VUE_35)).toEqual([]);
  expect(await check(use("svelte"), SVELTE_5)).toEqual([]);
  const react = { react: "@types/react", "react/*": "@types/react/*" };
  expect(await check(use("react"), react)).toEqual([]);
  const solid = { "solid-js": "solid-js", "solid-js/*": "solid-js/*" };
  expect(await check(use("solid"), solid)).toEqual([]);
});

test("a package that is not installed", async () => {
  const packages = { react: "react", solid: "solid-js/web", svelte: "svelte", vue: "vue" };
  for (const [framework, name] of Object.entries(packages)) {
    const missing = `Cannot find module '${name}' or its corresponding type declarations.`;
    const told = (await check(use(framework))).filter((line) => /requires.ts/.test(line));
    expect(told).toEqual([`adapters/${framework}/requires.ts: ${missing}`]);
  }
});

const OLD = {
  react: ["React 19", "react@19 react-dom@19 @types/react@19", "react", "@types/react-18"],
  solid: ["Solid 1.9", "solid-js@1.9", "solid-js", "solid-js-1.8"],
  svelte: ["Svelte 5", "svelte@5", "svelte", "svelte-4"],
  vue: ["Vue 3.5", "vue@3.5", "vue", "vue-3.4"],
} as const;

test.each(Object.entries(OLD))(
  "a package that is too old: %s",
  async (framework, [needed, packages, name, old]) => {
    const told = await check(use(framework), { [name]: old, [`${name}/*`]: `${old}/*` });
    const sentence = `This client needs ${needed} or newer. Write: npm install ${packages}`;
    expect(told).toContain(
      `adapters/${framework}/requires.ts: Type '"${sentence}"' does not satisfy the constraint 'true'.`,
    );
  },
);

test("a page that was written for another framework", async () => {
  const page = `
    import { Mizan, UserContext, useUser } from "./sample/vue";
    export const parts = [Mizan, UserContext];
    export const name = () => useUser({ userId: 5 }).data?.userProfile.name;
  `;
  expect(await check(page, VUE_35)).toEqual([
    `page.ts: '"./sample/vue"' has no exported member named 'Mizan'. Did you mean 'mizan'?`,
    expect.stringMatching(/^page.ts: Property 'userProfile' does not exist on type 'Readonly<Ref</),
  ]);
  const toSvelte = page.replaceAll("vue", "svelte");
  expect(await check(toSvelte, SVELTE_5)).toEqual([
    `page.ts: '"./sample/svelte"' has no exported member named 'Mizan'. Did you mean 'mizan'?`,
  ]);
});
