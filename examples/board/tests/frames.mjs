// The board in four frames of one window: what is done in one of them is seen in all.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { openWindow, until } from "./window.mjs";

const { openBrowser, startServer, withScreenshot } = await import(process.env.MIZAN_BROWSER);

let browser;
let directory;
let server;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "board-"));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs a test on a board of its own, with a picture of the window if it fails. */
function walk(name, steps) {
  test(name, async (context) => {
    const file = name.replaceAll(/\W+/g, "-");
    const env = { PORT: "0", BOARD_DATABASE: path.join(directory, `${file}.sqlite`) };
    server = await startServer(process.env.BOARD, { env });
    context.after(() => server.stop());
    const window = await openWindow(context, browser, server);
    await withScreenshot(window.page, "screenshots", file, () => steps(window, context));
    assert.deepEqual(window.problems, []);
  });
}

/** Calls of a function that are held back between `hold()` and `release()`. */
async function callsOf(page, name) {
  const held = [];
  let isHolding = false;
  await page.route("**/api/mizan/call/", async (route) => {
    const isMeant = route.request().postData()?.includes(`"${name}"`);
    if (isHolding && isMeant) held.push(route);
    else await route.continue();
  });
  return {
    hold: () => (isHolding = true),
    are: (count) =>
      until(`${count} calls of ${name}`, () => ({ is: held.length === count, shown: held.length })),
    async release() {
      isHolding = false;
      for (const route of held.splice(0)) await route.continue();
    },
  };
}

/** The lists as they are in a new database. */
const newLists = () => ({
  "To do": ["Invite the neighbours", "Borrow a long table", "Lanterns for the trees"],
  Doing: ["Bake three loaves", "Tune the guitar"],
  Done: ["Choose a Saturday", "Ask about the rain"],
});

/** Moves a card in the lists that the test expects. */
function move(lists, title, list, before) {
  for (const titles of Object.values(lists)) {
    if (titles.includes(title)) titles.splice(titles.indexOf(title), 1);
  }
  const at = before ? lists[list].indexOf(before) : lists[list].length;
  lists[list].splice(at, 0, title);
}

async function allShow(frames, lists) {
  for (const frame of frames) {
    for (const [list, titles] of Object.entries(lists)) await frame.shows(list, titles);
  }
}

walk("a card that is dragged in one frame moves in four", async ({ page, frames }) => {
  const lists = newLists();
  const card = "Bake three loaves";
  const moves = await callsOf(page, "move_card");
  await allShow(frames, lists);
  for (const [index, frame] of frames.entries()) {
    const list = ["Done", "To do", "Doing", "Done"][index];
    const others = frames.filter((other) => other !== frame);
    const before = structuredClone(lists);
    moves.hold();
    await frame.drag(card, list);
    move(lists, card, list);
    await allShow([frame], lists);
    // The frame has not waited for the answer.
    await moves.are(1);
    await allShow(others, before);
    await moves.release();
    await allShow(frames, lists);

    const [first] = lists[list];
    await frame.dragBefore(card, first);
    move(lists, card, list, first);
    await allShow(frames, lists);
    const colour = frame.inside.locator(`li.${frame.name.toLowerCase()}`, { hasText: card });
    await colour.waitFor();
  }
});

walk("a card is dragged out of each frame into the next", async ({ frames }) => {
  const lists = newLists();
  for (const [index, frame] of frames.entries()) {
    const list = ["Done", "To do", "Doing", "Done"][index];
    await frame.drag("Tune the guitar", list, frames[(index + 1) % frames.length]);
    move(lists, "Tune the guitar", list);
    await allShow(frames, lists);
  }
});

walk("cards are added and removed", async ({ frames }) => {
  const lists = newLists();
  for (const frame of frames) {
    const title = `Written in ${frame.name}`;
    await frame.add("Doing", title);
    lists.Doing.push(title);
    await allShow(frames, lists);
  }
  for (const [index, frame] of frames.entries()) {
    const title = `Written in ${frames.at(index - 1).name}`;
    await frame.remove(title);
    lists.Doing = lists.Doing.filter((other) => other !== title);
    await allShow(frames, lists);
  }
});

walk("four people who move cards at once see one order", async ({ page, frames }) => {
  const moves = await callsOf(page, "move_card");
  moves.hold();
  const cards = newLists()["To do"].concat("Bake three loaves");
  for (const [index, frame] of frames.entries()) await frame.drag(cards[index], "Done");
  await moves.are(frames.length);
  await moves.release();
  // A frame shows its own card at the end until it knows where the others went.
  let done;
  await until("one order in all frames", async () => {
    const shown = await Promise.all(frames.map((frame) => frame.titles("Done")));
    [done] = shown;
    const isOne = shown.every((titles) => titles.join() === done.join());
    return { is: isOne && cards.every((card) => done.includes(card)), shown };
  });
  await page.reload();
  await allShow(frames, { "To do": [], Doing: ["Tune the guitar"], Done: done });
});

walk("a card that somebody else removes cannot be moved", async ({ page, frames }) => {
  const lists = newLists();
  const moves = await callsOf(page, "move_card");
  for (const [index, frame] of frames.entries()) {
    const title = [...newLists()["To do"], "Bake three loaves"][index];
    moves.hold();
    await frame.drag(title, "Done");
    await moves.are(1);
    await frames.at(index - 1).remove(title);
    for (const list of Object.keys(lists)) lists[list] = lists[list].filter((it) => it !== title);
    await allShow(frames, lists);
    await moves.release();
    await frame.inside.getByText("Somebody else has removed this card.").waitFor();
    await allShow(frames, lists);
  }
});

test("an evening in the garden is a picture", async (context) => {
  const env = { PORT: "0", BOARD_DATABASE: path.join(directory, "picture.sqlite") };
  const server = await startServer(process.env.BOARD, { env });
  context.after(() => server.stop());
  const size = { viewport: { width: 1260, height: 760 }, deviceScaleFactor: 1.5 };
  const { page, frames, React, Vue, Svelte, Solid } = await openWindow(context, browser, server, {
    ...size,
    guests: { React: "lake", Vue: "fern", Svelte: "ember", Solid: "dusk" },
  });
  await Svelte.add("To do", "Print the songs");
  await Solid.drag("Tune the guitar", "Done");
  await Vue.say("Who brings a lantern?");
  await Svelte.say("I have two of them.");
  await Solid.say("Then the trees are done.");
  await React.say("The bread is in the oven.");
  for (const frame of frames) await frame.hears("The bread is in the oven.");
  await Vue.drag("Lanterns for the trees", "Doing");
  for (const frame of frames) {
    await frame.shows("Doing", ["Bake three loaves", "Lanterns for the trees"]);
  }
  await page.screenshot({ path: process.env.PICTURE });
});

walk("people see who is here, and talk", async (window, context) => {
  const { frames } = window;
  for (const frame of frames) await frame.hasGuests(1);
  for (const frame of frames) {
    await frame.say(`Hello from ${frame.name}.`);
    for (const each of frames) await each.hears(`Hello from ${frame.name}.`);
  }
  const other = await openWindow(context, browser, server);
  for (const frame of [...frames, ...other.frames]) await frame.hasGuests(2);
  for (const { name } of frames) {
    for (const frame of other.frames) await frame.hears(`Hello from ${name}.`);
  }
  await other.own.close();
  for (const frame of frames) await frame.hasGuests(1);
});
