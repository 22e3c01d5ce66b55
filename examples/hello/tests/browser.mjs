// The guestbook as a visitor meets it: signed, refreshed without a reload, still there after a
// restart of the server.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

let browser;
let directory;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "guestbook-"));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Starts the guestbook with a database file of its own; it ends with the test, if not before. */
async function start(context, database) {
  const server = await startServer(process.env.HELLO, {
    env: { PORT: "0", HELLO_DATABASE: path.join(directory, database) },
  });
  context.after(server.stop);
  return server;
}

/** Opens the page and notes each request that it sends to the API, and each page load. */
async function visit(address) {
  const page = await browser.newPage();
  const requests = [];
  const problems = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname.startsWith("/api/")) requests.push(`${request.method()} ${url.pathname}`);
    if (request.isNavigationRequest()) requests.push("page load");
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  await page.goto(address);
  return { page, requests, problems };
}

const READ = "GET /api/mizan/ctx/guestbook/";
const CALL = "POST /api/mizan/call/";

async function sign(page, name, message) {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Message").fill(message);
  await page.getByRole("button", { name: "Sign" }).click();
}

test("a signature appears without a reload and outlives the server", async (context) => {
  const server = await start(context, "outlives.sqlite");
  const { page, requests, problems } = await visit(server.address);
  await withScreenshot(page, "screenshots", "sign", async () => {
    await page.getByText("Nobody has signed yet").waitFor();
    assert.deepEqual(requests.splice(0), ["page load", READ], "one read for the whole page");

    await sign(page, "Ada", "What a lovely engine.");
    await page.getByRole("listitem").filter({ hasText: "What a lovely engine." }).waitFor();
    await page.waitForFunction(() => document.querySelector("textarea").value === "");
    assert.deepEqual(requests.splice(0), [CALL], "one round trip changes and refreshes");
    assert.deepEqual(problems, []);
  });
  await page.close();
  await server.stop();

  const restarted = await start(context, "outlives.sqlite");
  const again = await visit(restarted.address);
  await withScreenshot(again.page, "screenshots", "restart", async () => {
    await again.page.getByText("What a lovely engine.").waitFor();
    assert.deepEqual(again.requests.splice(0), ["page load", READ]);

    await again.page.getByRole("button", { name: "Remove" }).click();
    await again.page.getByText("Nobody has signed yet").waitFor();
    assert.deepEqual(again.requests, [CALL]);
    const log = await again.page.evaluate(() => globalThis.mizan.$debug());
    assert.match(log, /remove/, "the console's `mizan.$debug()` tells what happened");
    assert.deepEqual(again.problems, []);
  });
});

test("a refused signature says why, keeps what was written, and reads nothing again", async (context) => {
  const server = await start(context, "refused.sqlite");
  const { page, requests } = await visit(server.address);
  await withScreenshot(page, "screenshots", "refused", async () => {
    await page.getByText("Nobody has signed yet").waitFor();
    requests.splice(0);

    await sign(page, "  ", "From nobody.");
    await page.getByRole("alert").filter({ hasText: "Please say who you are." }).waitFor();
    assert.deepEqual(requests.splice(0), [CALL]);
    assert.equal(await page.getByLabel("Message").inputValue(), "From nobody.");

    await sign(page, "Grace", "Now with a name.");
    await page.getByRole("listitem").filter({ hasText: "Now with a name." }).waitFor();
    assert.equal(await page.getByRole("alert").count(), 0, "the refusal is forgotten");
  });
});

test("a visitor who returns to the page sees what others have signed meanwhile", async (context) => {
  const server = await start(context, "others.sqlite");
  const reader = await visit(server.address);
  const writer = await visit(server.address);
  await withScreenshot(reader.page, "screenshots", "others", async () => {
    await reader.page.getByText("Nobody has signed yet").waitFor();
    reader.requests.splice(0);
    await sign(writer.page, "Ada", "Seen later.");
    await writer.page.getByRole("listitem").filter({ hasText: "Seen later." }).waitFor();
    assert.deepEqual(reader.requests, []);

    await reader.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await reader.page.getByRole("listitem").filter({ hasText: "Seen later." }).waitFor();
    assert.deepEqual(reader.requests, [READ], "one read, without a reload");
  });
});
