// The window with its four frames, as the tests see and use it.

import { setTimeout } from "node:timers/promises";

/** The frames by their titles, which are the names of the frameworks. */
export const FRAMEWORKS = ["React", "Vue", "Svelte", "Solid"];

/** The longest time in milliseconds for something to appear. */
const PATIENCE = 30_000;

/**
 * Somebody who opens the window of a node, in a browser of their own. `guests` are the cookies of the
 * frames, on which the names depend.
 */
export async function openWindow(context, browser, { address }, { guests = {}, ...options } = {}) {
  const own = await browser.newContext({ viewport: { width: 1500, height: 940 }, ...options });
  for (const [name, value] of Object.entries(guests)) {
    await own.addCookies([{ name: "guest", value, url: `${address}/${name.toLowerCase()}/` }]);
  }
  context.after(() => own.close());
  const page = await own.newPage();
  page.setDefaultTimeout(PATIENCE);
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "warning") problems.push(message.text());
  });
  await page.goto(address);
  const frames = Object.fromEntries(FRAMEWORKS.map((name) => [name, new Frame(page, name)]));
  for (const frame of Object.values(frames)) await frame.status("live");
  return { own, page, problems, ...frames, frames: Object.values(frames) };
}

/** One page of the board, in its frame. */
export class Frame {
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.inside = page.frameLocator(`iframe[title="${name}"]`);
  }

  list(title) {
    return this.inside.getByRole("region", { name: title });
  }

  card(title) {
    return this.inside.locator("li[data-card]", { hasText: title });
  }

  status(text) {
    return this.inside.getByRole("status").filter({ hasText: text }).waitFor();
  }

  /** Drags a card to the end of a list, in this frame or in another one. */
  async drag(title, list, frame = this) {
    const target = frame.list(list);
    const { height } = await target.boundingBox();
    await this.card(title).dragTo(target, { targetPosition: { x: 60, y: height - 5 } });
  }

  /** Drags a card in front of another one. */
  async dragBefore(title, other) {
    await this.card(title).dragTo(this.card(other), { targetPosition: { x: 30, y: 2 } });
  }

  /** Waits until a list has these cards, in this order. */
  shows(list, titles) {
    return until(`${this.name}: ${list}: ${titles}`, async () => {
      const shown = await this.titles(list);
      return { is: shown.join() === titles.join(), shown };
    });
  }

  /** Drags a card to the end of a list, and returns the titles of that list as soon as it is there. */
  async move(title, list) {
    await this.drag(title, list);
    let shown;
    await until(`${this.name}: ${title} at the end of ${list}`, async () => {
      shown = await this.titles(list);
      return { is: shown.at(-1) === title, shown };
    });
    return shown;
  }

  /** The titles of the cards of a list. */
  async titles(list) {
    const cards = await this.list(list).locator("li").allInnerTexts();
    return cards.map((text) => text.replace("×", "").trim());
  }

  /** The frameworks of all who are here, sorted. */
  async present() {
    const guests = this.inside.getByRole("list", { name: "Here now" }).getByRole("listitem");
    const frameworks = await guests.evaluateAll((all) => all.map(({ title }) => title));
    return frameworks.sort();
  }

  /** Waits until as many are here of each framework. */
  hasGuests(each) {
    const wanted = FRAMEWORKS.flatMap((name) => Array(each).fill(name.toLowerCase())).sort();
    return until(`${this.name}: ${each} of each here`, async () => {
      const shown = await this.present();
      return { is: shown.join() === wanted.join(), shown };
    });
  }

  async add(list, title) {
    const field = this.inside.getByLabel(`Add to ${list}`);
    await field.fill(title);
    await field.press("Enter");
  }

  async remove(title) {
    await this.card(title).hover();
    await this.inside.getByRole("button", { name: `Remove ${title}` }).click();
  }

  async say(text) {
    const field = this.inside.getByLabel("Say something");
    await field.fill(text);
    await field.press("Enter");
  }

  hears(text) {
    const lines = this.inside.getByRole("list", { name: "Chat" }).getByRole("listitem");
    return lines.filter({ hasText: text }).waitFor();
  }
}

/** Waits until `look` finds what it looks for. */
export async function until(what, look) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const { is, shown } = await look();
    if (is) return;
    if (Date.now() > end) throw new Error(`waited for ${what}, and there is ${shown}`);
    await setTimeout(20);
  }
}
