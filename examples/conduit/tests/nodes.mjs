// Two browsers on two nodes of Conduit, which share a database and a Redis: what is done in one window
// appears in the other, without a request.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { openBrowser, startServer } = await import(process.env.MIZAN_BROWSER);

const ARTICLE = "/article/salt-in-four-acts";

let browser;
let directory;
const nodes = [];

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "conduit-nodes-"));
  const env = { PORT: "0", CONDUIT_DATABASE: path.join(directory, "conduit.sqlite") };
  nodes.push(await startServer(process.env.CONDUIT, { env }));
  nodes.push(await startServer(process.env.CONDUIT, { env }));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  for (const node of nodes) await node.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Somebody on a node, who registers there and opens the article. */
async function arrive(context, node, username) {
  const own = await browser.newContext({ viewport: { width: 700, height: 900 } });
  context.after(() => own.close());
  const page = await own.newPage();
  const requests = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/mizan/")) requests.push(`${request.method()} ${pathname}`);
  });
  await page.goto(`${node.address}/register`);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Email").fill(`${username}@example.com`);
  await page.getByLabel("Password").fill("a long password");
  await page.getByRole("button", { name: "Sign up", exact: true }).first().click();
  await page.getByRole("link", { name: "Your Feed" }).waitFor();
  const subscribed = new Promise((resolve) => {
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        if (String(payload).includes('"ok"')) resolve();
      });
    });
  });
  await page.goto(node.address + ARTICLE);
  await page.getByText("I did the same once with a whole year of pickles.").waitFor();
  await subscribed;
  return { page, requests };
}

const comment = (page, text) => page.locator(".card-text", { hasText: text });

async function say(page, text) {
  await page.getByLabel("Comment", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Post Comment", exact: true }).click();
  await comment(page, text).waitFor();
}

/** Both windows side by side, in one picture. */
async function picture(context, windows) {
  const shots = [];
  for (const { page } of windows) {
    await page.getByLabel("Comment", { exact: true }).scrollIntoViewIfNeeded();
    shots.push((await page.screenshot()).toString("base64"));
  }
  const own = await browser.newContext({ viewport: { width: 1420, height: 940 } });
  context.after(() => own.close());
  const page = await own.newPage();
  const titled = shots.map((shot, index) => {
    const { host } = new URL(nodes[index].address);
    return `<figure><figcaption>${host}</figcaption><img src="data:image/png;base64,${shot}"></figure>`;
  });
  const style = "body{display:flex;gap:20px;margin:0;font:16px monospace}figure{margin:0}";
  await page.setContent(`<style>${style}</style>${titled.join("")}`);
  await page.screenshot({ path: process.env.PICTURE });
}

test("what is written on one node appears on the other, both ways", async (context) => {
  const windows = [
    await arrive(context, nodes[0], "first"),
    await arrive(context, nodes[1], "second"),
  ];
  const [one, other] = windows;
  other.requests.length = 0;
  await say(one.page, "Said on the first node.");
  await comment(other.page, "Said on the first node.").waitFor();
  assert.deepEqual(other.requests, [], "it is pushed, and not asked for");
  await say(other.page, "And answered on the second.");
  await comment(one.page, "And answered on the second.").waitFor();
  await picture(context, windows);
  await one.page.getByRole("button", { name: "Delete this comment" }).first().click();
  await comment(other.page, "Said on the first node.").waitFor({ state: "detached" });
});

test("a node that goes down leaves the other as it is", async (context) => {
  const { page } = await arrive(context, nodes[1], "third");
  await nodes.shift().stop();
  await say(page, "Said alone.");
});
