// Two people with one sheet: what each changes alone is saved, and what both change is a conflict.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

let browser;
let directory;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "orders-"));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs a test with two people on a database of their own. */
function walk(name, steps) {
  test(name, async (context) => {
    const file = name.replaceAll(/\W+/g, "-");
    const env = { PORT: "0", ORDERS_DATABASE: path.join(directory, `${file}.sqlite`) };
    const server = await startServer(process.env.ORDERS, { env });
    context.after(server.stop);
    const [ann, ben] = [await open(context, server), await open(context, server)];
    await withScreenshot(ben.page, "screenshots", file, () => steps(ann, ben));
    assert.deepEqual([...ann.problems, ...ben.problems], []);
  });
}

/** Somebody with the sheet open, in a browser of their own. */
async function open(context, { address }) {
  const own = await browser.newContext({ viewport: { width: 800, height: 900 } });
  context.after(() => own.close());
  const page = await own.newPage();
  const [problems, calls] = [[], []];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    // A conflict is an answer with the status 409, which Chromium logs as an error of the network.
    const isConflict = message.text().includes("409");
    if (/error|warning/.test(message.type()) && !isConflict) problems.push(message.text());
  });
  page.on("request", (request) => {
    if (request.method() === "POST") calls.push(request.postDataJSON().args.edit);
  });
  await page.goto(address);
  const person = new Person(page, problems, calls);
  await person.is("Saved");
  return person;
}

class Person {
  constructor(page, problems, calls) {
    Object.assign(this, { page, problems, calls });
  }

  order(title) {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  title(title) {
    return this.order(title).getByLabel("Title");
  }

  line(order, at) {
    return this.order(order).locator("p").nth(at);
  }

  quantity(order, at) {
    return this.line(order, at).getByLabel("Quantity");
  }

  button(name) {
    return this.page.getByRole("button", { name });
  }

  is(status) {
    return this.page.getByRole("status").filter({ hasText: status }).waitFor();
  }

  async save() {
    await this.button("Save").last().click();
    await this.is("Saved");
  }

  total(text) {
    return this.page.getByLabel("Total").filter({ hasText: text }).waitFor();
  }

  async reload() {
    await this.page.reload();
    await this.is("Saved");
  }
}

const [TEA, PAPER] = ["Tea for the engine room", "Paper"];

walk("what two change in different places is saved for both", async (ann, ben) => {
  await ann.quantity(TEA, 0).fill("3");
  await ann.save();
  await ann.total("€ 27.50");
  assert.deepEqual(ann.calls, [
    [
      {
        update: {
          id: 1,
          orders: [{ update: { id: 1, lines: [{ update: { id: 1, qty: [2, 3] } }] } }],
        },
      },
    ],
  ]);

  // Ben still sees two, and does not touch them.
  assert.equal(await ben.quantity(TEA, 0).inputValue(), "2");
  await ben.title(PAPER).fill("Cards");
  await ben.save();
  assert.equal(await ben.quantity(TEA, 0).inputValue(), "3");
  await ann.reload();
  await ann.title("Cards").waitFor();
});

walk("a new order gets its keys, and is edited on", async (ann) => {
  await ann.button("Add an order").click();
  await ann.title("").fill("Ink");
  await ann.order("Ink").getByRole("button", { name: "Add a line" }).click();
  await ann.line("Ink", 0).getByLabel("Product").fill("Black");
  await ann.line("Ink", 0).getByLabel("Price in cents").fill("300");
  await ann.save();
  await ann.total("€ 26.00");
  await ann.quantity("Ink", 0).fill("2");
  await ann.save();
  await ann.total("€ 29.00");
  const last = ann.calls.at(-1);
  const line = { update: { id: 4, qty: [1, 2] } };
  assert.deepEqual(last, [{ update: { id: 1, orders: [{ update: { id: 3, lines: [line] } }] } }]);

  await ann.line(TEA, 1).getByRole("button", { name: "Move Biscuits up" }).click();
  await ann.button(`Remove ${PAPER}`).click();
  await ann.save();
  await ann.reload();
  assert.equal(await ann.line(TEA, 0).getByLabel("Product").inputValue(), "Biscuits");
  assert.equal(await ann.order(PAPER).count(), 0);
});

walk("what both change is a conflict, which shows both sides and is resolved", async (ann, ben) => {
  await ann.title(PAPER).fill("Paper for Ann");
  await ann.quantity(TEA, 1).fill("6");
  await ann.save();

  await ben.title(PAPER).fill("Paper for Ben");
  await ben.quantity(TEA, 0).fill("9");
  await ben.button("Save").click();
  const alert = ben.page.getByRole("alert");
  await alert.filter({ hasText: "Somebody else was faster" }).waitFor();
  await ben.is("Not saved yet");
  const cells = await alert.locator("tbody th, tbody td").allInnerTexts();
  assert.deepEqual(cells, ["title", "Paper for Ben", "Paper for Ann"]);
  // What is stored is shown: nothing of Ben's is.
  await ben.title("Paper for Ann").waitFor();
  assert.equal(await ben.quantity(TEA, 0).inputValue(), "2");
  await ben.page.screenshot({ path: process.env.PICTURE });

  await ben.button("Save mine").click();
  await alert.waitFor({ state: "detached" });
  await ben.title("Paper for Ben").waitFor();
  await ann.reload();
  await ann.title("Paper for Ben").waitFor();
  const quantities = await Promise.all([0, 1].map((at) => ann.quantity(TEA, at).inputValue()));
  assert.deepEqual(quantities, ["9", "6"], "each keeps what the other did not change");

  // And the other way: Ben is late again, and lets Ann have it.
  await ann.title("Paper for Ben").fill("Paper for all");
  await ann.save();
  await ben.title("Paper for Ben").fill("Paper for me");
  await ben.button("Save").click();
  await ben.button("Keep theirs").click();
  await alert.waitFor({ state: "detached" });
  await ben.title("Paper for all").waitFor();
});

walk("an order that somebody else has removed stays so", async (ann, ben) => {
  await ann.button(`Remove ${PAPER}`).click();
  await ann.save();
  await ben.title(PAPER).fill("Mine");
  await ben.button("Save").click();
  await ben.page.getByRole("alert").waitFor();
  await ben.button("Save mine").click();
  await ben.page.getByRole("alert").waitFor({ state: "detached" });
  assert.equal(await ben.order("Mine").count(), 0);
});

walk("what cannot be sent stays in the form", async (ann) => {
  await ann.title(PAPER).fill("Cards");
  await ann.page.route("**/api/mizan/**", (route) => route.abort());
  await ann.button("Save").click();
  await ann.page.getByRole("alert").waitFor();
  await ann.is("Not saved yet");
  await ann.title("Cards").waitFor();
  ann.problems.length = 0;

  await ann.page.unroute("**/api/mizan/**");
  await ann.title("Cards").fill("Cards and ink");
  await ann.save();
  await ann.reload();
  await ann.title("Cards and ink").waitFor();
});
