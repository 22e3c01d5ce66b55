// Conduit as people meet it: they read, register, write, disagree, lose the network and come back.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

let browser;
let directory;
let server;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "conduit-"));
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

const CALL = "POST call";

/** Somebody with a browser of their own; `requests` notes what they ask the API for. */
async function arrive(context, address = "/") {
  const own = await browser.newContext({ viewport: { width: 1100, height: 800 } });
  context.after(() => own.close());
  return open(own, address);
}

/** Another window of a browser. */
async function open(own, address) {
  const page = await own.newPage();
  const requests = [];
  const problems = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    const api = pathname.match(/^\/api\/mizan\/(?:ctx\/)?(\w+)\/$/);
    if (api) requests.push(`${request.method()} ${api[1]}`);
    if (new URL(request.url()).protocol === "data:") return;
    if (!request.url().startsWith(server.address)) problems.push(`loads ${request.url()}`);
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(server.address + address);
  /** The requests since the last look, in alphabetical order, because some are sent at once. */
  const asked = () => requests.splice(0).sort();
  return { page, own, asked, problems, visit: (to) => page.goto(server.address + to) };
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();
const follow = (page, name) => page.getByRole("link", { name, exact: true }).first().click();
const preview = (page, title) => page.getByRole("article").filter({ hasText: title });
const heading = (page, name) => page.getByRole("heading", { name, exact: true });

async function register(page, username) {
  await page.goto(`${server.address}/register`);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Email").fill(`${username}@example.com`);
  await page.getByLabel("Password").fill("a long password");
  await press(page, "Sign up");
  await page.getByRole("link", { name: "Your Feed" }).waitFor();
}

async function signIn(page, email = "reader@example.com", password = "read and write") {
  await page.goto(`${server.address}/login`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await press(page, "Sign in");
  await page.getByRole("link", { name: "Your Feed" }).waitFor();
}

async function write(page, title, { body = "Some words.", tags = [] } = {}) {
  await page.goto(`${server.address}/editor`);
  await page.getByLabel("Article title").fill(title);
  await page.getByLabel("What is it about?").fill(`About: ${title}`);
  await page.getByLabel("Your article").fill(body);
  for (const tag of tags) {
    await page.getByLabel("Tags").fill(tag);
    await page.getByLabel("Tags").press("Enter");
  }
  await press(page, "Publish Article");
  await heading(page, title).waitFor();
}

/** Runs a test with a picture of the page if it fails. */
function walk(name, steps) {
  test(name, async (context) => {
    const visitor = await arrive(context);
    const file = name.replaceAll(/\W+/g, "-");
    await withScreenshot(visitor.page, "screenshots", file, () => steps(visitor, context));
    assert.deepEqual(visitor.problems, []);
  });
}

walk("an address that leads nowhere leads on", async ({ page, visit }) => {
  await visit("/?page=99");
  await page.getByText("There is no page 99.").waitFor();
  await follow(page, "Go to the first one.");
  await preview(page, "Sow nine beans").waitFor();
  await signIn(page);
  for (const address of ["/login", "/register"]) {
    await visit(address);
    await page.getByRole("link", { name: "Your Feed" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/", "who is signed in need not do so again");
  }
});

walk("a visitor reads, and nothing is read twice", async ({ page, asked }) => {
  await preview(page, "Sow nine beans").waitFor();
  await page.getByRole("link", { name: "patience" }).waitFor();
  assert.deepEqual(asked(), [], "all that the page shows came with it");

  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "2" }).click();
  await preview(page, "A logbook is a letter").waitFor();
  assert.equal(await page.getByRole("article").count(), 5);
  assert.deepEqual(asked(), ["GET feed"]);

  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "1" }).click();
  await preview(page, "Sow nine beans").waitFor();
  assert.deepEqual(asked(), [], "a page that was there is still there");

  await follow(page, "patience");
  await preview(page, "Compost is patience").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("article").length === 1);
  assert.deepEqual(asked(), ["GET feed"]);

  await heading(page, "Compost is patience you can smell").click();
  await page.getByText("Whatever the garden gives you in August").waitFor();
  assert.deepEqual(asked(), ["GET article_page"], "the article and its comments are one request");
  assert.match(await page.title(), /^Compost is patience/);

  await follow(page, "gardener");
  await preview(page, "Sow nine beans").waitFor();
  assert.deepEqual(asked(), ["GET feed", "GET profile_page"]);

  await follow(page, "Favorited Articles");
  await page.waitForURL("**/profile/gardener/favorites");
  await preview(page, "The first loaf is for the birds").waitFor();
  assert.deepEqual(asked(), ["GET feed"]);

  await page.goBack();
  await preview(page, "Sow nine beans").waitFor();
  await page.goBack();
  await page.getByText("Whatever the garden gives you in August").waitFor();
  assert.deepEqual(asked(), [], "the way back needs no request");
});

