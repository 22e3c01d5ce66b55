// Who serves something old after a change was answered, and for how long: Mizan and other caches, each with
// two nodes before one source of data that can be held. Prints a table.
//
// `cargo bench -p mizan --bench race` runs it, with a Redis that it starts.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { contestants } from "./contestants.mjs";
import { openSource } from "./source.mjs";

/** How long every cache keeps an entry that nothing makes stale, in seconds. */
const LIFE = 10;
/** How many things are raced in each scenario. */
const ROUNDS = 5;
/** How long somebody is watched who goes on serving something old, in milliseconds. */
const LIMIT = (2 * LIFE + 2) * 1000;
/** The answers in a row that are not old, after which a node is not watched any longer. */
const ENOUGH = 40;
const PAUSE = 50;

const source = await openSource();
const folder = mkdtempSync(join(tmpdir(), "mizan-race-"));
const only = process.argv.slice(2);

/** Starts a node on a port of its own, which it prints as its first line. */
async function start(contestant, home) {
  const environment = { ...process.env, SOURCE: source.url, LIFE: String(LIFE) };
  const { command, words, cwd } = contestant.launch(home);
  const child = spawn(command, words, {
    cwd,
    env: { ...environment, ...contestant.environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const base = await new Promise((resolve, reject) => {
    let printed = "";
    child.stdout.on("data", (data) => {
      printed += data;
      const port = contestant.port(printed);
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    ended.then(() => reject(new Error(`${contestant.name} has ended: ${printed}`)));
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { base, kill };
}

/** Asks a node again and again, and tells how long after `since` it last answered something old. */
async function watch(contestant, node, id, since) {
  let last = 0;
  let fresh = 0;
  while (fresh < ENOUGH && performance.now() - since < LIMIT) {
    const begun = performance.now();
    const value = await contestant.read(node.base, id);
    fresh = value === "new" ? fresh + 1 : 0;
    if (value !== "new") last = begun - since;
    await wait(PAUSE);
  }
  return last;
}

async function check(contestant, node, id, value) {
  const answer = await contestant.read(node.base, id);
  if (answer !== value) throw new Error(`${contestant.name} answers ${answer}, and not ${value}`);
}

/** Every node answers what the source has, and keeps it: the second answer asks the source no more. */
async function warm(contestant, nodes, id) {
  for (const node of nodes) await check(contestant, node, id, "old");
  const before = source.reads(id);
  for (const node of nodes) await check(contestant, node, id, "old");
  if (source.reads(id) !== before) throw new Error(`${contestant.name} does not keep ${id}`);
}

/** A change while a node reads what is there before it. */
async function changeDuringFill(contestant, [reader, changer, other], id, meet) {
  const hold = source.holdRead(id);
  const reading = contestant.read(reader.base, id);
  await hold.reached;
  await meet();
  await contestant.change(changer.base, id, "new");
  hold.release();
  await reading;
  const since = performance.now();
  return Promise.all([reader, other].map((node) => watch(contestant, node, id, since)));
}

const scenarios = [
  {
    name: "a change on the other node",
    async race(contestant, [one, two], id, meet) {
      await warm(contestant, [one, two], id);
      await meet();
      await contestant.change(two.base, id, "new");
      const since = performance.now();
      return Promise.all([one, two].map((node) => watch(contestant, node, id, since)));
    },
  },
  {
    name: "a fill that began before the change, on one node",
    race: (contestant, [one, two], id, meet) =>
      changeDuringFill(contestant, [one, one, two], id, meet),
  },
  {
    name: "the same, the change on the other node",
    race: (contestant, [one, two], id, meet) =>
      changeDuringFill(contestant, [one, two, two], id, meet),
  },
  {
    name: "a node dies between commit and purge",
    async race(contestant, [one, two], id, meet) {
      await warm(contestant, [one, two], id);
      await meet();
      const hold = source.holdChange(id);
      const changing = contestant.change(two.base, id, "new").catch(() => {});
      await hold.reached;
      await meet(two.kill);
      const since = performance.now();
      await changing;
      hold.release();
      return [await watch(contestant, one, id, since)];
    },
  },
];

/** A place where all rounds meet before they go on. The last one who comes does what is to be done there. */
function makeMeeting() {
  let [waiting, goOn] = [0, undefined];
  let met = new Promise((resolve) => (goOn = resolve));
  return async (act) => {
    waiting += 1;
    if (waiting < ROUNDS) return met;
    await act?.();
    goOn();
    waiting = 0;
    met = new Promise((resolve) => (goOn = resolve));
  };
}

/** Runs all rounds of a scenario at once. */
async function runScenario(contestant, scenario, nodes) {
  const meet = makeMeeting();
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const id = String(100 * (scenarios.indexOf(scenario) + 1) + round);
    source.set(id, "old");
    return scenario.race(contestant, nodes, id, meet);
  });
  const times = (await Promise.all(rounds)).map((times) => Math.max(...times));
  const stale = times.filter((time) => time > 0);
  if (stale.length === 0) return "fresh";
  const longest = Math.max(...stale);
  const seconds = longest > 900 ? `${(longest / 1000).toFixed(0)} s` : `${Math.ceil(longest)} ms`;
  return `old in ${stale.length} of ${ROUNDS}, for ${seconds}`;
}

/** Puts a contestant and its packages into a folder of its own. */
function install(contestant) {
  const home = join(folder, contestant.name);
  if (!contestant.folder) return home;
  cpSync(new URL(`${contestant.folder}/`, import.meta.url), home, { recursive: true });
  const env = { ...process.env, ...contestant.environment };
  for (const [command, ...words] of contestant.install) {
    const options = { cwd: home, env, stdio: ["ignore", "pipe", "pipe"] };
    const { status, stdout, stderr } = spawnSync(command, words, options);
    if (status !== 0) throw new Error(`${command} ${words.join(" ")}: ${stdout}${stderr}`);
  }
  return home;
}

/** The row of a contestant. */
async function raceWith(contestant) {
  const home = install(contestant);
  await contestant.prepare?.();
  const nodes = [await start(contestant, home), await start(contestant, home)];
  try {
    const cells = [];
    for (const scenario of scenarios) cells.push(await runScenario(contestant, scenario, nodes));
    return [contestant.title, ...cells];
  } finally {
    for (const node of nodes) await node.kill();
  }
}

const head = ["", ...scenarios.map(({ name }) => name)];
const rows = [head, head.map(() => "---")];
try {
  for (const contestant of contestants) {
    if (only.length === 0 || only.includes(contestant.name)) rows.push(await raceWith(contestant));
  }
} finally {
  source.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
const isStale = rows.some(
  ([title, ...cells]) => title.startsWith("Mizan") && cells.some((cell) => cell !== "fresh"),
);
process.exitCode = isStale ? 1 : 0;
