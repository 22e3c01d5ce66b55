// The page of a note in each framework, without scripts and with them, under a policy that lets only those with a
// nonce run.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

const { openBrowser, startServer } = await import(process.env.MIZAN_BROWSER);

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

for (const framework of ["react", "vue", "svelte", "solid"]) {
  test(`a page in ${framework}`, async (context) => {
    const server = await startServer(process.env.SERVER, { args: [framework], env: { PORT: "0" } });
    context.after(() => server.stop());

    const reader = await browser.newContext({ javaScriptEnabled: false });
    context.after(() => reader.close());
    const plain = await reader.newPage();
    await plain.goto(`${server.address}/notes/tea`);
    assert.equal(await plain.locator("#text").textContent(), "about tea");
    assert.equal(await plain.title(), "about tea");

    const own = await browser.newContext();
    context.after(() => own.close());
    const page = await own.newPage();
    const problems = [];
    const requests = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      const isOfBrowser = message.text().includes("favicon");
      if (["error", "warning"].includes(message.type()) && !isOfBrowser) problems.push(message.text());
    });
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/api/mizan/")) requests.push(`${request.method()} ${pathname}`);
    });
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
        console.error(`${violatedDirective} forbids ${blockedURI}`),
      );
    });
    await page.goto(`${server.address}/policy/tea`);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("#text").textContent(), "about tea");
    assert.equal(await page.title(), "about tea");
    const counts = await page.evaluate(() => ({
      titles: document.head.querySelectorAll("title").length,
      descriptions: document.head.querySelectorAll("meta[name=description]").length,
      charsets: document.head.querySelectorAll("meta[charset]").length,
    }));
    assert.deepEqual(counts, { titles: 1, descriptions: 1, charsets: 1 });
    assert.deepEqual({ problems, requests }, { problems: [], requests: [] });

    // It lives: what changes is read, and shown in the head as well.
    await page.evaluate(() => globalThis.mizan().writeNote({ topic: "tea", text: "Green tea" }));
    await page.locator("#text", { hasText: "Green tea" }).waitFor();
    await page.waitForFunction(() => document.title === "Green tea");
    assert.equal(await page.evaluate(() => document.querySelectorAll("title").length), 1);
    assert.deepEqual(problems, []);
  });
}
