/** The page that is measured: the same call by Mizan, and by two commands that are written by hand. */

import { Kernel, call } from "../../../../mizan-build/kernel/src";
import { findBridge } from "../../../../mizan-build/kernel/src/wire/tauri-bridge";
import { tauri } from "../../../../mizan-build/kernel/src/tauri";

const kernel = new Kernel({ transport: tauri() });
const measure = {
  name: "measure",
  args: (args: { readonly text: string }) => args,
};
const { invoke } = findBridge();

const CALLS: Record<string, (text: string) => Promise<unknown>> = {
  mizan: (text) => call(kernel, measure, { text }),
  json: (text) => invoke("measure_json", { text }),
  raw: async (text) => {
    const answer = await invoke(
      "measure_raw",
      new TextEncoder().encode(JSON.stringify({ text })),
    );
    return JSON.parse(
      new TextDecoder().decode(answer as ArrayBuffer),
    ) as number;
  },
};

/** The median time of each call in milliseconds. The three take turns, so that each meets the same machine. */
async function measureCalls(bytes: number, calls: number, samples: number) {
  const text = "x".repeat(bytes);
  const times: Record<string, number[]> = { mizan: [], json: [], raw: [] };
  for (let sample = -2; sample < samples; sample += 1) {
    for (const [name, run] of Object.entries(CALLS)) {
      const begun = performance.now();
      for (let each = 0; each < calls; each += 1) {
        if ((await run(text)) !== bytes)
          throw new Error(`${name} does not answer`);
      }
      // The first samples warm up.
      if (sample >= 0) times[name]!.push((performance.now() - begun) / calls);
    }
  }
  const median = (all: number[]) =>
    all.sort((one, other) => one - other)[all.length >> 1]!;
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => [name, median(all)]),
  );
}

/** The time in milliseconds until so many calls that begin at once are answered. */
async function measureAtOnce(calls: number): Promise<number> {
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: calls }, () => call(kernel, measure, { text: "x" })),
  );
  return performance.now() - begun;
}

Object.assign(globalThis, { measureCalls, measureAtOnce });
