// The pages of the lab as a visitor meets them, against the real server.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

let browser;
let server;

before(async () => {
  browser = await openBrowser();
  server = await startServer(process.env.LAB, { env: { PORT: "0" } });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens a page of the lab, and collects what it complains about. */
async function visit(name) {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`${server.address}/#${name}`);
  return { page, problems };
}

/** Calls a function of the server from outside of any page. */
async function call(fn, args = {}) {
  const response = await fetch(`${server.address}/api/mizan/call/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ fn, args }),
  });
  return (await response.json()).result;
}

/** A hero of many words, about whom a story goes on for half a minute. */
const LONG_NAME = `Ada${" the Patient".repeat(350)}`;

/** The milliseconds until no story is told any more. */
async function untilSilent(since = performance.now()) {
  while ((await call("count_stories")) > 0) {
    assert.ok(performance.now() - since < 15_000, "a story goes on");
  }
  return performance.now() - since;
}

/** Begins a long story, and waits for its first words. */
async function tellLongStory(page) {
  await page.getByLabel("Hero").fill(LONG_NAME);
  await page.getByRole("button", { name: "Tell" }).click();
  await page.waitForFunction(() => /^Ada the/.test(document.querySelector("#story").innerText));
}

/** The milliseconds of the quickest of some attempts: on a busy machine all others may be slow. */
async function quickest(attempt) {
  let least = Infinity;
  for (let count = 0; count < 10 && least >= 100; count += 1) {
    least = Math.min(least, await attempt());
  }
  return least;
}

test("a story appears word by word, and is over on the server when it is over on the page", async () => {
  const { page, problems } = await visit("stories");
  await withScreenshot(page, "screenshots", "story", async () => {
    await page.evaluate(() => {
      const story = document.querySelector("#story");
      globalThis.seen = [];
      const look = () => globalThis.seen.push(story.innerText);
      new MutationObserver(look).observe(story, { subtree: true, childList: true, characterData: true });
    });
    await page.getByRole("button", { name: "Tell" }).click();
    await page.getByText("until the night was over.").waitFor();
    const seen = await page.evaluate(() => globalThis.seen);
    assert.ok(seen.length > 2, `the words come one by one: ${seen}`);
    seen.reduce((before, text) => (assert.ok(text.startsWith(before), text), text));
    await untilSilent();
    assert.deepEqual(problems, []);
  });
  await page.close();
});

test("stopping keeps the words and stops the function within 100 ms", async () => {
  const { page, problems } = await visit("stories");
  await withScreenshot(page, "screenshots", "stop", async () => {
    const duration = await quickest(async () => {
      await tellLongStory(page);
      assert.equal(await call("count_stories"), 1);
      const since = performance.now();
      await page.evaluate(() => document.querySelector("button[type=button]").click());
      return untilSilent(since);
    });
    assert.ok(duration < 100, `${duration} ms`);
    assert.match(await page.locator("#story").innerText(), /^Ada the/);
    assert.equal(await page.getByRole("alert").count(), 0);
    assert.deepEqual(problems, []);
  });
  await page.close();
});

test("leaving the page of the story stops the function within 100 ms", async () => {
  const { page } = await visit("stories");
  await withScreenshot(page, "screenshots", "leave", async () => {
    const duration = await quickest(async () => {
      await page.evaluate(() => (location.hash = "stories"));
      await tellLongStory(page);
      const since = performance.now();
      await page.evaluate(() => (location.hash = ""));
      return untilSilent(since);
    });
    assert.ok(duration < 100, `${duration} ms`);
  });
  await page.close();
});

test("an error in the middle is typed, and keeps the words before it", async () => {
  const { page } = await visit("stories");
  await withScreenshot(page, "screenshots", "error", async () => {
    await page.getByLabel("Hero").fill("Zoe");
    await page.getByRole("button", { name: "Tell" }).click();
    await page.getByRole("alert").filter({ hasText: "Zoe sleeps" }).waitFor();
    assert.equal(await page.locator("#story").innerText(), "Zoe lived at the edge");
  });
  await page.close();
});

/** The requests of a page to the server, by their addresses without the path in front. */
function watchRequests(page) {
  const requests = [];
  page.on("request", (request) => {
    const [, path] = request.url().split("/api/mizan/");
    if (path) requests.push(path);
  });
  return requests;
}

test("a list grows page by page, and a mutation brings all of its pages in one request", async () => {
  const { page, problems } = await visit("shelf");
  await withScreenshot(page, "screenshots", "shelf", async () => {
    const titles = () => page.locator("#books li").allInnerTexts();
    const requests = watchRequests(page);
    const more = page.getByRole("button", { name: "More books" });
    await page.getByText("Book 16", { exact: true }).waitFor();
    await more.click();
    await page.getByText("Book 6", { exact: true }).waitFor();
    await more.click();
    await page.getByText("Book 1", { exact: true }).waitFor();
    assert.equal((await titles()).length, 25);
    assert.deepEqual(requests.splice(0).filter((path) => path.includes("offset")), [
      "ctx/shelf/?$pages=1&offset=10&$only=books",
      "ctx/shelf/?$pages=1&offset=20&$only=books",
    ]);

    // Somebody else adds a book, which moves all others by one.
    await call("add_book", { title: "Theirs" });
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("New", { exact: true }).waitFor();
    assert.deepEqual((await titles()).slice(0, 3), ["New", "Theirs", "Book 25"]);
    assert.equal((await titles()).length, 27);
    assert.deepEqual(requests.splice(0), ["call/"]);

    await page.getByRole("button", { name: "Retitle" }).click();
    await page.getByText("Last", { exact: true }).waitFor();
    assert.equal((await titles()).at(-1), "Last");
    assert.deepEqual(requests.splice(0), ["call/"]);
    assert.deepEqual(problems, []);
  });
  await page.close();
});

test("a list with a cursor ends where there is no next one", async () => {
  const { page, problems } = await visit("shelf");
  await withScreenshot(page, "screenshots", "letters", async () => {
    const more = page.getByRole("button", { name: "More letters" });
    await page.getByText("ABCDEFGHIJ", { exact: true }).waitFor();
    await more.click();
    await page.getByText("ABCDEFGHIJKLMNOPQRST", { exact: true }).waitFor();
    await more.click();
    await page.getByText("ABCDEFGHIJKLMNOPQRSTUVWXYZ", { exact: true }).waitFor();
    assert.ok(await more.isDisabled());
    assert.deepEqual(problems, []);
  });
  await page.close();
});

/** A visitor of the chat, whose line to the server can be cut. */
async function visitChat() {
  const page = await browser.newPage();
  const line = { isCut: false, sockets: [] };
  await page.routeWebSocket(/mizan/, (socket) => {
    if (line.isCut) return void socket.close();
    line.sockets.push([socket, socket.connectToServer()]);
  });
  await page.goto(`${server.address}/#chat`);
  const list = (id) => page.locator(`#${id} li`).allInnerTexts();
  const say = async (text) => {
    await page.getByLabel("Text").fill(text);
    await page.getByRole("button", { name: "Say" }).click();
  };
  const cut = async () => {
    line.isCut = true;
    for (const pair of line.sockets.splice(0)) await Promise.all(pair.map((side) => side.close()));
  };
  return { page, list, say, cut, mend: () => (line.isCut = false) };
}

/** Waits until a list of a page has become what it should. */
async function untilList({ page, list }, id, expected) {
  const shows = ([id, expected]) =>
    JSON.stringify([...document.querySelectorAll(`#${id} li`)].map((item) => item.innerText)) ===
    JSON.stringify(expected);
  await page
    .waitForFunction(shows, [id, expected], { timeout: 30_000 })
    .catch(async () => assert.deepEqual(await list(id), expected));
}

test("two pages talk in a room, see each other come and go, and miss nothing", async () => {
  const one = await visitChat();
  await withScreenshot(one.page, "screenshots", "chat", async () => {
    await one.page.locator("#status").getByText("joined").waitFor();
    await untilList(one, "guests", ["Guest 1 of lab"]);
    await one.say("Is anybody here?");
    await untilList(one, "lines", ["Is anybody here?"]);

    const two = await visitChat();
    await untilList(two, "lines", ["Is anybody here?"]);
    await untilList(one, "guests", ["Guest 1 of lab", "Guest 2 of lab"]);
    await untilList(two, "guests", ["Guest 1 of lab", "Guest 2 of lab"]);
    await two.say("I am.");
    for (const each of [one, two]) await untilList(each, "lines", ["Is anybody here?", "I am."]);

    // The line of the second page breaks while the first one goes on.
    await two.cut();
    await untilList(one, "guests", ["Guest 1 of lab"]);
    await two.page.locator("#status").getByText("waiting").waitFor();
    await one.say("Where are you?");
    await one.say("Hello?");
    const said = ["Is anybody here?", "I am.", "Where are you?", "Hello?"];
    await untilList(one, "lines", said);
    two.mend();
    await untilList(two, "lines", said);
    await untilList(one, "guests", ["Guest 1 of lab", "Guest 3 of lab"]);
    await two.say("Back.");
    for (const each of [one, two]) await untilList(each, "lines", [...said, "Back."]);

    await two.page.evaluate(() => (location.hash = ""));
    await untilList(one, "guests", ["Guest 1 of lab"]);
    await two.page.close();
  });
  await one.page.close();
});

/** The functions that a page calls. */
function watchCalls(page) {
  const called = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/call/")) called.push(request.postDataJSON().fn);
  });
  return called;
}