walk("registering says everything that is wrong at once", async ({ page }) => {
  await follow(page, "Sign up");
  await page.getByLabel("Username").fill("two words");
  await page.getByLabel("Email").fill("newcomer@example.com");
  await page.getByLabel("Password").fill("short");
  await press(page, "Sign up");
  await page.getByText("A username consists of letters").waitFor();
  await page.getByText("A password has at least eight characters.").waitFor();

  await page.getByLabel("Username").fill("Baker");
  await page.getByLabel("Password").fill("long enough");
  await press(page, "Sign up");
  await page.getByText("This name is taken.").waitFor();

  await page.getByLabel("Username").fill("newcomer");
  await press(page, "Sign up");
  await page.getByText("Nothing here yet. Follow somebody").waitFor();
  await page.getByRole("link", { name: "newcomer" }).waitFor();
});

walk("an author writes, changes and deletes an article", async ({ page, asked }) => {
  await register(page, "author");
  await follow(page, "New Article");
  await press(page, "Publish Article");
  await page.getByText("A title is missing.").waitFor();

  await write(page, "Ink & paper", {
    body: "**Bold** <script>alert(1)</script>",
    tags: ["Ink", "paper"],
  });
  await page.waitForURL("**/article/ink-paper");
  assert.equal(await page.locator(".article-content strong").innerText(), "Bold");
  assert.equal(await page.locator(".article-content script").count(), 0);
  assert.deepEqual(await page.locator(".tag-list li").allInnerTexts(), ["ink", "paper"]);

  asked();
  await page.getByRole("link", { name: "Edit Article" }).first().click();
  await page.getByLabel("Article title").fill("Ink and stone");
  await press(page, "Remove the tag paper");
  await press(page, "Publish Article");
  await heading(page, "Ink and stone").waitFor();
  await page.waitForURL("**/article/ink-and-stone");
  assert.deepEqual(await page.locator(".article-content + .tag-list li").allInnerTexts(), ["ink"]);
  assert.deepEqual(asked(), ["GET article_page", "GET editor", CALL]);

  await page.goto(`${server.address}/article/ink-paper`);
  await page.waitForURL("**/article/ink-and-stone");

  await follow(page, "conduit");
  await follow(page, "Global Feed");
  await preview(page, "Ink and stone").getByRole("heading").click();
  await heading(page, "Ink and stone").waitFor();
  asked();
  await press(page, "Delete Article");
  await page.getByRole("link", { name: "Your Feed" }).waitFor();
  await follow(page, "Global Feed");
  await preview(page, "Sow nine beans").waitFor();
  await preview(page, "Ink and stone").waitFor({ state: "detached" });
});

