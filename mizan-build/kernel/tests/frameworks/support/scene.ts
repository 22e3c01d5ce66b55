/** A scene: one behaviour of one framework, with a world of its own. */

import { expect } from "vitest";
import type { Page } from "playwright-core";
import type { Dehydrated } from "../../../src/index";
import type { PageData } from "../../../src/rendering/page";
import type { Opening, PageName, Pages } from "../stage/protocol";
// Declares the global `stage`.
import type {} from "../stage/stage";
import type { Stages } from "./server";
import type { World } from "./world";

/** What happened while something was done. */
export interface Happened {
  /** What was asked of the server. */
  readonly requests: readonly string[];
  /** How often each component rendered, or its effect ran; none where it was not at all. */
  readonly counts: { readonly [name: string]: number };
}

/** A page that a server has rendered. */
interface RenderedPage {
  readonly html: string;
  readonly head: string;
  readonly data: PageData;
}

type Settings = Pick<Opening, "isStrict" | "rendered">;

/** How long a machine may take that does other things. */
const PATIENCE = 30_000;

export class Scene {
  readonly world: World;
  readonly page: Page;
  readonly framework: string;
  /** The warnings and errors that the page has logged. */
  readonly complaints: string[] = [];
  readonly #stages: Stages;

  constructor(stages: Stages, page: Page, framework: string) {
    this.world = stages.createWorld();
    this.#stages = stages;
    this.page = page;
    this.framework = framework;
  }

  /** A scene in the same page, with another world. */
  another(): Scene {
    return new Scene(this.#stages, this.page, this.framework);
  }

  /** Opens a page with a client of the world. */
  open<Name extends PageName>(page: Name, props: Pages[Name], settings?: Settings) {
    return this.openOwn(page, props, settings);
  }

  /** Opens a page that only this framework has. */
  async openOwn(page: string, props: object, settings: Settings = {}): Promise<void> {
    const { framework } = this;
    const { baseUrl } = this.world;
    const opening: Opening = { framework, page, props, baseUrl, ...settings };
    await this.page.evaluate((given) => stage.open(given), opening);
  }

  /** Opens a page that uses the browser's own client. */
  async openAlone<Name extends PageName>(page: Name, props: Pages[Name]) {
    const opening: Opening = { framework: this.framework, page, props };
    await this.page.evaluate((given) => stage.open(given), opening);
  }

  /** Renders a page on a server, with what `prefetch` has read. */
  render<Name extends PageName>(page: Name, props: Pages[Name]) {
    return this.renderOwn(page, props);
  }

  /** Renders a page that only this framework has. */
  async renderOwn(page: string, props: object) {
    const server = await this.#stages.loadServer(this.framework);
    const client = server.createMizan({ baseUrl: this.#stages.origin + this.world.baseUrl });
    return { client, html: () => server.render({ page, props, client }) };
  }

  /** Renders a page as the renderer of a server does; what was read is in the document. */
  async renderPage<Name extends PageName>(name: Name, props: Pages[Name]): Promise<RenderedPage> {
    const { pages } = await this.#stages.loadServer(this.framework);
    const reads: NonNullable<PageData["reads"]>[number][] = [];
    let head = "";
    const html = await pages[name]!(props, {
      head: (text) => void (head += text),
      status: () => {},
      redirect: () => {},
      read: (instance) => {
        const result = this.world.readForPage(instance);
        reads.push([{ read: [instance] }, { read: [result] }]);
        return "error" in result ? Promise.reject(result.error) : Promise.resolve(result.bundle);
      },
    });
    return { html, head, data: { component: name, props, reads: structuredClone(reads) } };
  }

  /** Goes to a document with a rendered page, which takes itself over; with `data` of its own if they are given. */
  async goTo({ html, head, data }: RenderedPage): Promise<void> {
    const { world, framework } = this;
    const json = JSON.stringify(data).replace(
      /[<>&]/g,
      (it) => `\\u00${it.charCodeAt(0).toString(16)}`,
    );
    world.document = await this.#stages.completeDocument(
      `<!doctype html><html><head><meta charset="utf-8" /><link rel="icon" href="data:," />${head}</head>` +
        `<body data-framework="${framework}"><div id="root">${html}</div>` +
        `<script type="application/json" id="mizan-page">${json}</script>` +
        `<script type="module" src="/frameworks/stage/stage.ts"></script></body></html>`,
    );
    await this.page.goto(`${this.#stages.origin}${world.baseUrl}/document`);
    await this.page.waitForFunction(() => "stage" in globalThis);
  }

  /** Goes back to the stage from a document. */
  async leave(): Promise<void> {
    await this.end();
    await this.page.goto(this.#stages.url);
    await this.page.waitForFunction(() => "stage" in globalThis);
  }

  async update(...all: object[]): Promise<void> {
    await this.page.evaluate((given) => stage.updateAll(given), all);
  }

  async unmount(): Promise<void> {
    await this.page.evaluate(() => stage.unmount());
  }

  /** Everything that is scheduled has run, and every read has landed. */
  async rest(): Promise<void> {
    await this.page.evaluate(() => stage.rest());
  }

  async startSession(): Promise<void> {
    await this.page.evaluate(() => stage.startSession());
  }

  async refetch(...contexts: string[]): Promise<void> {
    await this.page.evaluate((names) => stage.refetch(names), contexts);
  }

  async edit(edition: string): Promise<void> {
    await this.#stages.edit(this.framework, edition);
  }

  snapshot(): Promise<Dehydrated> {
    return this.page.evaluate(() => stage.snapshot());
  }

  click(id: string): Promise<void> {
    return this.page.click(`[data-testid=${id}]`);
  }

  fill(id: string, text: string): Promise<void> {
    return this.page.fill(`[data-testid=${id}]`, text);
  }

  /** The texts of the elements of a name; none where there is none. */
  texts(id: string): Promise<string[]> {
    return this.page.$$eval(`[data-testid=${id}]`, (all) =>
      all.map(({ textContent }) => (textContent ?? "").trim()),
    );
  }

  /** Waits until the elements of a name show these texts. */
  async shows(id: string, ...texts: (string | RegExp)[]): Promise<void> {
    const expected = texts.map((text) =>
      typeof text === "string" ? text : (expect.stringMatching(text) as string),
    );
    await expect
      .poll(() => this.texts(id), { timeout: PATIENCE, interval: 10, message: id })
      .toEqual(expected);
  }

  /** Waits until the server knows that something is so. */
  async until(check: () => unknown, expected: unknown): Promise<void> {
    await expect.poll(check, { timeout: PATIENCE, interval: 10 }).toEqual(expected);
  }

  async counts(): Promise<Happened["counts"]> {
    return this.page.evaluate(() => stage.counts());
  }

  /** What was asked and rendered while something was done, and came to rest. */
  async during(work: () => Promise<unknown>): Promise<Happened> {
    const before = await this.counts();
    const { length } = this.world.requests;
    await work();
    await this.rest();
    const after = Object.entries(await this.counts());
    const changed = after.map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
    const counts = Object.fromEntries(changed.filter(([, count]) => count));
    return { requests: this.world.requests.slice(length), counts };
  }

  /** The page leaves nothing behind, and has not complained. */
  async end(): Promise<void> {
    await this.page.evaluate(() => stage.unmount());
    await this.rest();
    expect(this.complaints, "the page complains of nothing").toEqual([]);
  }
}
