/** Rendering on a server, hydration, and edits while a page is shown. */

import { expect } from "vitest";
import { dehydrate, type Kernel } from "../../../src/index";
import type { Behaviours } from "./behaviour";

/** What is known of a user on a server. */
async function prefetch(client: Kernel, userId: number): Promise<void> {
  await (client as unknown as Clients).user({ userId });
}

interface Clients {
  user(params: { readonly userId: number }): PromiseLike<unknown>;
}

export const server: Behaviours = {
  async "a server renders what is known, subscribes nothing and reads nothing"(scene) {
    const { client, html } = await scene.render("readers", { userId: 5 });
    await prefetch(client, 5);
    scene.world.requests.length = 0;
    expect(await html()).toContain("User 5");
    const entries = [...client.$core.entries.values()];
    expect(entries.flatMap(({ listeners }) => [...listeners])).toEqual([]);
    expect(scene.world.requests).toEqual([]);
  },

  async "a server renders what is not known as loading, and asks for nothing"(scene) {
    const { client, html } = await scene.render("profile", { userId: 5 });
    expect(await html()).toContain("loading");
    await new Promise((resolve) => setImmediate(resolve));
    expect(scene.world.requests).toEqual([]);
    expect([...client.$core.entries.values()].some(({ active }) => active)).toBe(false);
  },

  async "two requests on a server share nothing"(scene) {
    const one = await scene.render("profile", { userId: 5 });
    const other = await scene.render("profile", { userId: 5 });
    await prefetch(one.client, 5);
    scene.world.rename(5, "Ada");
    await prefetch(other.client, 5);
    const [first, second] = await Promise.all([one.html(), other.html()]);
    expect(first).toContain("User 5");
    expect(second).toContain("Ada");
  },

  async "a page that a server rendered is taken over, and nothing is read again"(scene) {
    const { client, html } = await scene.render("readers", { userId: 5 });
    await prefetch(client, 5);
    const rendered = { html: await html(), data: dehydrate(client) };
    scene.world.requests.length = 0;
    await scene.open("readers", { userId: 5 }, { rendered });
    await scene.shows("profile", "User 5");
    await scene.rest();
    expect(scene.world.requests).toEqual([]);
    scene.world.rename(5, "Ada");
    await scene.refetch("user");
    await scene.shows("profile", "Ada");
    await scene.shows("user", "Ada");
  },

  async "an edit of a page keeps its data, and reads nothing"(scene) {
    await scene.open("edited", { userId: 5 });
    await scene.shows("profile", "User 5");
    await scene.shows("edition", "first edition");
    const { requests } = await scene.during(async () => {
      await scene.edit("second edition");
      await scene.shows("edition", "second edition");
      await scene.shows("profile", "User 5");
    });
    expect(requests).toEqual([]);
    await scene.edit("first edition");
    await scene.shows("edition", "first edition");
  },
};
