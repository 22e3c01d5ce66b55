// The listings of the guide as files, and bundles of what imports them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const { MIZAN_CLIENT, MIZAN_GUIDE, MIZAN_KERNEL, MIZAN_PLACE } = process.env;

/** The place of the test, with the client and the listings in it. */
export const place = MIZAN_PLACE;

/** Writes the client and the listings, by the names that they export. */
export async function writeListings(change = (text) => text) {
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  await cp(MIZAN_CLIENT, path.join(place, "api"), { recursive: true });
  const page = await readFile(MIZAN_GUIDE, "utf8");
  for (const [, language, listing] of page.matchAll(/```(ts|js)\n(.*?)```/gs)) {
    const name = listing.match(/export (?:const|function) (\w+)/)?.[1];
    if (name) await writeFile(path.join(place, `${name}.${language}`), change(listing));
  }
}

/** Holds the listings and files of this folder against the types of the client. */
export async function checkTypes(files) {
  for (const file of files) await cp(path.join(import.meta.dirname, file), path.join(place, file));
  const options = {
    extends: path.join(MIZAN_KERNEL, "tsconfig.json"),
    compilerOptions: { allowJs: true, typeRoots: [path.join(MIZAN_KERNEL, "node_modules/@types")] },
    include: ["*.ts"],
  };
  await writeFile(path.join(place, "tsconfig.json"), JSON.stringify(options));
  const compiler = path.join(MIZAN_KERNEL, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync("node", [compiler, "-p", place], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
}

/** Bundles files of this folder for a browser or for Node.js, beside the listings. */
export async function bundle(files, platform) {
  const esbuild = createRequire(path.join(MIZAN_KERNEL, "package.json"))("esbuild");
  for (const file of files) {
    await cp(path.join(import.meta.dirname, file), path.join(place, file));
  }
  await esbuild.build({
    entryPoints: files.map((file) => path.join(place, file)),
    outdir: path.join(place, "dist"),
    bundle: true,
    format: "esm",
    platform,
    splitting: true,
    target: "es2022",
  });
  return path.join(place, "dist");
}
