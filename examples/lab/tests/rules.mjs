// Checks values by the rules of the generated client: a value in each line of the input, its messages in
// each line of the output.

import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const home = process.cwd();
const vite = createRequire(path.join(home, "package.json")).resolve("vite");
const { build } = await import(pathToFileURL(vite).href);
const outDir = await mkdtemp(path.join(tmpdir(), "rules-"));
try {
  const entry = path.join(home, "src/api/forms.ts");
  const output = { entryFileNames: "forms.mjs" };
  await build({
    root: home,
    configFile: false,
    logLevel: "error",
    build: { ssr: entry, outDir, emptyOutDir: false, rollupOptions: { output } },
  });
  const { rulesForm } = await import(pathToFileURL(path.join(outDir, "forms.mjs")).href);
  const lines = [];
  for await (const line of createInterface({ input: process.stdin })) {
    const value = JSON.parse(line);
    const { issues = [] } = rulesForm["~standard"].validate({ ...value, big: BigInt(value.big) });
    const messages = Object.create(null);
    for (const { path, message } of issues) (messages[path.join(".")] ??= []).push(message);
    lines.push(JSON.stringify(messages));
  }
  process.stdout.write(lines.join("\n") + "\n");
} finally {
  await rm(outDir, { recursive: true });
}
