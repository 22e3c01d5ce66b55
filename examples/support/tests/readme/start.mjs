// The one command of `examples/start`, which watches both halves.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, connect } from "node:net";
import path from "node:path";
import { test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

/** The longest time that the compiler needs beside other tests. */
const COMPILED = 300_000;

/**
 * A port on which nothing listens. It is none of those from which systems take the near end of a connection: one of
 * these might be taken before the server is up.
 */
async function freePort() {
  for (;;) {
    const port = 16_384 + Math.floor(Math.random() * 16_384);
    const server = createServer();
    const isFree = new Promise((resolve) => {
      server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!(await isFree)) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

async function until(holds, what) {
  const end = Date.now() + COMPILED;
  while (!(await holds())) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const isListening = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });

test("one command watches both halves", async (context) => {
  const directory = process.env.APPLICATION;
  const port = await freePort();
  const both = await startServer("npm", {
    args: ["--prefix", "web", "run", "dev"],
    cwd: directory,
    detached: true,
    env: { NO_COLOR: "1", ADDRESS: `127.0.0.1:${port}` },
  });
  context.after(both.stop);
  const local = () => both.lines.join("\n").match(/Local:\s+(http:\/\/[^\s/]+)/)?.[1];
  await until(() => local() !== undefined, "Vite prints its address");
  await until(() => isListening(port), "the server listens");

  const browser = await openBrowser();
  context.after(() => browser.close());
  const page = await browser.newPage();
  await withScreenshot(page, "screenshots", "start", async () => {
    await page.goto(local());
    await page.locator("input").fill("open sesame");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Hello, Ada!").waitFor();
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("Water the plants").waitFor();

    const tasks = path.join(directory, "src/tasks.rs");
    const source = await readFile(tasks, "utf8");
    await writeFile(tasks, source.replace("Task { id, title }", 'Task { id, title: title + "!" }'));
    await until(async () => {
      await page.getByRole("button", { name: "Add" }).click();
      return (await page.getByText("Water the plants!").count()) > 0;
    }, "the server is restarted with what was saved");
  });

  await both.stop();
  await until(async () => !(await isListening(port)), "the end of the command ends the server");
});
