// A page, its worker and its frame of another origin, in Chromium, with the listings of the guide.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { bundle, place, writeListings } from "./listings.mjs";

const { MIZAN_BROWSER, MIZAN_SERVER } = process.env;
const { openBrowser, startServer } = await import(MIZAN_BROWSER);

let server, frames, browser, page, frame, serverPort;

const start = (port) => startServer(MIZAN_SERVER, { args: ["http", place], env: { PORT: String(port) } });

before(async () => {
  frames = createServer(serveFrame).listen(0, "127.0.0.1");
  await once(frames, "listening");
  const frameOrigin = `http://127.0.0.1:${frames.address().port}`;
  await writeListings();
  server = await start(0);
  serverPort = new URL(server.address).port;
  // The guide names an origin of its own, and is more patient.
  const own = { "https://app.example": server.address, "60_000": "20_000" };
  await writeListings((text) => Object.entries(own).reduce((text, each) => text.replaceAll(...each), text));
  await bundle(["page.ts", "carrier.ts", "worker.ts", "frame.ts"], "browser");
  const script = (name) => `<!doctype html><script type="module" src="/dist/${name}.js"></script>`;
  await writeFile(path.join(place, "frame.html"), script("frame"));
  await writeFile(
    path.join(place, "index.html"),
    `${script("page")}<iframe src="${frameOrigin}/frame.html"></iframe>`,
  );
  browser = await openBrowser();
  await openPage(frameOrigin);
});

async function openPage(frameOrigin) {
  page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(`${server.address}/#${frameOrigin}`);
  frame = page.frames().find((each) => each.url().startsWith(frameOrigin));
  await page.waitForFunction(() => globalThis.client);
  await frame.waitForFunction(() => globalThis.client);
}

/** Files, and nothing else: no server of Mizan is at this origin. */
async function serveFrame({ url }, response) {
  const type = url.endsWith(".html") ? "text/html" : "text/javascript";
  const text = await readFile(path.join(place, url)).catch(() => undefined);
  response.writeHead(text ? 200 : 404, { "Content-Type": type }).end(text);
}

after(async () => {
  await browser?.close();
  await server?.kill();
  frames.close();
});

const shownLast = () => page.waitForFunction(() => globalThis.shown.length).then(() => page.evaluate(() => globalThis.shown.at(-1)));

/** Waits until the page shows a note last. */
const shows = (note) =>
  page.waitForFunction((note) => globalThis.shown.at(-1)?.at(-1) === note, note, { timeout: 20_000 });

/**
 * Waits until so many calls wait on the server, and not until it ends them itself, after 30 seconds. A predicate of
 * `waitForFunction` that returns a promise would hold at once.
 */
async function waiting(count) {
  const deadline = Date.now() + 25_000;
  const read = () => page.evaluate(() => globalThis.client.whoWaits());
  for (let found; (found = await read()) !== count; ) {
    assert.ok(Date.now() < deadline, `${found} calls wait, and not ${count}`);
    await setTimeout(20);
  }
}

test("the page reads over its worker", async () => {
  assert.deepEqual(await shownLast(), []);
  await page.evaluate(() => globalThis.client.addNote({ text: "of the page" }));
  assert.deepEqual(await shownLast(), ["of the page"]);
});

test("what the worker and the frame change, the page shows", async () => {
  const read = await page.evaluate(() => globalThis.askWorker("of the worker"));
  assert.deepEqual(read, ["of the page", "of the worker"]);
  await shows("of the worker");
  await frame.evaluate(() => globalThis.client.addNote({ text: "of the frame" }));
  await shows("of the frame");
});

