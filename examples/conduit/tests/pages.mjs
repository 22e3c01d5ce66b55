// The pages that the server renders: read without scripts, taken over without a request, kept until somebody changes
// what they show.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

const ARTICLE = "/article/salt-in-four-acts";
const COMMENT = "I did the same once with a whole year of pickles.";

let browser;
let directory;
let server;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "conduit-pages-"));
  const database = path.join(directory, "conduit.sqlite");
  server = await startServer(process.env.CONDUIT, {
    env: { PORT: "0", CONDUIT_DATABASE: database },
  });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Somebody with a browser of their own; `requests` notes what they ask the API for. */
async function arrive(context, { javaScriptEnabled = true } = {}) {
  const own = await browser.newContext({
    viewport: { width: 1100, height: 800 },
    javaScriptEnabled,
    locale: "de-DE",
    timezoneId: "Pacific/Kiritimati",
  });
  context.after(() => own.close());
  const page = await own.newPage();
  const requests = [];
  const problems = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/mizan/")) requests.push(`${request.method()} ${pathname}`);
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    // The browser itself says so of a page with the status 404.
    const isOfBrowser = message.text().startsWith("Failed to load resource");
    const isLoud = ["error", "warning"].includes(message.type());
    if (isLoud && !isOfBrowser) problems.push(message.text());
  });
  const visit = (address) => page.goto(server.address + address);
  return { page, requests, problems, visit };
}

/** React has taken over what there is, and nothing is on its way any more. */
async function settle(page) {
  await page.waitForFunction(() => {
    const root = document.getElementById("root");
    return Object.keys(root).some((key) => key.startsWith("__reactContainer"));
  });
  await page.waitForLoadState("networkidle");
}

async function signIn({ page, visit }) {
  await visit("/login");
  await page.getByLabel("Email").fill("reader@example.com");
  await page.getByLabel("Password").fill("read and write");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Your Feed" }).waitFor();
}

const heading = (page, name) => page.getByRole("heading", { name }).first();

test("an article stands in the source of its page", async () => {
  const response = await fetch(server.address + ARTICLE);
  const source = await response.text();
  assert.equal(response.status, 200);
  assert.match(source, /<title>Salt, in four acts — Conduit<\/title>/);
  assert.equal(source.match(/<title/g).length, 1);
  assert.ok(source.includes(COMMENT), "with its comments");
  assert.ok(source.includes('href="/profile/'), "with its links");
});

test("an address that leads nowhere has the status of it, and one of earlier leads on", async () => {
  const missing = await fetch(`${server.address}/article/never-written`);
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<h1>Nothing here<\/h1>/);
  const nobody = await fetch(`${server.address}/profile/nobody`);
  assert.equal(nobody.status, 404);
  assert.match(await nobody.text(), /<h1>Nothing here<\/h1>/);
});

test("without scripts one reads, and follows links", async (context) => {
  const { page, visit, problems } = await arrive(context, { javaScriptEnabled: false });
  await withScreenshot(page, "screenshots", "without-scripts", async () => {
    await visit("/");
    await heading(page, "Sow nine beans").waitFor();
    await page.getByRole("link", { name: "patience" }).first().click();
    await heading(page, "Compost is patience").click();
    await page.getByText("Whatever the garden gives you in August").waitFor();
    await page.getByRole("link", { name: "gardener" }).first().click();
    await page.getByRole("link", { name: "Favorited Articles" }).click();
    await heading(page, "The first loaf is for the birds").waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    const pages = page.getByRole("navigation", { name: "Pages" });
    await pages.getByRole("link", { name: "2" }).click();
    await heading(page, "A logbook is a letter").waitFor();
  });
  assert.deepEqual(problems, []);
});

test("without scripts one signs in", async (context) => {
  const { page, visit } = await arrive(context, { javaScriptEnabled: false });
  await withScreenshot(page, "screenshots", "signing-in-without-scripts", async () => {
    await visit("/login");
    const fill = async (password) => {
      await page.getByLabel("Email").fill("reader@example.com");
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await fill("wrong");
    await page.getByText("Email address or password are wrong.").waitFor();
    assert.equal(new URL(page.url()).pathname, "/login");
    await fill("read and write");
    await page.getByRole("link", { name: "Your Feed" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/");
    await visit(ARTICLE);
    await page.getByPlaceholder("Write a comment…").waitFor();
    await visit("/login");
    assert.equal(new URL(page.url()).pathname, "/", "who is signed in need not do so again");
  });
});

test("a form of another site signs nobody in", async () => {
  const response = await fetch(`${server.address}/login`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: "https://elsewhere.example",
    },
    body: "email=reader%40example.com&password=read+and+write",
  });
  assert.equal(response.status, 403);
  assert.deepEqual(response.headers.getSetCookie(), []);
});

const ADDRESSES = [
  "/",
  "/?page=2",
  "/?tag=patience",
  "/?feed=global",
  "/?page=99",
  ARTICLE,
  "/article/never-written",
  "/profile/gardener",
  "/profile/gardener/favorites",
  "/profile/nobody",
];

for (const isSignedIn of [false, true]) {
  const who = isSignedIn ? "somebody who is signed in" : "a visitor";
  test(`the first paint of ${who} has its data, and asks for nothing`, async (context) => {
    const visitor = await arrive(context);
    const { page, requests, problems, visit } = visitor;
    if (isSignedIn) await signIn(visitor);
    for (const address of isSignedIn ? ADDRESSES : [...ADDRESSES, "/login", "/register"]) {
      requests.length = 0;
      await visit(address);
      const painted = await page.locator("#root").innerText();
      await settle(page);
      assert.equal(await page.locator("#root").innerText(), painted, address);
      assert.deepEqual(requests, [], address);
      assert.deepEqual(problems, [], address);
    }
  });
}

test("a change right after the first paint is seen, by one request", async (context) => {
  const visitor = await arrive(context);
  const { page, requests, problems, visit } = visitor;
  await signIn(visitor);
  await visit(ARTICLE);
  requests.length = 0;
  const button = page.getByRole("button", { name: /^(Unf|F)avorite Article/ }).first();
  const before = await button.getAttribute("aria-pressed");
  await settle(page);
  await button.click();
  await page.waitForFunction(
    (was) => document.querySelector("button[aria-pressed]:has(.counter)").ariaPressed !== was,
    before,
  );
  await page.waitForLoadState("networkidle");
  assert.deepEqual(requests, ["POST /api/mizan/call/"]);
  await page.reload();
  await settle(page);
  assert.notEqual(await button.getAttribute("aria-pressed"), before);
  assert.deepEqual(requests, ["POST /api/mizan/call/"], "nothing is read again");
  assert.deepEqual(problems, []);
});

test("a page is kept until somebody changes what it shows", async (context) => {
  const open = async () => {
    const response = await fetch(server.address + ARTICLE);
    return [response.headers.get("x-mizan-cache"), await response.text()];
  };
  await open();
  const [kept] = await open();
  assert.equal(kept, "HIT");
  const visitor = await arrive(context);
  await signIn(visitor);
  await visitor.visit(ARTICLE);
  await settle(visitor.page);
  await visitor.page.getByPlaceholder("Write a comment…").fill("It keeps for years.");
  await visitor.page.getByRole("button", { name: "Post Comment" }).click();
  await visitor.page.locator(".card-text").getByText("It keeps for years.").waitFor();
  const [, source] = await open();
  assert.ok(source.includes("It keeps for years."), "what was kept is not shown any more");
  assert.equal((await open())[0], "HIT");
});
