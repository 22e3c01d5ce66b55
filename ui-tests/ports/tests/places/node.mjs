// Node.js and a child process: the client as it is generated, over the pipes of the child, as the guide shows it.

import assert from "node:assert/strict";
import { symlink, unlink } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bundle, checkTypes, place, writeListings } from "./listings.mjs";

const { MIZAN_SERVER } = process.env;

let client, servers, close;

before(async () => {
  await writeListings();
  await symlink(MIZAN_SERVER, path.join(place, "notes"));
  process.chdir(place);
  const dist = await bundle(["program.ts"], "node");
  ({ client, servers, close } = await import(pathToFileURL(path.join(dist, "program.js"))));
});

after(() => close());

test("the listings of the guide, and the programs, fit the client", async () => {
  await checkTypes(["page.ts", "carrier.ts", "worker.ts", "frame.ts", "program.ts"]);
});

test("the child is called, and read", async () => {
  await client.addNote({ text: "of Node.js" });
  assert.deepEqual(await client.notes(), ["of Node.js"]);
  assert.equal(servers.length, 1);
});

test("what is live is pushed, and said in a room", async () => {
  const shown = [];
  const stop = client.notes().subscribe(({ data }) => data && shown.push(data.length));
  const room = client.talk();
  const leave = room.subscribe(() => {});
  await client.addNote({ text: "another" });
  await until(() => shown.at(-1) === 2);
  await room.say({ text: "Hello" });
  await until(() => room.current.messages.length + (room.current.first?.length ?? 0) === 1);
  stop();
  leave();
});

test("a stream, a file and an abort", async () => {
  const items = [];
  for await (const item of client.count({ to: 5000 })) items.push(item);
  assert.equal(items.length, 5000);
  const bytes = new Uint8Array(2_000_000).map((_, index) => index % 251);
  const sum = bytes.reduce((sum, byte) => sum + byte, 0);
  assert.equal(await client.weigh({ file: new Blob([bytes]) }), sum);
  const leaving = new AbortController();
  const waiting = client.wait({ signal: leaving.signal });
  await until(async () => (await client.whoWaits()) === 1);
  leaving.abort();
  await assert.rejects(waiting, { code: "ABORTED" });
  await until(async () => (await client.whoWaits()) === 0);
});

test("a child that is killed half-way costs what ran, and another one is started", async () => {
  const waiting = client.wait();
  const failed = assert.rejects(waiting, { code: "NETWORK" });
  await until(async () => (await client.whoWaits()) === 1);
  servers.at(-1).kill("SIGKILL");
  await failed;
  assert.deepEqual(await client.notes().refetch(), []);
  assert.equal(servers.length, 2);
});

test("a child that cannot be started is told, and one that can is found again", async () => {
  const program = path.join(place, "notes");
  await unlink(program);
  const waiting = client.wait();
  const failed = assert.rejects(waiting, { code: "NETWORK" });
  await until(async () => (await client.whoWaits()) === 1);
  servers.at(-1).kill("SIGKILL");
  await failed;
  await assert.rejects(client.whoWaits(), { code: "NETWORK" });
  await symlink(MIZAN_SERVER, program);
  assert.equal(await client.whoWaits(), 0);
});

async function until(isSo) {
  const end = Date.now() + 20_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `not so in time: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