/** The messages on the page of orders, by the names of their fields. */
const problemsOf = (page) =>
  page
    .locator("[role=alert]")
    .evaluateAll((all) => all.map((each) => `${each.dataset.field}: ${each.innerText}`));

test("a form shows what is wrong where it is, keeps it with its row, and is sent when it is right", async () => {
  const { page, problems } = await visit("orders");
  await withScreenshot(page, "screenshots", "orders", async () => {
    const [requests, sent] = [watchRequests(page), watchCalls(page)];
    const buy = page.getByRole("button", { name: "Buy" });
    await page.getByRole("heading", { name: "Order" }).waitFor();
    assert.deepEqual(await problemsOf(page), [], "nothing is wrong before anything was done");

    // What was left is told, and everything when it is sent; nothing of that asks the server.
    await page.getByLabel("Email").fill("ada@");
    assert.deepEqual(await problemsOf(page), []);
    await page.getByLabel("Your name").focus();
    assert.deepEqual(await problemsOf(page), ["email: is not an email address"]);
    await page.getByLabel("Quantity 1").fill("11");
    await buy.click();
    const three = ["name: is required", "email: is not an email address"];
    assert.deepEqual(await problemsOf(page), [...three, "lines.0.qty: is at most 10"]);
    assert.deepEqual(requests, []);

    // The server knows what is sold out; its errors are where those of the page are.
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Email").fill("");
    await page.getByLabel("Quantity 1").fill("2");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByLabel("Product 2").fill("gold");
    await page.getByLabel("As a gift").check();
    assert.deepEqual(await problemsOf(page), []);
    await buy.click();
    await page.getByText("gold is sold out").waitFor();
    assert.deepEqual(await problemsOf(page), ["lines.1.product: gold is sold out"]);

    // The error follows its row, and goes when the row is changed.
    await page.getByRole("button", { name: "First" }).nth(1).click();
    assert.deepEqual(await problemsOf(page), ["lines.0.product: gold is sold out"]);
    assert.equal(await page.getByLabel("Product 1").inputValue(), "gold");
    await page.getByLabel("Product 1").fill("cocoa");
    assert.deepEqual(await problemsOf(page), []);
    await buy.click();
    await page.getByText("of Ada: 1 cocoa, 2 tea, wrapped").waitFor();
    assert.equal(sent.filter((name) => name === "order").length, 2);

    await page.getByRole("button", { name: "Reset" }).click();
    assert.equal(await page.getByLabel("Your name").inputValue(), "");
    assert.equal(await page.getByRole("listitem").count(), 1);
    assert.equal(await page.getByLabel("As a gift").isChecked(), false);
    assert.equal(await page.locator("output").innerText(), "");
    assert.ok(await page.getByRole("button", { name: "Remove" }).isDisabled());
    const add = page.getByRole("button", { name: "Add" });
    for (const rows of [2, 3]) {
      await add.click();
      assert.equal(await page.getByRole("listitem").count(), rows);
    }
    assert.ok(await add.isDisabled(), "an order has at most three lines");
    await buy.click();
    const none = ["name: is required", "lines.1.product: is required", "lines.2.product: is required"];
    assert.deepEqual(await problemsOf(page), none);
    // The browser tells of the answer 422 as an error of the page.
    const others = problems.filter((problem) => !problem.includes("422"));
    assert.deepEqual(others, []);
  });
  await page.close();
});

