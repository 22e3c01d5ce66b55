// Chromium as `@sparticuz/chromium` has it: packed.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Unpacks Chromium once for all tests of this machine, and returns the path of the program. `home` is the address of
 * the folder whose `node_modules` have the package.
 *
 * By itself the package unpacks every version to one and the same place, and takes for ready what another process is
 * still writing there. Here each process unpacks where no other one looks, and the first that is done shares it.
 */
export async function unpackChromium(home) {
  const manifest = new URL("node_modules/@sparticuz/chromium/package.json", home);
  const { version } = JSON.parse(await readFile(manifest, "utf8"));
  const shared = path.join(tmpdir(), `mizan-chromium-${version}`);
  if (!existsSync(shared)) {
    const own = await mkdtemp(`${shared}-`);
    await unpack(fileURLToPath(home), own);
    try {
      await rename(own, shared);
    } catch (error) {
      await rm(own, { recursive: true });
      if (!existsSync(shared)) throw error;
    }
  }
  return path.join(shared, "chromium");
}

const SCRIPT = `import chromium from "@sparticuz/chromium"; await chromium.executablePath();`;

/** The package unpacks to the folder for temporary files: a process of its own has one of its own. */
async function unpack(home, folder) {
  const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
  const script = ["--input-type=module", "--eval", SCRIPT];
  await promisify(execFile)(process.execPath, script, { cwd: home, env });
}
