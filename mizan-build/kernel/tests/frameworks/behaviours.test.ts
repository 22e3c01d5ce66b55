/** The behaviours of all frameworks, in one browser. A framework is a folder with a file `main`. */

import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { behaviours } from "./behaviours";
import type { Behaviours } from "./behaviours/behaviour";
import { launchChromium } from "../support/chromium.mjs";
import { openStage } from "./support/browser";
import { Scene } from "./support/scene";
import { startServer, type Stages } from "./support/server";

const own = import.meta.glob<{ own: Behaviours }>("./*/own.ts", { eager: true });

const frameworks = readdirSync(new URL(".", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => readdirSync(new URL(name, import.meta.url)).some((it) => /^main\./.test(it)));

let stages: Stages;
let browser: Browser;

beforeAll(async () => {
  [stages, browser] = await Promise.all([startServer(), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await stages.close();
});

test("each framework has pages", () => {
  const adapters = readdirSync(new URL("../../adapters", import.meta.url), { withFileTypes: true });
  const folders = adapters.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(frameworks).toEqual(folders);
});

describe.each(frameworks)("%s", (framework) => {
  let page: Page;
  let scene: Scene | undefined;

  beforeAll(async () => {
    page = await openStage(browser, stages.url, (text) => scene?.complaints.push(text));
  });

  const all: Behaviours = { ...behaviours, ...own[`./${framework}/own.ts`]?.own };
  for (const [name, behave] of Object.entries(all)) {
    test(name, async () => {
      scene = new Scene(stages, page, framework);
      await behave(scene);
      await scene.end();
    });
  }
});