walk("a favorite is one at once, in every place where it is shown", async (visitor, context) => {
  const { page, own, asked } = visitor;
  await register(page, "admirer");
  await visitor.visit("/article/in-defence-of-the-pencil-in-the-margin");
  const buttons = page.getByRole("button", { name: /avorite Article/ });
  await buttons.nth(1).waitFor();
  const before = Number((await buttons.first().innerText()).match(/\d+/)[0]);
  const other = await open(own, "/?feed=global");
  const listed = preview(other.page, "In defence of the pencil").getByRole("button");
  await listed.waitFor();

  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/call/", async (route) => {
    await held;
    await route.continue();
  });
  asked();
  await buttons.first().click();
  await page.waitForFunction((count) => {
    const shown = [...document.querySelectorAll(".counter")].map((each) => each.textContent);
    return shown.length === 2 && shown.every((text) => text === `(${count})`);
  }, before + 1);
  // Meanwhile the same person does the same in another window: it counts once.
  await listed.click();
  await other.page.locator(".article-preview .btn-primary").first().waitFor();
  release();
  await page.waitForFunction(() => !globalThis.mizan.$debug().endsWith("call"));
  await page.unroute("**/call/");
  // The change of the other window reaches this one as well, which reads the article when the other tab
  // tells of it, and once more if the server pushes something else meanwhile.
  const seen = asked();
  const reads = seen.filter((request) => request === "GET article_page");
  assert.ok(reads.length <= 2, `${reads.length} reads`);
  assert.deepEqual(seen.slice(reads.length), [CALL], "one round trip changes and refreshes");
  await page.reload();
  await buttons.first().waitFor();
  assert.match(
    await buttons.first().innerText(),
    new RegExp(`Unfavorite Article\\s+\\(${before + 1}\\)`),
  );

  await visitor.visit("/profile/admirer/favorites");
  await preview(page, "In defence of the pencil").waitFor();
  asked();
  await preview(page, "In defence of the pencil").getByRole("button").click();
  await page.getByText("No favorites yet.").waitFor();
  assert.deepEqual(asked(), [CALL]);
  assert.deepEqual(other.problems, []);
  context.diagnostic("both windows agree");
});

walk("a comment appears and goes, each with one request", async (visitor) => {
  const { page, asked } = visitor;
  await register(page, "talker");
  await visitor.visit("/article/salt-in-four-acts");
  await page.getByText("I did the same once with a whole year of pickles.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Delete this comment" }).count(), 0);
  asked();
  await press(page, "Post Comment");
  await page.getByText("A comment is missing.").waitFor();
  await page.getByLabel("Comment", { exact: true }).fill("Pass the pepper.");
  await press(page, "Post Comment");
  await page.locator(".card-text", { hasText: "Pass the pepper." }).waitFor();
  await page.waitForFunction(() => document.querySelector("textarea").value === "");
  assert.deepEqual(asked(), [CALL, CALL], "the refused one, and the one that refreshes");
  await press(page, "Delete this comment");
  await page.locator(".card-text", { hasText: "Pass the pepper." }).waitFor({ state: "detached" });
  assert.deepEqual(asked(), [CALL]);
});

walk("whoever is followed fills the feed", async (visitor) => {
  const { page, asked } = visitor;
  await register(page, "follower");
  await visitor.visit("/profile/cyclist");
  await preview(page, "Forty kilometres before breakfast").waitFor();
  asked();
  await press(page, "Follow cyclist");
  await page.getByRole("button", { name: "Unfollow cyclist" }).waitFor();
  await page.waitForFunction(() => globalThis.mizan.$debug().includes("landed"));
  assert.deepEqual(asked(), [CALL]);
  await follow(page, "Home");
  await page.getByRole("link", { name: "Your Feed" }).waitFor();
  await preview(page, "In praise of the bicycle bell").waitFor();
  assert.equal(await page.getByRole("article").count(), 3);

  await heading(page, "In praise of the bicycle bell").click();
  await page.getByText("The problem was never volume.").waitFor();
  asked();
  await press(page, "Unfollow cyclist");
  await page.getByRole("button", { name: "Follow cyclist", exact: true }).first().waitFor();
  await follow(page, "Home");
  await page.getByText("Nothing here yet. Follow somebody").waitFor();
});

