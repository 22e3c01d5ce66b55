/** The main paths in a real Chromium, on a page that Vite serves. Leaves a screenshot on failure. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer as createVite } from "vite";
import { launchChromium } from "../support/chromium.mjs";
import { createServer } from "./server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { plugin, state } = createServer();
const vite = await createVite({
  root: join(here, "page"),
  configFile: false,
  logLevel: "error",
  plugins: [plugin],
  server: { port: 0, host: "127.0.0.1", fs: { allow: [join(here, "../..")] } },
});
await vite.listen();
const browser = await launchChromium();
const context = await browser.newContext();
const complaints = [];

/** The requests that are on their way. */
const underway = new Set();
context.on("request", (request) => underway.add(request));
for (const end of ["requestfinished", "requestfailed"]) {
  context.on(end, (request) => underway.delete(request));
}

async function openPage() {
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  return page;
}

const page = await openPage();

/** Waits until nothing is on its way. */
async function quiet() {
  while (underway.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** What was asked of the server while something was done. */
async function asked(work) {
  await quiet();
  state.requests.length = 0;
  await work();
  await quiet();
  return [...state.requests];
}

const shows = (selector, text, tab = page) =>
  tab.locator(selector).filter({ hasText: text }).waitFor();

async function rename(name) {
  await page.fill("#name", name);
  await page.click("#rename");
}

const USER = "GET /api/mizan/ctx/user/?user_id=5";
const ORDERS = "GET /api/mizan/ctx/user/?page=2&user_id=5&$only=user_orders";
const CALL = "POST /api/mizan/call/";

const paths = {
  async "a page is one request, whatever reads on it"() {
    const requests = await asked(async () => {
      await page.goto(vite.resolvedUrls.local[0]);
      await shows("h1", "User 5");
    });
    assert.deepEqual(requests, [USER]);
    await shows("#suspended", "User 5");
    await shows("#orders", "Order 1 9007199254740994");
  },

  async "a mutation shows at once, and one read brings the truth"() {
    const release = state.hold(/./);
    const requests = await asked(async () => {
      await rename("Ada");
      await shows("h1", /^Ada/);
      await shows("#rename", "renaming");
      assert.equal(state.requests.length <= 1, true);
      release();
      await shows("#rename", /^rename$/);
      await shows("h1", /^Ada$/);
    });
    assert.deepEqual(requests, [CALL, USER]);
  },

  async "with refreshed contexts it is one round trip"() {
    state.refreshes = true;
    const requests = await asked(async () => {
      await rename("Bob");
      await shows("#rename", /^rename$/);
      await shows("h1", /^Bob$/);
    });
    assert.deepEqual(requests, [CALL]);
    state.refreshes = false;
  },

  async "a declared error is typed, and the guess is gone"() {
    const requests = await asked(async () => {
      await rename("Eve");
      await shows("#error", "taken, try Eva");
      await shows("h1", /^Bob$/);
    });
    assert.deepEqual(requests, [CALL]);
    // The browser logs every answer of 4xx by itself.
    assert.match(complaints.splice(0).join(), /409/);
  },

  async "a parameter of its own reads that member alone"() {
    const requests = await asked(async () => {
      await page.click("#page");
      await shows("#orders", "Order 2");
    });
    assert.deepEqual(requests, [ORDERS]);
  },

  async "an upload tells its progress"() {
    await page.click("#upload");
    await shows("#progress", "quiet 1");
  },

  async "offline it waits, online it goes on"() {
    await context.setOffline(true);
    const offline = await asked(async () => {
      await rename("Cleo");
      await shows("h1", /^Cleo/);
      await shows("#rename", "renaming");
    });
    assert.deepEqual(offline, []);
    const online = await asked(async () => {
      await context.setOffline(false);
      await shows("#rename", /^rename$/);
    });
    assert.equal(online[0], CALL);
    await shows("h1", /^Cleo$/);
  },

  async "what others change is seen on the return to the page"() {
    state.rename(5, "Dora");
    const requests = await asked(async () => {
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await shows("h1", "Dora");
    });
    assert.deepEqual(requests, [USER, ORDERS]);
  },

  async "what others change is seen by polling, until it is switched off"() {
    await page.click("#poll");
    state.rename(5, "Cleo");
    await shows("h1", "Cleo");
    await page.click("#poll");
    const requests = await asked(() => page.waitForTimeout(300));
    assert.deepEqual(requests, []);
  },

  async "the rows of a list are one request"() {
    const requests = await asked(async () => {
      await page.click("#open-rows");
      await shows("#rows li:last-child", "User 119");
    });
    assert.deepEqual(requests, ["POST /api/mizan/ctx/"]);
    await page.click("#open-rows");
  },

  async "a call whose time is over may have happened, so that its data are read again"() {
    const release = state.hold(/call/);
    const told = await page.evaluate(async () => {
      const events = [];
      const stop = globalThis.client.$on("error", ({ subject, error }) => {
        events.push(`${subject}: ${error.code}`);
      });
      const args = { userId: 5, name: "Cleo in time" };
      const call = globalThis.client.renameUser(args, { timeout: 100 });
      const code = await call.catch((error) => error.code);
      stop();
      return [...events, code];
    });
    assert.deepEqual(told, ["rename_user: TIMEOUT", "TIMEOUT"]);
    await shows("h1", "Cleo in time");
    release();
  },

  async "a transition keeps the old screen"() {
    const release = state.hold(/./);
    await page.click("#next");
    await shows("#next", "moving");
    await shows("h1", "Cleo");
    await shows("#suspended", "Cleo");
    release();
    await shows("h1", "User 6");
    await shows("#suspended", "User 6");
  },

  async "what failed may be tried again"() {
    state.failing = 404;
    await page.click("#next");
    await page.waitForSelector("#retry");
    await shows("h1", "NOT_FOUND");
    state.failing = undefined;
    await page.click("#retry");
    await shows("#suspended", "User 7");
    await shows("h1", "User 7");
    complaints.length = 0;
  },

  async "what one tab changes the other shows"() {
    await page.goto(vite.resolvedUrls.local[0]);
    await shows("h1", "Cleo");
    const other = await openPage();
    await other.goto(vite.resolvedUrls.local[0]);
    await shows("h1", "Cleo", other);
    await rename("Dora");
    await shows("h1", /^Dora$/, other);
    await other.fill("#name", "Edda");
    await other.click("#rename");
    await shows("h1", /^Edda$/);
    await other.close();
  },

  async "who signs in in one tab is signed in in all"() {
    const other = await openPage();
    await other.goto(vite.resolvedUrls.local[0]);
    await shows("h1", /^Edda$/, other);
    // The data of the first person go before those of the second are there.
    const release = state.hold(/ctx/);
    await other.click("#sign-in");
    await shows("h1", "loading");
    release();
    await shows("h1", /^Edda for Bob$/);
    await shows("h1", /^Edda for Bob$/, other);
    await other.close();
  },
};

let failed = 0;
for (const [name, path] of Object.entries(paths)) {
  try {
    await path();
    assert.deepEqual(complaints, []);
    console.log(`✓ ${name}`);
  } catch (error) {
    failed++;
    const screenshot = join(here, "../../node_modules", `browser-failure-${failed}.png`);
    await page.screenshot({ path: screenshot });
    console.error(`✗ ${name}\n${error.stack}\n  screenshot: ${screenshot}`);
  }
}
console.log(
  `${Object.keys(paths).length - failed} of ${Object.keys(paths).length} paths in Chromium`,
);
await browser.close();
await vite.close();
process.exitCode = failed ? 1 : 0;
