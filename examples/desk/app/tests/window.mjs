// The desk in real windows: two that keep each other true, one that may not call, a page that is loaded again.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Application, end, openDisplay } from "./display.mjs";

const screenshots = path.join(import.meta.dirname, "../../screenshots");
let data, display, desk;

before(async () => {
  data = await mkdtemp(path.join(tmpdir(), "desk-"));
  display = await openDisplay();
  desk = await Application.start(process.env.DESK, {
    ...display.env,
    DESK_DATA: data,
  });
});

after(async () => {
  await desk?.stop();
  await display?.close();
  await rm(data, { recursive: true, force: true });
});

const notes = () => [...document.querySelectorAll("li p")].map((note) => note.textContent);

/** Leaves a picture of the display, for whoever looks. */
async function takePicture(name) {
  await mkdir(screenshots, { recursive: true });
  const file = path.join(screenshots, `${name}.png`);
  const { status } = spawnSync("import", ["-window", "root", file], {
    env: display.env,
  });
  assert.equal(status, 0);
}

async function write(text) {
  await desk.until(() => document.querySelector("form input"));
  await desk.run((text) => {
    const input = document.querySelector("form input");
    input.value = text;
    input.form.requestSubmit();
  }, text);
}

/** Presses a button, behind the answer to the driver: the window may be gone then. */
const press = (label) =>
  desk.run((label) => {
    const button = [...document.querySelectorAll("button")].find((it) => it.textContent === label);
    setTimeout(() => button.click());
  }, label);

/** Opens a window and switches to it; returns the handles of both. */
async function openBy(label) {
  const before = await desk.windows();
  await press(label);
  for (;;) {
    const opened = (await desk.windows()).find((handle) => !before.includes(handle));
    if (opened) {
      await desk.switchTo(opened);
      return opened;
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Lets the current window close itself, and waits until it is gone. */
async function closeWindow() {
  const before = await desk.windows();
  await press("Close");
  while ((await desk.windows()).length === before.length) {
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

test("a note is written, and is there when the page is loaded again", async () => {
  await write("Buy tea");
  for (let time = 0; time < 5; time += 1) {
    await desk.until(() => document.querySelector("li p")?.textContent === "Buy tea");
    await desk.refresh();
  }
  await desk.until(() => document.querySelector("li p")?.textContent === "Buy tea");
  // The connections of the pages before have ended. The plugin knows them by small numbers.
  const open = await desk.run(async () => {
    const { invoke } = globalThis.__TAURI_INTERNALS__;
    const numbers = Array.from({ length: 30 }, (_, number) => number + 1);
    const asked = numbers.map((connection) =>
      invoke("plugin:mizan|acknowledge", { connection, frames: 0 }).then(() => connection),
    );
    const answers = await Promise.allSettled(asked);
    return answers.filter(({ status }) => status === "fulfilled").length;
  });
  assert.equal(open, 1);
});

test("two windows keep each other true", async () => {
  const [first] = await desk.windows();
  const second = await openBy("Another window");
  await desk.until(() => document.querySelector("li p")?.textContent === "Buy tea");
  await write("From the second window");
  await desk.switchTo(first);
  await desk.until(() => document.querySelector("li p")?.textContent === "From the second window");
  await write("From the first window");
  await desk.switchTo(second);
  await desk.until(() => document.querySelector("li p")?.textContent === "From the first window");
  await takePicture("two-windows");
  await closeWindow();
  await desk.switchTo(first);
  await write("The other one is closed");
  await desk.until(() => document.querySelector("li p")?.textContent === "The other one is closed");
  assert.equal((await desk.run(notes)).length, 4);
});

/** Drags from one place of the display to another, in steps as a hand makes them. */
function drag(from, to) {
  const steps = Array.from({ length: 41 }, (_, step) =>
    ["x", "y"].map((axis) =>
      String(Math.round(from[axis] + (step / 40) * (to[axis] - from[axis]))),
    ),
  );
  const moves = steps.flatMap((place) => ["mousemove", ...place, "sleep", "0.02"]);
  const gesture = [
    "mousemove",
    ...steps[0],
    "mousedown",
    "1",
    "sleep",
    "0.2",
    ...moves,
    "sleep",
    "0.2",
  ];
  const { status } = spawnSync("xdotool", [...gesture, "mouseup", "1"], {
    env: display.env,
  });
  assert.equal(status, 0);
}

test("a file that is dropped on a note goes from the disk to the database", async () => {
  const file = path.join(data, "dropped.bin");
  const bytes = Buffer.alloc(1_234_567, "dropped");
  await writeFile(file, bytes);
  const source = spawn(path.join(path.dirname(process.env.DESK), "examples/drag_source"), [file], {
    env: display.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(source.stdout, "data");
    const { x, y } = await desk.run(() =>
      document.querySelector("li p").getBoundingClientRect().toJSON(),
    );
    drag({ x: 1000, y: 400 }, { x: x + 20, y: y + 10 });
    const shown = await desk.until(() => document.querySelector("li footer span")?.textContent);
    assert.equal(shown, "dropped.bin, 1,234,567 bytes");
    await takePicture("dropped");
  } finally {
    await end(source);
  }
  const kept = path.join(data, "attachments");
  const [name] = await readdir(kept);
  assert.deepEqual(await readFile(path.join(kept, name)), bytes);
  await press("Throw away");
  await desk.until(() => document.querySelectorAll("li").length === 3);
  assert.deepEqual(await readdir(kept), []);
});

test("a window without the permission is told what to write, and where", async () => {
  await openBy("A window without permissions");
  const text = await desk.until(() => document.querySelector("[role=alert]")?.textContent);
  assert.match(text, /No capability allows the window `stranger` to call Mizan\./);
  assert.match(text, /"mizan:default"/);
  await takePicture("stranger");
});