test("two clients of one page talk in one room", async () => {
  const listen = () => {
    globalThis.room = globalThis.client.talk();
    globalThis.room.subscribe(() => {});
  };
  await page.evaluate(listen);
  await frame.evaluate(listen);
  const heard = (count) => (each) =>
    each.waitForFunction(
      (count) => {
        const { first = [], messages } = globalThis.room.current;
        return [...first, ...messages].length === count && globalThis.room.current;
      },
      count,
      { timeout: 20_000 },
    );
  await frame.evaluate(() => globalThis.room.say({ text: "from the frame" }));
  await page.evaluate(() => globalThis.room.say({ text: "from the page" }));
  for (const each of [page, frame]) {
    const { first, messages } = await (await heard(2)(each)).jsonValue();
    const texts = [...first, ...messages].map(({ text }) => text);
    assert.deepEqual(texts, ["from the frame", "from the page"]);
  }
});

test("a stream comes item by item", async () => {
  const count = async () => {
    const items = [];
    for await (const item of globalThis.client.count({ to: 1000 })) items.push(item);
    return items;
  };
  const whole = Array.from({ length: 1000 }, (_, index) => index);
  assert.deepEqual(await page.evaluate(count), whole);
  assert.deepEqual(await frame.evaluate(count), whole);
});

test("a file of three megabytes arrives whole", async () => {
  const weigh = async () => {
    const bytes = new Uint8Array(3_000_000).map((_, index) => index % 251);
    const parts = [];
    const onProgress = (part) => parts.push(part);
    const sum = await globalThis.client.weigh({ file: new Blob([bytes]) }, { onProgress });
    return [sum, bytes.reduce((sum, byte) => sum + byte, 0), parts.at(-1)];
  };
  for (const each of [page, frame]) {
    const [weighed, sum, progress] = await each.evaluate(weigh);
    assert.equal(weighed, sum);
    assert.equal(progress, 1);
  }
});

test("a call that is aborted ends on the server", async () => {
  const code = await frame.evaluate(() => {
    const leaving = new AbortController();
    const call = globalThis.client.wait({ signal: leaving.signal });
    globalThis.leave = () => leaving.abort();
    globalThis.ended = call.then(() => "done", (error) => error.code);
  });
  await waiting(1);
  await frame.evaluate(() => globalThis.leave());
  assert.equal(await frame.evaluate(() => globalThis.ended), "ABORTED", code);
  await waiting(0);
});

test("a port that is closed half-way costs what ran, and another one is made", async () => {
  await frame.evaluate(() => {
    globalThis.ended = globalThis.client.wait().then(() => "done", (error) => error.code);
  });
  await waiting(1);
  const before = await page.evaluate(() => globalThis.handed.length);
  await page.evaluate(() => globalThis.handed.at(-1).close());
  assert.equal(await frame.evaluate(() => globalThis.ended), "NETWORK");
  await frame.evaluate(() => globalThis.client.addNote({ text: "over the next port" }));
  await shows("over the next port");
  assert.equal(await page.evaluate(() => globalThis.handed.length), before + 1);
});

test("a frame that goes away leaves nothing on the server", async () => {
  await frame.evaluate(() => void globalThis.client.wait().catch(() => {}));
  await waiting(1);
  await frame.goto(frame.url());
  await frame.waitForFunction(() => globalThis.client);
  await waiting(0);
});

test("a window of another origin gets nothing", async () => {
  const code = await frame.evaluate(() =>
    globalThis.strange().notes().read().then(() => "read", (error) => error.code),
  );
  assert.equal(code, "NETWORK");
});

test("a server that is killed is found again, and what is live goes on", async () => {
  await frame.evaluate(() => {
    globalThis.ended = globalThis.client.wait().then(() => "done", (error) => error.code);
  });
  await waiting(1);
  await server.kill();
  assert.equal(await frame.evaluate(() => globalThis.ended), "NETWORK");
  server = await start(serverPort);
  await page.waitForFunction(() => globalThis.shown.at(-1)?.length === 0, undefined, { timeout: 60_000 });
  await frame.evaluate(() => globalThis.client.addNote({ text: "of the next server" }));
  await shows("of the next server");
});
