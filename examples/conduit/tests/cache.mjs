// The page of an article in the cache of Conduit: kept for each reader, until somebody changes it.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const { startServer } = await import(process.env.MIZAN_BROWSER);

const SLUG = "salt-in-four-acts";

let directory;
let server;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "conduit-cache-"));
  const database = path.join(directory, "conduit.sqlite");
  server = await startServer(process.env.CONDUIT, {
    env: { PORT: "0", CONDUIT_DATABASE: database },
  });
});

after(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Somebody with a session of their own, or none. */
class Reader {
  cookie = "";

  static async register(username) {
    const reader = new Reader();
    const email = `${username}@example.com`;
    await reader.call("register", { username, email, password: "a long password" });
    return reader;
  }

  async call(fn, args) {
    const response = await fetch(`${server.address}/api/mizan/call/`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        cookie: this.cookie,
        origin: server.address,
      },
      body: JSON.stringify({ fn, args }),
    });
    assert.equal(response.status, 200, await response.text());
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.cookie = cookie.split(";")[0];
  }

  /** What the cache did for the page of the article, and what the page says of favourites. */
  async open() {
    const address = `${server.address}/api/mizan/ctx/article_page/?slug=${SLUG}`;
    const response = await fetch(address, { headers: { cookie: this.cookie } });
    const { article } = await response.json();
    return [response.headers.get("x-mizan-cache"), article.favorited, article.favoritesCount];
  }
}

test("a page is a hit for every reader until somebody changes it", async () => {
  const [visitor, fan, other] = [
    new Reader(),
    await Reader.register("fan"),
    await Reader.register("other"),
  ];
  const [, , count] = await visitor.open();
  assert.deepEqual(await new Reader().open(), ["HIT", false, count], "all visitors share a copy");
  for (const reader of [fan, other]) {
    assert.deepEqual(await reader.open(), ["MISS", false, count], "a reader has another one");
    assert.deepEqual(await reader.open(), ["HIT", false, count]);
  }

  await fan.call("set_favorite", { slug: SLUG, favorite: true });
  const readers = [fan, other, visitor];
  for (const result of ["MISS", "HIT", "HIT"]) {
    for (const reader of readers) {
      const expected = [result, reader === fan, count + 1];
      assert.deepEqual(await reader.open(), expected, "nobody gets somebody else's favourite");
    }
  }

  await other.call("add_comment", { slug: SLUG, body: "Salt is a fifth act." });
  for (const reader of readers) assert.equal((await reader.open())[0], "MISS");
});

test("the terminal tells what each request read and changed", () => {
  const time = "\\d+\\.\\d ms$";
  for (const line of [
    `^read article, comments · MISS · ${time}`,
    `^article_page · HIT · ${time}`,
    `^set_favorite · changed .*article_page.* · ${time}`,
  ]) {
    assert.ok(server.lines.some((it) => new RegExp(line).test(it)), server.lines.join("\n"));
  }
});