walk("settings change everything that shows them", async (visitor) => {
  const { page, asked } = visitor;
  await register(page, "changeling");
  await write(page, "Before the change");
  await follow(page, "Settings");
  await page.getByLabel("Your name").fill("baker");
  await press(page, "Update Settings");
  await page.getByText("This name is taken.").waitFor();
  await page.getByLabel("Your name").fill("changed");
  await page.getByLabel("Short bio").fill("Not who I was.");
  await page.getByLabel("New password").fill("another password");
  asked();
  await press(page, "Update Settings");
  await page.waitForURL("**/profile/changed");
  await page.getByText("Not who I was.").waitFor();
  await preview(page, "Before the change").getByText("changed").waitFor();
  await page.getByRole("navigation", { name: "Main" }).getByText("changed").waitFor();
  assert.deepEqual(asked(), ["GET feed", "GET profile_page", CALL]);

  await follow(page, "Settings");
  await page.getByRole("button", { name: "logout" }).click();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Settings" }).count(), 0);
  await signIn(page, "changeling@example.com", "another password");
});

/** The smallest picture there is: one green point. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPhfDwAEhAJ/wlseKgAAAABJRU5ErkJggg==",
  "base64",
);

walk("a new picture is sent, and shown everywhere", async (visitor) => {
  const { page, asked } = visitor;
  await register(page, "painter");
  await follow(page, "Settings");
  const chooser = page.getByLabel("New picture…");
  const file = { name: "me.png", mimeType: "image/png" };
  asked();
  await chooser.setInputFiles({ ...file, buffer: Buffer.from("not a picture at all") });
  await page.getByRole("alert").waitFor();
  assert.deepEqual(asked(), [CALL]);

  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/call/", (route) => held.then(() => route.continue()));
  await chooser.setInputFiles({ ...file, buffer: PICTURE });
  await page.getByRole("progressbar", { name: "Sent" }).waitFor();
  release();
  const shown = page.locator('.navbar img[src^="/pictures/"]');
  await shown.waitFor();
  assert.equal(await shown.evaluate((image) => image.naturalWidth), 1);
  await page.getByRole("progressbar", { name: "Sent" }).waitFor({ state: "detached" });
  assert.deepEqual(asked(), [CALL], "one round trip sends the picture and shows it");
});

walk("a wrong password tells nothing, and the way leads back", async (visitor) => {
  const { page } = visitor;
  await visitor.visit("/settings");
  await heading(page, "Sign in").waitFor();
  await page.getByLabel("Email").fill("reader@example.com");
  await page.getByLabel("Password").fill("a wrong one");
  await press(page, "Sign in");
  await page.getByText("Email address or password are wrong.").waitFor();
  await page.getByLabel("Password").fill("read and write");
  await press(page, "Sign in");
  await heading(page, "Your Settings").waitFor();
});

walk("nobody does what is not theirs to do", async (visitor) => {
  const { page, own } = visitor;
  await preview(page, "Sow nine beans").getByRole("button").click();
  await heading(page, "Sign in").waitFor();

  await register(page, "intruder");
  await visitor.visit("/article/sow-nine-beans");
  await heading(page, "Sow nine beans").waitFor();
  assert.equal(await page.getByRole("button", { name: "Delete Article" }).count(), 0);
  await visitor.visit("/editor/sow-nine-beans");
  await page.getByText("This is somebody else's.").waitFor();

  const call = async (fn, args) => {
    const answer = await own.request.post(`${server.address}/api/mizan/call/`, {
      headers: { Origin: server.address },
      data: { fn, args },
    });
    return [answer.status(), (await answer.json()).error?.kind];
  };
  const slug = "sow-nine-beans";
  const draft = { title: "Mine", description: "now", body: "!", tags: [] };
  assert.deepEqual(await call("delete_article", { slug }), [403, "NotYours"]);
  assert.deepEqual(await call("revise", { slug, draft }), [403, "NotYours"]);
  assert.deepEqual(await call("delete_comment", { slug, id: 17 }), [403, "NotYours"]);
  await own.clearCookies();
  assert.deepEqual(await call("delete_article", { slug }), [401, undefined]);
  await visitor.visit("/article/sow-nine-beans");
  await page.getByText("Counting them now. Eight.").waitFor();

  await visitor.visit("/article/never-written");
  await heading(page, "Nothing here").waitFor();
  await visitor.visit("/profile/nobody");
  await heading(page, "Nothing here").waitFor();
});

walk("an article is deleted while somebody reads it", async (visitor, context) => {
  const author = await arrive(context);
  await register(author.page, "fickle");
  await write(author.page, "Written in water");
  const { page } = visitor;
  await register(page, "witness");
  await visitor.visit("/article/written-in-water");
  await page.getByText("Some words.").waitFor();
  await press(author.page, "Delete Article");
  await author.page.getByRole("link", { name: "Your Feed" }).waitFor();

  // The page itself may have been told already: what counts is what stands beside the button.
  const told = (place) => place.getByText("This article does not exist, or no longer.").waitFor();
  const actions = page.locator(".actions").first();
  await actions.getByRole("button", { name: /Favorite Article/ }).click();
  await told(actions);
  await page.getByText("Some words.").waitFor();
  // The guess is taken back.
  await page.getByText("Unfavorite").first().waitFor({ state: "detached" });
  await page.getByLabel("Comment", { exact: true }).fill("Where did it go?");
  await press(page, "Post Comment");
  await told(page.locator(".comment-form"));
  assert.equal(await page.getByLabel("Comment", { exact: true }).inputValue(), "Where did it go?");
  await page.reload();
  await heading(page, "Nothing here").waitFor();
});

walk("the network goes, and comes back", async (visitor) => {
  const { page, own, asked } = visitor;
  await preview(page, "Sow nine beans").waitFor();
  await own.setOffline(true);
  await page.getByText("You are offline.").waitFor();
  asked();
  await heading(page, "The oven is a colleague").click();
  await page.waitForURL("**/article/the-oven-is-a-colleague");
  await preview(page, "Sow nine beans").waitFor();
  await own.setOffline(false);
  await page.getByText("New people trust the dial.").waitFor();
  assert.equal(await page.getByText("You are offline.").isVisible(), false);
  // Every mounted read may have changed meanwhile: it is read again, and the article last.
  const reads = ["GET article_page", "GET feed", "GET global", "GET tags"];
  assert.deepEqual([...new Set(asked())], reads);
});

