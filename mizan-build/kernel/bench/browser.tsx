/** The part of the measurement in a browser that runs in its page; `browser.mjs` opens it. */

import { createRoot } from "react-dom/client";
import { ids, mizan, renders, swr, tanstack, type Library } from "./libraries";
import { Server } from "./server";

const libraries = { Mizan: mizan, "TanStack Query": tanstack, SWR: swr };

/** Every row is rendered without data first, and then with them. */
const RENDERS = 2 * ids.length;

/** The next task of the browser, without the pause of a timer. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Mounts the rows; returns the milliseconds until all of them show their data. */
async function mount(create: (server: Server) => Library): Promise<number> {
  const server = new Server();
  const { page } = create(server);
  const container = document.createElement("div");
  document.body.append(container);
  const root = createRoot(container);
  renders.rows = 0;
  const before = performance.now();
  root.render(page);
  while (renders.rows < RENDERS) await nextTask();
  const duration = performance.now() - before;
  const rows = [...container.querySelectorAll("li")];
  if (rows.length !== ids.length || rows.some((row) => !row.textContent)) {
    throw new Error("a row shows nothing");
  }
  root.unmount();
  container.remove();
  for (let turn = 0; turn < 20; turn++) await nextTask();
  return duration;
}

/** The times of all libraries, which take turns; the first rounds only warm up. */
async function play(rounds: number): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = -2; round < rounds; round++) {
    for (const [name, create] of Object.entries(libraries)) {
      const time = await mount(create);
      if (round >= 0) (times[name] ??= []).push(time);
    }
  }
  return times;
}

Object.assign(globalThis, { play });
