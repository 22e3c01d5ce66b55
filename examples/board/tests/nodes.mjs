// The board on two nodes, which share a database and a Redis: a window on each shows the same.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { openWindow } from "./window.mjs";

const { openBrowser, startServer } = await import(process.env.MIZAN_BROWSER);

let browser;
let directory;
let nodes;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "board-nodes-"));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Two nodes, and a window on each, by the network that `connect` makes. */
async function open(context, name, connect = (node) => node) {
  const env = { PORT: "0", BOARD_DATABASE: path.join(directory, `${name}.sqlite`) };
  nodes = [];
  for (let count = 0; count < 2; count += 1) {
    const node = await startServer(process.env.BOARD, { env });
    context.after(() => node.stop());
    nodes.push(node);
  }
  const windows = [];
  for (const node of nodes) {
    const network = await connect(node);
    windows.push({ network, ...(await openWindow(context, browser, network)) });
  }
  for (const { frames } of windows) for (const frame of frames) await frame.hasGuests(2);
  return windows;
}

/** A network to a node, which can be cut: its connections end, and there are no others. */
async function networkTo(context, { address }) {
  const { port } = new URL(address);
  const sockets = new Set();
  let isCut = false;
  const join = (near) => {
    if (isCut) return near.destroy();
    const far = net.connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => to.destroy() && sockets.delete(from));
      from.pipe(to);
    }
  };
  const server = net.createServer(join);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  context.after(() => (cut(), server.close()));
  return { address: `http://127.0.0.1:${server.address().port}`, cut, mend: () => (isCut = false) };
}

test("a card that is dragged on one node moves on the other, both ways", async (context) => {
  const [one, other] = await open(context, "both-ways");
  for (const [here, there] of [
    [one, other],
    [other, one],
  ]) {
    for (const [index, frame] of here.frames.entries()) {
      const list = ["Done", "To do", "Doing", "To do"][index];
      const titles = await frame.move("Tune the guitar", list);
      for (const each of [...there.frames, ...here.frames]) await each.shows(list, titles);
    }
    await here.Vue.say(`Heard on both, from ${here.page.url()}.`);
    for (const each of [...here.frames, ...there.frames]) {
      await each.hears(`Heard on both, from ${here.page.url()}.`);
    }
  }
  assert.deepEqual([...one.problems, ...other.problems], []);
});

test("a node that is killed takes its guests away, and nothing else", async (context) => {
  const [, other] = await open(context, "killed");
  await nodes[0].kill();
  for (const frame of other.frames) await frame.hasGuests(1);
  const titles = await other.React.move("Tune the guitar", "Done");
  for (const frame of other.frames) await frame.shows("Done", titles);
  await other.Svelte.say("Still here.");
  for (const frame of other.frames) await frame.hears("Still here.");
});

test("a window whose network was lost shows what the others did, without being reloaded", async (context) => {
  const [one, other] = await open(context, "lost", async (node) => networkTo(context, node));
  one.network.cut();
  for (const frame of one.frames) await frame.status(/waiting|connecting/);
  const titles = await other.Solid.move("Tune the guitar", "To do");
  await other.Vue.say("Said while they were away.");
  await other.React.hears("Said while they were away.");
  await one.network.mend();
  for (const frame of one.frames) {
    await frame.status("live");
    await frame.shows("To do", titles);
    await frame.hears("Said while they were away.");
  }
  for (const frame of [...one.frames, ...other.frames]) await frame.hasGuests(2);
});
