// A page whose document begins before its component is rendered, in each framework: what the browser does meanwhile, and
// what comes of a redirect that the component finds out too late.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

const { openBrowser, startServer } = await import(process.env.MIZAN_BROWSER);

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

for (const framework of ["react", "vue", "svelte", "solid"]) {
  test(`a streamed page in ${framework}`, async (context) => {
    const server = await startServer(process.env.SERVER, { args: [framework], env: { PORT: "0" } });
    context.after(() => server.stop());
    const release = async () => {
      const response = await fetch(`${server.address}/api/mizan/call/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ fn: "release", args: { is_released: true } }),
      });
      assert.equal(response.status, 200);
    };

    const page = await browser.newPage();
    context.after(() => page.close());
    const problems = [];
    const requests = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/api/mizan/")) requests.push(`${request.method()} ${pathname}`);
    });
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));

    // Its script has arrived before the page is rendered, and runs after that.
    const script = page.waitForEvent("requestfinished", (request) =>
      request.url().endsWith(".js"),
    );
    await page.goto(`${server.address}/streamed-policy/slow`, { waitUntil: "commit" });
    await script;
    assert.equal(await page.evaluate(() => "mizan" in globalThis || !!document.body), false);
    await release();
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("#text").textContent(), "about slow");
    assert.equal(await page.title(), "about slow");
    const counts = await page.evaluate(() => ({
      titles: document.querySelectorAll("title").length,
      descriptions: document.querySelectorAll("meta[name=description]").length,
    }));
    assert.deepEqual(counts, { titles: 1, descriptions: 1 });
    assert.deepEqual({ problems, requests }, { problems: [], requests: [] });
    await page.evaluate(() => globalThis.mizan().writeNote({ topic: "slow", text: "Fast" }));
    await page.locator("#text", { hasText: "Fast" }).waitFor();
    await page.waitForFunction(() => document.title === "Fast");

    await page.goto(`${server.address}/streamed/old`, { waitUntil: "commit" });
    await page.waitForURL(`${server.address}/notes/new`);
    await page.locator("#text", { hasText: "about new" }).waitFor();
    assert.deepEqual(problems, []);

    const reader = await browser.newContext({ javaScriptEnabled: false });
    context.after(() => reader.close());
    const plain = await reader.newPage();
    await plain.goto(`${server.address}/streamed/tea`);
    assert.equal(await plain.locator("#text").textContent(), "about tea");
    assert.equal(await plain.title(), "about tea");
    await plain.goto(`${server.address}/streamed/old`, { waitUntil: "commit" });
    await plain.waitForURL(`${server.address}/notes/new`);
    assert.equal(await plain.locator("#text").textContent(), "about new");
  });
}
