/** One Chromium for all frameworks, with a page for each. */

import type { Browser, Page } from "playwright-core";

/** What the browser says by itself, and of what the pages are no cause. */
const OF_THE_BROWSER = /Failed to load resource|WebSocket connection to .* failed/;

/** Opens the stage, and hands on what the page warns of. */
export async function openStage(
  browser: Browser,
  url: string,
  complain: (text: string) => void,
): Promise<Page> {
  const page = await browser.newPage();
  // Vite may have to prepare the packages first.
  page.setDefaultTimeout(120_000);
  page.on("pageerror", (error) => complain(String(error)));
  page.on("console", (message) => {
    const isLoud = message.type() === "error" || message.type() === "warning";
    if (isLoud && !OF_THE_BROWSER.test(message.text())) complain(message.text());
  });
  await page.goto(url);
  await page.waitForFunction(() => "stage" in globalThis);
  return page;
}
