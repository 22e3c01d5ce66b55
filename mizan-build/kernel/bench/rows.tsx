/** What rows cost: mounted, changed, invalidated; and a long list of which one element changes. */

import { QueryClient, replaceEqualDeep } from "@tanstack/react-query";
import { Window } from "happy-dom";
import { performance } from "node:perf_hooks";
import { createRoot } from "react-dom/client";
import { createMizan } from "../sample/api";
import { ids, mizan, renders, swr, tanstack, type Library } from "./libraries";
import { Server } from "./server";

const window = new Window();
for (const name of ["window", "document", "navigator", "addEventListener", "removeEventListener"]) {
  const value = name === "window" ? window : window[name as "document"];
  Object.defineProperty(globalThis, name, { value, configurable: true });
}

const ROUNDS = 5;
const SCENES = ["mounted", "one changed", "all read again, equal", "all read again, changed"];

interface Sample {
  readonly milliseconds: number;
  readonly renders: number;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

/** Lets everything happen that was put off. */
async function quiet(server: Server): Promise<void> {
  for (let calm = 0; calm < 5; calm = server.idle ? calm + 1 : 0) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** How long the machine was busy with it, however it was spread. */
async function measure(server: Server, work: () => void): Promise<Sample> {
  renders.rows = 0;
  const before = performance.eventLoopUtilization();
  work();
  await quiet(server);
  const { active } = performance.eventLoopUtilization(before);
  return { milliseconds: active, renders: renders.rows };
}

async function play(create: (server: Server) => Library): Promise<Sample[]> {
  const server = new Server();
  const { page, invalidateOne, invalidateAll } = create(server);
  const container = document.createElement("div");
  document.body.append(container);
  const root = createRoot(container);
  const changeOne = () => {
    server.change(500);
    invalidateOne(500);
  };
  const changeAll = () => {
    ids.forEach((id) => server.change(id));
    invalidateAll();
  };
  const samples: Sample[] = [];
  for (const work of [() => root.render(page), changeOne, invalidateAll, changeAll]) {
    samples.push(await measure(server, work));
  }
  root.unmount();
  container.remove();
  await quiet(server);
  globalThis.gc?.();
  return samples;
}

async function compareRows(): Promise<void> {
  const libraries = { Mizan: mizan, "TanStack Query": tanstack, SWR: swr };
  const runs = new Map<string, Sample[][]>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, create] of Object.entries(libraries)) {
      const samples = await play(create);
      // The first round only warms up.
      if (round) runs.set(name, [...(runs.get(name) ?? []), samples]);
    }
  }
  console.log(`${ids.length} rows in React, an instance each: ms (renders), median of ${ROUNDS}`);
  for (const [name, samples] of runs) {
    const cells = SCENES.map((scene, at) => {
      const time = median(samples.map((each) => each[at]!.milliseconds)).toFixed(1);
      return `${scene} ${time} (${samples[0]![at]!.renders})`;
    });
    console.log(`  ${name}: ${cells.join("; ")}`);
  }
}

/** A bundle of 1 MB with 9 000 orders, one of them changed: as text that has come from a network. */
function ordersText(changed: number): string {
  const orders = Array.from({ length: 9000 }, (_order, id) => ({
    id,
    title: id === changed ? "changed" : `Order ${id}`,
    cents: String(id),
    note: "A line about nothing in particular, as long as others are.",
  }));
  const text = JSON.stringify({ user_orders: orders, user_profile: {} });
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

/** The times that a text takes to land, in milliseconds. */
async function timeLanding(texts: string[], land: (text: string) => unknown): Promise<number> {
  const times: number[] = [];
  for (const text of texts) {
    const before = performance.now();
    await land(text);
    times.push(performance.now() - before);
  }
  return median(times.slice(1));
}

/** The most that the kernel's time may be of TanStack's. */
const GOALS = { equal: 1 / 100, "one changed": 0.35 };

async function compareList(): Promise<void> {
  let answer = "";
  const read = () => Promise.resolve(answer);
  const user = createMizan({ transport: { read, call: () => Promise.reject() } }).user({
    userId: 1,
  });
  user.listen(() => {});
  const ours = async (text: string) => {
    answer = text;
    return (await user.refetch()).userOrders;
  };
  let known: { user_orders: { title: string }[] } | undefined;
  const theirs = (text: string) =>
    (known = replaceEqualDeep(known, JSON.parse(text) as NonNullable<typeof known>)).user_orders;
  const texts = {
    equal: Array.from({ length: 30 }, () => ordersText(0)),
    "one changed": Array.from({ length: 30 }, (_text, at) => ordersText(at * 300)),
  };
  console.log(`9 000 orders in a bundle of ${texts.equal[0]!.length} characters: ms until shown`);
  for (const [name, goal] of Object.entries(GOALS)) {
    const each = texts[name as keyof typeof texts];
    const [mine, other] = [await timeLanding(each, ours), await timeLanding(each, theirs)];
    const last = (at: number) => [user.current.data!.userOrders[at], known!.user_orders[at]];
    const isSame = last(8700).every((order) => order!.title === last(8700)[0]!.title);
    const ratio = mine / other;
    const verdict = `ratio ${ratio.toFixed(4)}, goal at most ${goal}`;
    console.log(
      `  ${name}: Mizan ${mine.toFixed(3)}; TanStack's sharing ${other.toFixed(3)}; ${verdict}`,
    );
    if (!isSame || ratio > goal) process.exitCode = 1;
  }
}

/** Marks the one of 10 000 entries that somebody changed. */
async function compareInvalidation(): Promise<void> {
  const read = () => Promise.resolve('{"user_profile":{}}');
  const ours = createMizan({ transport: { read, call: () => Promise.reject() } });
  const theirs = new QueryClient();
  for (let id = 0; id < 10_000; id++) {
    ours.user({ userId: id }).prefetch();
    theirs.setQueryData(["user", id], {});
  }
  const scope = (id: number) => ({ context: "user", params: { user_id: id } });
  const invalidations = {
    Mizan: (id: number) => ours.$invalidate(scope(id)),
    "TanStack Query": (id: number) => void theirs.invalidateQueries({ queryKey: ["user", id] }),
  };
  console.log("one of 10 000 entries invalidated: ms");
  for (const [name, invalidate] of Object.entries(invalidations)) {
    const before = performance.now();
    for (let id = 0; id < 100; id++) invalidate(id);
    console.log(`  ${name}: ${((performance.now() - before) / 100).toFixed(4)}`);
  }
}

await compareRows();
await compareList();
await compareInvalidation();
process.exit();
