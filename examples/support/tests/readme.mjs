// The page of README, behind Vite's development server, in front of the reader's backend.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

test("a click adds a task, and the list shows it", async (context) => {
  const backend = await startServer(process.env.BACKEND, {});
  context.after(backend.stop);
  const vite = await startServer(path.join(process.env.WEB, "node_modules/.bin/vite"), {
    args: ["--port", "0", "--host", "127.0.0.1"],
    cwd: process.env.WEB,
    env: { NO_COLOR: "1", BACKEND_ADDRESS: backend.address },
  });
  context.after(vite.stop);
  const browser = await openBrowser();
  context.after(() => browser.close());

  const page = await browser.newPage();
  await withScreenshot(page, "screenshots", "readme", async () => {
    await page.goto(vite.address);
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("Water the plants").waitFor();
    assert.equal(await page.getByText("Water the plants").count(), 1);
  });
});
