/** One Chromium for all frameworks, with a page for each. */

import chromium from "@sparticuz/chromium";
import { chromium as launcher, type Browser, type Page } from "playwright-core";

export async function launch(): Promise<Browser> {
  return launcher.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, "--no-sandbox"],
  });
}

/** What the browser says by itself, and of what the pages are no cause. */
const OF_THE_BROWSER = /Failed to load resource|WebSocket connection to .* failed/;

/** Opens the stage, and hands on what the page warns of. */
export async function openStage(
  browser: Browser,
  url: string,
  complain: (text: string) => void,
): Promise<Page> {
  const page = await browser.newPage();
  page.on("pageerror", (error) => complain(String(error)));
  page.on("console", (message) => {
    const isLoud = message.type() === "error" || message.type() === "warning";
    if (isLoud && !OF_THE_BROWSER.test(message.text())) complain(message.text());
  });
  await page.goto(url);
  await page.waitForFunction(() => "stage" in globalThis);
  return page;
}
