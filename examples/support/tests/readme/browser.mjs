// The pages of the guide's application, behind Vite's development server in front of the newcomer's backend,
// and delivered by the backend itself.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

/** Signs in, and adds a task. */
async function signInAndAdd(page) {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("This is not the password.").waitFor();
  await page.locator("input").fill("open sesame");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Hello, Ada!").waitFor();
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("Water the plants").waitFor();
}

/** What is looked for on the page, by the name that the Rust test gives. */
const looks = {
  tasks: {
    title: "a click adds a task, and its answer brings the list",
    look: async (page) => {
      await page.waitForFunction(() => globalThis.mizan?.$debug().includes("landed  tasks"));
      const sent = [];
      page.on("request", (request) => request.url().includes("/api/mizan/") && sent.push(request));
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByText("Water the plants").waitFor();
      assert.equal(await page.getByText("Water the plants").count(), 1);
      assert.deepEqual(
        sent.map((request) => `${request.method()} ${new URL(request.url()).pathname}`),
        ["POST /api/mizan/call/"],
      );
      const { contexts } = await (await sent[0].response()).json();
      assert.deepEqual(contexts[0].bundle.open_tasks, [{ id: 0, title: "Water the plants" }]);
    },
  },
  people: {
    title: "a wrong password is told, the right one signs in, and it is good after a restart",
    look: async (page, restart) => {
      await signInAndAdd(page);
      await restart();
      await page.reload();
      await page.getByText("Hello, Ada!").waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Sign in" }).waitFor();
    },
  },
  deployed: {
    title: "the backend delivers the page, at every address",
    isDeployed: true,
    look: async (page) => {
      await signInAndAdd(page);
      await page.goto(new URL("/tasks/5", page.url()).href);
      await page.getByText("Hello, Ada!").waitFor();
    },
  },
};

const { title, look, isDeployed } = looks[process.env.LOOK_FOR];

const { BACKEND, DIRECTORY, WEB } = process.env;

/** Starts the backend in the newcomer's directory, at an address if it has had one. */
const startBackend = (address) =>
  startServer(BACKEND, {
    cwd: DIRECTORY,
    env: address ? { LISTEN: new URL(address).host } : { ADDRESS: "127.0.0.1:0" },
  });

const startVite = (backend) =>
  startServer(path.join(WEB, "node_modules/.bin/vite"), {
    args: ["--port", "0", "--host", "127.0.0.1"],
    cwd: WEB,
    env: { NO_COLOR: "1", BACKEND_ADDRESS: backend.address },
  });

test(title, async (context) => {
  let backend = await startBackend();
  context.after(() => backend.stop());
  const restart = async () => {
    await backend.stop();
    backend = await startBackend(backend.address);
  };
  const front = isDeployed ? backend : await startVite(backend);
  context.after(() => isDeployed || front.stop());
  const browser = await openBrowser();
  context.after(() => browser.close());

  const page = await browser.newPage();
  await withScreenshot(page, "screenshots", "newcomer", async () => {
    await page.goto(front.address);
    await look(page, restart);
  });
});
