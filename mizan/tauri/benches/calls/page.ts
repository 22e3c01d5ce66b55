/** The page that is measured: the same call by Mizan, and by commands that are written by hand. */

import { Kernel, call } from "../../../../mizan-build/kernel/src";
import { tauri } from "../../../../mizan-build/kernel/src/tauri";
import { findBridge } from "../../../../mizan-build/kernel/src/wire/tauri-bridge";

/** What is sent. */
interface Record {
  readonly id: number;
  readonly name: string;
  readonly is_done: boolean;
}

const kernel = new Kernel({ transport: tauri() });
const measure = {
  name: "measure",
  args: (args: { readonly records: readonly Record[] }) => args,
};
const { invoke } = findBridge();

const CALLS: {
  readonly [name: string]: (records: Record[]) => Promise<unknown>;
} = {
  mizan: (records) => call(kernel, measure, { records }),
  json: (records) => invoke("measure_json", { records }),
  raw: (records) => invokeRaw("measure_raw", records),
  async: (records) => invokeRaw("measure_raw_async", records),
};

async function invokeRaw(command: string, records: Record[]): Promise<number> {
  const answer = await invoke(command, new TextEncoder().encode(JSON.stringify({ records })));
  return JSON.parse(new TextDecoder().decode(answer as ArrayBuffer)) as number;
}

/** A record of fifty bytes. */
const toRecord = (id: number): Record => ({
  id,
  name: "n".repeat(16 - String(id).length),
  is_done: false,
});

/** The median time of each call in milliseconds. They take turns, so that each meets the same machine. */
async function measureCalls(bytes: number, calls: number, samples: number) {
  const records = Array.from({ length: bytes / 50 }, (_, at) => toRecord(at + 1));
  const sum = (records.length * (records.length + 1)) / 2;
  const times: { [name: string]: number[] } = {};
  for (let sample = -2; sample < samples; sample += 1) {
    for (const [name, run] of Object.entries(CALLS)) {
      const begun = performance.now();
      for (let each = 0; each < calls; each += 1) {
        if ((await run(records)) !== sum) throw new Error(`${name} does not answer`);
      }
      // The first samples warm up.
      if (sample >= 0) (times[name] ??= []).push((performance.now() - begun) / calls);
    }
  }
  const median = (all: number[]) => all.sort((one, other) => one - other)[all.length >> 1]!;
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

/** The time in milliseconds until so many calls that begin at once are answered. */
async function measureAtOnce(calls: number): Promise<number> {
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: calls }, () => call(kernel, measure, { records: [toRecord(1)] })),
  );
  return performance.now() - begun;
}

Object.assign(globalThis, { measureCalls, measureAtOnce });
