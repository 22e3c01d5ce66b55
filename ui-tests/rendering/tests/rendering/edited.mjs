// An edit of a component is shown in the page that is open, which is not loaded again, and in the next one.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { openBrowser, startServer } = await import(process.env.MIZAN_BROWSER);
const { SERVER, WEB } = process.env;

const FILES = { react: "Note.tsx", vue: "Note.vue", svelte: "Note.svelte", solid: "Note.tsx" };

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

for (const [framework, file] of Object.entries(FILES)) {
  test(`an edit in ${framework}`, async (context) => {
    const directory = await mkdtemp(path.join(tmpdir(), "rendering-"));
    let server;
    // In this order: Vite writes to the directory as long as it runs.
    context.after(async () => {
      await server?.stop();
      await rm(directory, { recursive: true, force: true });
    });
    const root = path.join(directory, "web");
    await cp(path.join(WEB, framework), root, { recursive: true });
    await symlink(path.join(WEB, "node_modules"), path.join(directory, "node_modules"));
    // Vite prepares packages beside this file.
    await writeFile(path.join(root, "package.json"), '{"type":"module"}');
    server = await startServer(SERVER, { args: [framework, root], env: { PORT: "0" } });

    const page = await browser.newPage();
    context.after(() => page.close());
    page.setDefaultTimeout(60_000);
    const problems = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    await page.goto(`${server.address}/notes/tea`);
    assert.equal(await page.locator("#text").textContent(), "about tea");
    // The scripts of Vite have run, and it does not load the page again for packages that it has just found.
    await page.waitForFunction(() => "mizan" in globalThis);
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => (globalThis.isOpen = true));

    const source = path.join(root, file);
    const text = await readFile(source, "utf8");
    await writeFile(source, text.replace('id="text">', 'id="text">Edited: '));
    await page.locator("#text", { hasText: "Edited: about tea" }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.isOpen), true, "the page was loaded again");
    const next = await (await fetch(`${server.address}/notes/tea`)).text();
    assert.match(next, /Edited: /);
    assert.deepEqual(problems, []);
  });
}
