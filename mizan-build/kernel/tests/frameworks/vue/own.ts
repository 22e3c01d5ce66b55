/** The behaviours that only Vue has. */

import { expect } from "vitest";
import type { Behaviours } from "../behaviours/behaviour";

declare global {
  /** Stops the scope of the page `scope`. */
  var stopScope: () => void;
}

export const own: Behaviours = {
  async "parameters may be refs, one or all, reactive, a function or plain"(scene) {
    await scene.openOwn("given", { userId: 5 });
    const five = "User 5";
    await scene.shows("profile", five, five, five, five, five);
    await scene.click("next");
    const six = "User 6";
    await scene.shows("profile", six, six, six, six, five);
    expect(scene.world.requests).toHaveLength(2);
  },

  async "other parameters that are equal change nothing"(scene) {
    await scene.openOwn("equal", { userId: 5 });
    await scene.shows("user", "User 5");
    const { requests, counts } = await scene.during(() => scene.click("same"));
    expect([requests, counts]).toEqual([[], {}]);
  },

  async "a scope outside of components reads until it stops"(scene) {
    await scene.openOwn("scope", { userId: 5 });
    await scene.shows("profile", "User 5");
    await scene.unmount();
    await scene.rest();
    expect(await scene.page.evaluate(() => stage.left())).toEqual(["user?user_id=5"]);
    await scene.page.evaluate(() => stopScope());
    expect(await scene.page.evaluate(() => stage.left())).toEqual([]);
  },

  async "data are shared, and never wrapped in proxies"(scene) {
    await scene.openOwn("shared", { userId: 5 });
    await scene.shows("orders", "5");
    scene.world.addOrder(5, 9);
    const { counts } = await scene.during(() => scene.refetch("user"));
    await scene.shows("orders", "5 9");
    await scene.shows("shared", "shared");
    await scene.shows("proxy", "plain");
    expect(counts).toEqual({ bundle: 1 });
  },

  async "a composable provides the parameters of a context"(scene) {
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
};
