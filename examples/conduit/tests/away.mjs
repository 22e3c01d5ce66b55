// Conduit on a page that was away: the server was restarted, the network was lost, the machine slept. It
// comes back by itself, asks for nothing that it shows already, and nothing flickers.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { openBrowser, startServer } = await import(process.env.MIZAN_BROWSER);

const ARTICLE = "/article/salt-in-four-acts";
const HOUR = 3_600_000;

let browser;
let directory;
let server;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "conduit-away-"));
  await start("0");
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function start(port) {
  const env = { PORT: port, CONDUIT_DATABASE: path.join(directory, "conduit.sqlite") };
  server = await startServer(process.env.CONDUIT, { env });
}

/** Somebody who reads the article, with the frames of their sockets. */
async function arrive(context, prepare = async () => {}) {
  const own = await browser.newContext();
  context.after(() => own.close());
  const page = await own.newPage();
  page.setDefaultTimeout(40_000);
  const [requests, subscribed] = [[], []];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/mizan/")) requests.push(`${request.method()} ${pathname}`);
  });
  page.on("websocket", (socket) => {
    const asked = new Map();
    socket.on("framesent", ({ payload }) => {
      const { id, action, of } = JSON.parse(payload);
      if (action === "subscribe") asked.set(id, of[0]);
    });
    socket.on("framereceived", ({ payload }) => {
      const { id, ok } = JSON.parse(payload);
      if (ok && asked.has(id)) subscribed.push({ socket, ...asked.get(id), answer: ok[0] });
    });
  });
  await prepare(page);
  await page.goto(server.address + ARTICLE);
  await page.getByText("I did the same once with a whole year of pickles.").waitFor();
  return { page, own, requests, subscribed };
}

async function writer(context, username) {
  return arrive(context, async (page) => {
    await page.goto(`${server.address}/register`);
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Email").fill(`${username}@example.com`);
    await page.getByLabel("Password").fill("a long password");
    await page.getByRole("button", { name: "Sign up", exact: true }).first().click();
    await page.getByRole("link", { name: "Your Feed" }).waitFor();
  });
}

const comment = (page, text) => page.locator(".card-text", { hasText: text });

async function say({ page }, text) {
  await page.getByLabel("Comment", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Post Comment", exact: true }).click();
  await comment(page, text).waitFor();
}

/** Waits until something that happens outside of the page has happened. */
async function until(page, isSo) {
  while (!isSo()) await page.waitForTimeout(20);
}

/** Notes what the page shows of the article, after every change of the page. */
async function watch(page) {
  await page.evaluate(() => {
    const look = () => [
      document.querySelector(".article-content")?.textContent ?? "",
      document.querySelectorAll(".card-text").length,
    ];
    globalThis.looks = [look()];
    new MutationObserver(() => globalThis.looks.push(look())).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

/** The article was there all the time, and no comment went away. */
async function expectNoFlicker(page) {
  const looks = await page.evaluate(() => globalThis.looks);
  const [[content, comments]] = looks;
  assert.ok(content.length > 100 && comments > 0, "the article was shown");
  let most = 0;
  for (const [shown, count] of looks) {
    assert.equal(shown, content, "the article was there all the time");
    assert.ok(count >= most, `${count} comments behind ${most}`);
    most = count;
  }
}

/** What was subscribed last bears the names of what was shown. */
function expectVersions({ subscribed }) {
  const { v, h } = subscribed.at(-1);
  assert.ok(v && h, `${v} ${h}`);
}

test("a server that is started anew", async (context) => {
  const author = await writer(context, "restarter");
  const reader = await arrive(context);
  await until(reader.page, () => reader.subscribed[0]);
  await watch(reader.page);
  const { port } = new URL(server.address);
  const before = reader.subscribed.length;
  await server.stop();
  reader.requests.length = 0;
  await start(port);
  await until(reader.page, () => reader.subscribed.length > before);
  expectVersions(reader);
  await author.page.reload();
  await say(author, "Said after the restart.");
  await comment(reader.page, "Said after the restart.").waitFor();
  assert.deepEqual(reader.requests, [], "it was pushed, and not asked for");
  await expectNoFlicker(reader.page);
});

test("a network that is lost and comes back", async (context) => {
  const author = await writer(context, "offliner");
  const reader = await arrive(context);
  await until(reader.page, () => reader.subscribed[0]);
  await watch(reader.page);
  await reader.own.setOffline(true);
  await reader.page.getByText("You are offline.").waitFor();
  await say(author, "Said to those who hear.");
  await reader.own.setOffline(false);
  await comment(reader.page, "Said to those who hear.").waitFor();
  await expectNoFlicker(reader.page);
});

test("a machine that slept for an hour", async (context) => {
  const author = await writer(context, "sleeper");
  // The clock of the wall goes on while the machine sleeps, and no timer does.
  const reader = await arrive(context, (page) =>
    page.addInitScript(() => {
      const { now } = Date;
      globalThis.slept = 0;
      Date.now = () => now.call(Date) + globalThis.slept;
    }),
  );
  const { page, own, subscribed } = reader;
  await until(page, () => subscribed[0]);
  await watch(page);
  const devtools = await own.newCDPSession(page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await say(author, "Said to a sleeper.");
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  const { socket } = subscribed.at(-1);
  await page.evaluate((hour) => {
    globalThis.slept = hour;
    document.dispatchEvent(new Event("visibilitychange"));
  }, HOUR);
  await until(page, () => subscribed.at(-1).socket !== socket);
  assert.ok(socket.isClosed(), "a socket that was silent for so long is not trusted");
  expectVersions(reader);
  await comment(page, "Said to a sleeper.").waitFor();
  await say(author, "Said to one who is awake.");
  await comment(page, "Said to one who is awake.").waitFor();
  await expectNoFlicker(page);
});

test("a page that was hidden, and missed nothing", async (context) => {
  const author = await writer(context, "hider");
  const reader = await arrive(context);
  const { page, own, subscribed } = reader;
  await until(page, () => subscribed[0]);
  await watch(page);
  const devtools = await own.newCDPSession(page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  const { socket } = subscribed.at(-1);
  for (const text of ["Said behind its back.", "And once more."]) await say(author, text);
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await comment(page, "And once more.").waitFor();
  assert.equal(socket.isClosed(), false, "the socket is kept");
  await expectNoFlicker(page);
});