test("what only the server knows is told while somebody writes, however slow it is", async () => {
  const { page, problems } = await visit("orders");
  await withScreenshot(page, "screenshots", "validate", async () => {
    const called = watchCalls(page);
    const product = page.getByLabel("Product 1");
    const isAsked = (value) => (request) =>
      request.url().endsWith("/call/") && request.postDataJSON().args.value === value;

    // The answer about gold does not come. It is given up when cocoa is asked for.
    await page.route("**/call/", (route) => isAsked("gold")(route.request()) || route.continue());
    const gold = page.waitForRequest(isAsked("gold"));
    await product.evaluate((input) => {
      for (const value of ["g", "go", "gol", "gold"]) {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    await gold;
    assert.equal(called.length, 1, "a writer is not asked after each letter");
    assert.equal(await product.getAttribute("aria-busy"), "true");
    const given = page.waitForEvent("requestfailed", isAsked("gold"));
    const cocoa = page.waitForResponse((response) => isAsked("cocoa")(response.request()));
    await product.fill("cocoa");
    await Promise.all([given, cocoa]);
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    assert.deepEqual(await problemsOf(page), []);

    await product.fill("silver");
    await page.getByText("silver is sold out").waitFor();
    assert.deepEqual(await problemsOf(page), ["lines.0.product: silver is sold out"]);
    await product.fill("");
    await page.getByText("silver is sold out").waitFor({ state: "detached" });
    assert.deepEqual(called, Array(3).fill("order.validate"));
    assert.deepEqual(problems, []);
  });
  await page.close();
});

test("the same form works as a plain page, in a browser that runs no scripts", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await withScreenshot(page, "screenshots", "plain", async () => {
    const field = (name) => page.locator(`[name="${name}"]`);
    const buy = page.getByRole("button", { name: "Buy" });
    await page.goto(`${server.address}/plain`);
    await field("name").fill('<b>"Ada"</b>');
    await field("lines.0.product").fill("gold");
    await field("lines.0.qty").fill("2");
    await field("lines.1.product").fill("tea");
    await field("lines.1.qty").fill("eleven");
    await field("gift").check();
    await buy.click();

    // The page comes back with its texts, and with what is wrong at each field.
    assert.deepEqual(await problemsOf(page), ["lines.1.qty: is no integer"]);
    assert.equal(await field("name").inputValue(), '<b>"Ada"</b>');
    assert.equal(await field("gift").isChecked(), true);
    await field("lines.1.qty").fill("11");
    await buy.click();
    const wrong = ["lines.0.product: gold is sold out", "lines.1.qty: is at most 10"];
    assert.deepEqual(await problemsOf(page), wrong);
    await field("lines.0.product").fill("cocoa");
    await field("lines.1.qty").fill("1");
    await buy.click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/plain/thanks");
  });
  await context.close();
});
