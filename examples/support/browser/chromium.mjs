// A Chromium that needs nothing installed, and the server that a page is opened from.

import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { unpackChromium } from "./unpack.mjs";

/** Starts the browser; close it with `await browser.close()`. */
export async function openBrowser() {
  return await chromium.launch({
    executablePath: await unpackChromium(new URL(".", import.meta.url)),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}

/**
 * Starts a server and waits for the address that it prints. `stop()` ends it and waits for its end,
 * `kill()` gives it no time to; `lines` are what it has printed.
 * The options are those of Node's `spawn`, and `args`. A `detached` one ends with all that it has
 * started, as in a terminal.
 */
export async function startServer(program, { args = [], ...options }) {
  const child = spawn(program, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const lines = [];
  const address = await new Promise((resolve, reject) => {
    child.once("error", reject);
    ended.then((code) => reject(new Error(`the server ended with ${code} and printed no address`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      console.log(`  server: ${line}`);
      lines.push(line);
      const found = line.match(/http:\/\/[^\s/]+/);
      if (found) resolve(found[0]);
    });
  });
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(options.detached ? -child.pid : child.pid, signal);
    }
    await ended;
  };
  return { address, lines, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

/** Runs `steps`; when they fail a picture of the page is left in `directory`, and the error names it. */
export async function withScreenshot(page, directory, name, steps) {
  try {
    await steps();
  } catch (error) {
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, `${name}.png`);
    await page.screenshot({ path: file, fullPage: true });
    error.message += `\nThe page as it looked then: ${file}`;
    throw error;
  }
}