test("what one person changes, another sees without asking", async (context) => {
  const address = "/article/in-defence-of-the-pencil-in-the-margin";
  const [writer, watcher] = [await arrive(context), await arrive(context, address)];
  await register(writer.page, "chatterer");
  await writer.visit(address);
  await heading(writer.page, "In defence of the pencil in the margin").waitFor();
  await heading(watcher.page, "In defence of the pencil in the margin").waitFor();
  await watcher.page.waitForFunction(() => /subscribe /.test(globalThis.mizan.$debug()));
  watcher.asked();
  await writer.page.getByPlaceholder("Write a comment…").fill("It never needs to be charged.");
  await press(writer.page, "Post Comment");
  await watcher.page.getByText("It never needs to be charged.").waitFor();
  assert.deepEqual(watcher.asked(), [], "it was pushed, and not asked for");
  await writer.page.getByRole("button", { name: /^Favorite Article/ }).first().click();
  const buttons = writer.page.getByRole("button", { name: /^Unfavorite Article/ });
  const [count] = (await buttons.first().innerText()).match(/\(\d+\)/);
  await watcher.page.getByRole("button", { name: `Favorite Article ${count}` }).first().waitFor();
  assert.deepEqual(watcher.asked(), []);
  assert.deepEqual([...writer.problems, ...watcher.problems], []);
});
