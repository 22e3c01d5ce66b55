/** Pages that a server has rendered, taken over in the browser: each of the pages, and what may come between. */

import { expect } from "vitest";
import type { PageName, Pages } from "../stage/protocol";
import type { Scene } from "../support/scene";
import type { Behaviours } from "./behaviour";

/** Every page of the behaviours, but `compared`, which another library reads. */
const ALL: { readonly [Name in Exclude<PageName, "compared">]: Pages[Name] } = {
  profile: { userId: 5 },
  readers: { userId: 5 },
  rows: { userIds: Array.from({ length: 30 }, (_id, at) => at) },
  status: { userId: 5 },
  keeping: { userId: 5 },
  search: { tag: "tea", orderBy: "age" },
  provided: { userId: 5, inner: 6, page: 2 },
  combined: { userId: 5, tag: "tea" },
  lost: {},
  rename: { userId: 5 },
  caller: { userId: 5 },
  suspended: { userId: 5 },
  feed: {},
  pages: {},
  talk: { about: "tea" },
  chat: { roomId: 1 },
  upload: { size: 10 },
  order: {},
  ledger: { bookId: 1 },
  session: { userId: 5 },
  own: { userId: 5 },
  edited: { userId: 5 },
};

/** What a socket changes once the page is there. */
const OF_SOCKETS = ["live", "room", "first", "messages", "present"];

/** A page that throws on a server is left to the browser, unless the framework has boundaries there. */
const THROWING: readonly string[] = ["lost"];

/** What Svelte renders of a boundary with `pending` is that, and nothing else. */
const isLeftPending = (scene: Scene, name: string) =>
  scene.framework === "svelte" && name === "suspended";

const readsOf = (scene: Scene) => scene.world.requests.filter((name) => /ctx/.test(name));

/** The texts of a page, by the names of their elements. */
const textsOf = (scene: Scene, html?: string) =>
  scene.page.evaluate(
    ([given, ofSockets]) => {
      const from =
        given === undefined ? document : new DOMParser().parseFromString(given, "text/html");
      const all = [...from.querySelectorAll<HTMLElement>("[data-testid]")];
      const shown = all.map((each) => [each.dataset["testid"]!, each.textContent!.trim()] as const);
      return shown.filter(([name]) => !ofSockets.includes(name));
    },
    [html, OF_SOCKETS] as const,
  );

function takesOver(name: keyof typeof ALL): Behaviours {
  return {
    async [`the page \`${name}\` is rendered with its data, taken over as it is, and reads nothing`](
      scene,
    ) {
      if (isLeftPending(scene, name)) return;
      const rendered = await scene.renderPage(name, ALL[name]);
      const texts = await textsOf(scene, rendered.html);
      expect(texts.filter(([, text]) => /loading|waiting/.test(text))).toEqual([]);
      await scene.goTo(rendered);
      await scene.rest();
      expect(await textsOf(scene)).toEqual(texts);
      expect(readsOf(scene)).toEqual([]);
      await scene.leave();
    },
  };
}

const names = (Object.keys(ALL) as (keyof typeof ALL)[]).filter((it) => !THROWING.includes(it));

export const rendered: Behaviours = {
  ...Object.assign({}, ...names.map(takesOver)),

  async "a page is rendered with what each of its components reads, each instance once"(scene) {
    const { html, data } = await scene.renderPage("readers", { userId: 5 });
    expect(html).toContain("User 5");
    expect(data.reads!.map(([asked]) => asked.read)).toEqual([
      [{ context: "user", params: { user_id: 5 } }],
    ]);
  },

  async "pages that are rendered at the same time share nothing"(scene) {
    const other = scene.another();
    other.world.rename(5, "Ada");
    const [one, two] = await Promise.all([
      scene.renderPage("readers", { userId: 5 }),
      other.renderPage("readers", { userId: 5 }),
    ]);
    expect([one.html.includes("User 5"), one.html.includes("Ada")]).toEqual([true, false]);
    expect([two.html.includes("User 5"), two.html.includes("Ada")]).toEqual([false, true]);
  },

  async "a mutation right after the first paint is seen"(scene) {
    await scene.goTo(await scene.renderPage("rename", { userId: 5 }));
    await scene.fill("name", "Ada");
    await scene.click("rename");
    await scene.shows("profile", "Ada");
    await scene.rest();
    await scene.shows("profile", "Ada");
    expect(scene.world.requests).toEqual(["POST call/ rename_user", "GET ctx/user/?user_id=5"]);
    await scene.leave();
  },

  async "a page that is older than what the tab has seen is shown, and read again"(scene) {
    const old = await scene.renderPage("profile", { userId: 5 });
    scene.world.rename(5, "Ada");
    await scene.goTo(await scene.renderPage("profile", { userId: 5 }));
    await scene.shows("profile", "Ada");
    await scene.rest();
    expect(readsOf(scene)).toEqual([]);
    const release = scene.world.hold(/ctx/);
    await scene.goTo(old);
    await scene.shows("profile", "User 5");
    release();
    await scene.shows("profile", "Ada");
    expect(readsOf(scene)).toEqual(["GET ctx/user/?user_id=5"]);
    await scene.leave();
  },

  async "an error is in the page as well, and goes with the next read"(scene) {
    const allow = scene.world.refuse(/ctx/, 404, { code: "NOT_FOUND" });
    const page = await scene.renderPage("profile", { userId: 5 });
    expect(page.html).toContain("NOT_FOUND");
    allow();
    const release = scene.world.hold(/ctx/);
    await scene.goTo(page);
    await scene.shows("profile", "NOT_FOUND");
    release();
    await scene.shows("profile", "User 5");
    await scene.leave();
  },

  async "no data end their element, or change what is beside them"(scene) {
    const name = '</script><script>alert(1)</script><!--<script>\u2028&amp;{"__proto__":1}';
    scene.world.rename(5, name);
    await scene.goTo(await scene.renderPage("profile", { userId: 5 }));
    await scene.shows("profile", name);
    await scene.rest();
    await scene.shows("profile", name);
    expect(readsOf(scene)).toEqual([]);
    await scene.leave();
  },

  async "a page that could not be rendered is shown by the browser"(scene) {
    const { data } = await scene.renderPage("readers", { userId: 5 });
    const { reads: _reads, ...unrendered } = data;
    await scene.goTo({ html: "", head: "", data: unrendered });
    await scene.shows("profile", "User 5");
    expect(readsOf(scene)).toEqual(["GET ctx/user/?user_id=5"]);
    await scene.leave();
  },
};
