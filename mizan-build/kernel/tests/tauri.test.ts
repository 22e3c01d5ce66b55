/** A window of Tauri: the contract of a transport, refusals, channels, dropped files. */

import { describe, expect, test } from "vitest";
import { onFilesDropped, tauri, type FilesDropped } from "../src/tauri";
import { openChannel } from "../src/wire/tauri-bridge";
import { describeTransport } from "./support/contract";
import { TauriWindow, openTauri } from "./support/tauri-window";

describeTransport("a window of Tauri", async (server) => openTauri(server));

const read = () => {
  const { signal } = new AbortController();
  return tauri().read({ context: "user", params: {}, only: undefined, seen: undefined, signal });
};

describe("what a page is told that may not call", () => {
  test.each([
    ['mizan.open not allowed on window "main"', "FORBIDDEN", '"mizan:default"'],
    ["Command plugin:mizan|open not allowed by ACL", "FORBIDDEN", "window `main`"],
    ["plugin mizan not found", "NOT_IMPLEMENTED", "tauri_plugin_mizan::init(api)"],
    ["mizan.open not allowed. Plugin not found", "NOT_IMPLEMENTED", "has not registered"],
    ["Command open not found", "STALE_CLIENT", "another version"],
    ["something else", "NETWORK", "something else"],
    [{ code: "STALE_CLIENT", message: "version 2" }, "STALE_CLIENT", "version 2"],
  ])("%j is %s", async (refusal, code, text) => {
    const window = new TauriWindow();
    window.refusal = refusal;
    const error = await read().catch((thrown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
    expect(window.callbacks.size).toBe(0);
  });

  test("a page outside of Tauri", async () => {
    await expect(read()).rejects.toMatchObject({ code: "NOT_IMPLEMENTED" });
  });
});

test("a channel keeps the order of its messages, and ends once", () => {
  const window = new TauriWindow();
  const told: unknown[] = [];
  const id = openChannel(
    window,
    (message) => told.push(message),
    () => told.push("end"),
  );
  const send = window.callbacks.get(id)!;
  send({ index: 1, message: "second" });
  send({ index: 3, end: true });
  expect(told).toEqual([]);
  send({ index: 0, message: "first" });
  send({ index: 2, message: "third" });
  expect(told).toEqual(["first", "second", "third", "end"]);
  expect(window.callbacks.size).toBe(0);
});

test("dropped files are handles, until nobody listens", async () => {
  const window = new TauriWindow();
  const drops: FilesDropped[] = [];
  const stop = onFilesDropped((drop) => drops.push(drop));
  const [[command, args]] = window.told as [[string, { listener: string; ends: boolean }]];
  expect([command, args.ends]).toEqual(["drops", false]);
  const [send] = window.callbacks.values();
  const files = [{ handle: 7, name: "cat.png", size: 81234 }];
  send!({ index: 0, message: { files, x: 3, y: 4 } as never });
  expect(drops).toMatchObject([
    { x: 3, y: 4, files: [{ handle: 7, name: "cat.png", size: 81234 }] },
  ]);
  stop();
  await Promise.resolve();
  await Promise.resolve();
  expect(window.told.at(-1)).toEqual(["drops", { ...args, ends: true }]);
  expect(window.callbacks.size).toBe(0);
});
