// The pages of README, behind Vite's development server, in front of the newcomer's backend.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

/** What is looked for on the page, by the name that the Rust test gives. */
const looks = {
  tasks: {
    title: "a click adds a task, and the list shows it",
    look: async (page) => {
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByText("Water the plants").waitFor();
      assert.equal(await page.getByText("Water the plants").count(), 1);
    },
  },
  people: {
    title: "a wrong password is told, and the right one signs in",
    look: async (page) => {
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("This is not the password.").waitFor();
      await page.locator("input").fill("open sesame");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("Hello, Ada!").waitFor();
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByText("Water the plants").waitFor();
    },
  },
};

const { title, look } = looks[process.env.LOOK_FOR];

test(title, async (context) => {
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
    await look(page);
  });
});
