/** The behaviours that only Svelte has. */

import { expect } from "vitest";
import { dehydrate } from "../../../src/index";
import type { Behaviours } from "../behaviours/behaviour";

declare global {
  /** Ends the root of the page `root`. */
  var endRoot: () => void;
}

export const own: Behaviours = {
  async "parameters may be a function, whose state is followed, or plain"(scene) {
    await scene.openOwn("given", { userId: 5 });
    await scene.shows("profile", "User 5", "User 5", "User 5");
    await scene.click("next");
    await scene.shows("profile", "User 6", "User 6", "User 5");
    expect(scene.world.requests).toHaveLength(2);
  },

  async "a root in a module reads until it ends"(scene) {
    await scene.openOwn("root", { userId: 5 });
    await scene.shows("profile", "User 5");
    await scene.unmount();
    await scene.rest();
    expect(await scene.page.evaluate(() => stage.left())).toEqual(["user?user_id=5"]);
    await scene.page.evaluate(() => endRoot());
    expect(await scene.page.evaluate(() => stage.left())).toEqual([]);
  },

  async "an effect runs for the fields that it reads"(scene) {
    await scene.openOwn("fields", { userId: 5 });
    await scene.shows("orders", "5");
    const equal = await scene.during(() => scene.refetch("user"));
    expect(equal.counts).toEqual({ refreshing: 2 });
    scene.world.addOrder(5, 9);
    const changed = await scene.during(() => scene.refetch("user"));
    await scene.shows("orders", "5 9");
    expect(changed.counts).toEqual({ refreshing: 2, data: 1 });
  },

  async "data are shared, and never wrapped in proxies"(scene) {
    await scene.openOwn("shared", { userId: 5 });
    await scene.shows("orders", "5");
    scene.world.addOrder(5, 9);
    await scene.refetch("user");
    await scene.shows("orders", "5 9");
    await scene.shows("shared", "shared");
  },

  async "equal parameters in another object change nothing"(scene) {
    await scene.openOwn("equal", { params: { userId: 5 } });
    await scene.shows("user", "User 5");
    const { counts, requests } = await scene.during(() => scene.update({ params: { userId: 5 } }));
    expect(counts).toEqual({});
    expect(requests).toEqual([]);
  },

  async "what lands while a change of parameters waits for others is shown"(scene) {
    await scene.openOwn("deferred", { userId: 5 });
    await scene.shows("profile", "User 5");
    await scene.click("hold");
    await scene.update({ userId: 6 });
    await scene.click("read");
    await scene.shows("done", "true");
    await scene.click("release");
    await scene.shows("profile", "User 6");
  },

  async "who begins without a room joins one later"(scene) {
    await scene.open("chat", { roomId: null });
    await scene.shows("room", "off");
    await scene.update({ roomId: 1 });
    await scene.shows("room", "joined");
  },

  async "a component gives the parameters of a context by a function"(scene) {
    await scene.openOwn("inherited", { userId: 5 });
    await scene.shows("inner", "User 5");
    await scene.update({ userId: 6 });
    await scene.shows("inner", "User 6");
  },

  async "a page that leaves while it waits aborts its requests"(scene) {
    const release = scene.world.hold(/ctx/);
    await scene.open("suspended", { userId: 5 });
    await scene.until(() => scene.world.requests.length, 2);
    await scene.unmount();
    await scene.until(() => scene.world.aborted.length, 2);
    release();
  },

  async "what was awaited follows its parameters, and shows the data before meanwhile"(scene) {
    await scene.open("suspended", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/ctx/);
    await scene.update({ userId: 6 });
    await scene.until(() => scene.world.requests.length, 3);
    await scene.shows("profile", "User 5");
    release();
    await scene.shows("profile", "User 6");
  },

  async "a list in pages is awaited as well"(scene) {
    scene.world.refusesSockets = true;
    const release = scene.world.hold(/ctx/);
    await scene.openOwn("authors", {});
    await scene.shows("waiting", "waiting");
    release();
    await scene.shows("authors", "Ada Bob Cleo");
    await scene.click("more");
    await scene.shows("authors", "Ada Bob Cleo Dora Edda");
  },

  async "a server waits for what is awaited, and the browser takes it over"(scene) {
    const { client, html } = await scene.renderOwn("content", { userId: 5 });
    const rendered = { html: await html(), data: dehydrate(client) };
    expect(rendered.html).toContain("User 5");
    scene.world.requests.length = 0;
    await scene.openOwn("content", { userId: 5 }, { rendered });
    await scene.rest();
    await scene.shows("profile", "User 5");
    expect(scene.world.requests).toEqual([]);
  },
};
