/** The behaviours that only Solid has. */

import { expect } from "vitest";
import type { Behaviours } from "../behaviours/behaviour";

declare global {
  /** Disposes of the root of the page `root`. */
  var disposeRoot: () => void;
}

export const own: Behaviours = {
  async "only the parts of the data that have changed are shown anew"(scene) {
    await scene.openOwn("parts", { userId: 5 });
    await scene.shows("row", "5");
    scene.world.addOrder(5, 9);
    const added = await scene.during(() => scene.refetch("user"));
    await scene.shows("row", "5", "9");
    expect(added.counts).toEqual({ row: 1 });
    scene.world.rename(5, "Ada");
    const renamed = await scene.during(() => scene.refetch("user"));
    await scene.shows("name", "Ada");
    expect(renamed.counts).toEqual({ name: 1 });
  },

  async "an effect that reads two primitives runs once for one bundle"(scene) {
    await scene.openOwn("both", { userId: 5 });
    await scene.shows("both", "User 5: 5");
    scene.world.rename(5, "Ada");
    scene.world.addOrder(5, 9);
    const { counts } = await scene.during(() => scene.refetch("user"));
    await scene.shows("both", "Ada: 5 9");
    expect(counts).toEqual({ both: 1 });
  },

  async "what the kernel has shown is not written to"(scene) {
    await scene.openOwn("parts", { userId: 5 });
    await scene.shows("name", "User 5");
    await scene.click("keep");
    scene.world.rename(5, "Ada");
    await scene.refetch("user");
    await scene.shows("name", "Ada");
    await scene.click("show");
    await scene.shows("kept", "User 5");
  },

  async "a root outside of components reads until it is disposed of"(scene) {
    await scene.openOwn("root", { userId: 5 });
    await scene.shows("profile", "User 5");
    await scene.unmount();
    await scene.rest();
    expect(await scene.page.evaluate(() => stage.left())).toEqual(["user?user_id=5"]);
    await scene.page.evaluate(() => disposeRoot());
    expect(await scene.page.evaluate(() => stage.left())).toEqual([]);
  },

  async "a page that leaves while it waits aborts its requests"(scene) {
    const release = scene.world.hold(/ctx/);
    await scene.open("suspended", { userId: 5 });
    await scene.until(() => scene.world.requests.length, 2);
    await scene.unmount();
    await scene.until(() => scene.world.aborted.length, 2);
    release();
  },

  async "a transition shows the instance before until the next one is there"(scene) {
    await scene.openOwn("transition", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/ctx/);
    await scene.click("next");
    await scene.until(() => scene.world.requests.length, 2);
    await scene.shows("state", "changing");
    await scene.shows("profile", "User 5");
    await scene.shows("waiting");
    release();
    await scene.shows("profile", "User 6");
    await scene.shows("state", "quiet");
  },

  async "what suspends waits for another session, and shows nothing of the one before"(scene) {
    await scene.openOwn("transition", { userId: 5 });
    await scene.shows("profile", "User 5");
    scene.world.rename(5, "nobody");
    const release = scene.world.hold(/ctx/);
    await scene.click("log-out");
    await scene.shows("waiting", "waiting");
    await scene.shows("profile");
    release();
    await scene.shows("profile", "nobody");
  },

  async "a list in pages suspends as well"(scene) {
    scene.world.refusesSockets = true;
    const release = scene.world.hold(/ctx/);
    await scene.openOwn("authors", {});
    await scene.shows("waiting", "waiting");
    release();
    await scene.shows("authors", "Ada Bob Cleo");
    await scene.click("more");
    await scene.shows("authors", "Ada Bob Cleo Dora Edda");
  },

  async "a server reads what suspends, and renders it"(scene) {
    const { html } = await scene.render("suspended", { userId: 5 });
    const text = await html();
    expect(text).toContain("User 5");
    expect(text).not.toContain("waiting");
    expect(scene.world.requests).toHaveLength(2);
  },

  async "a server subscribes nothing while it waits for what suspends"(scene) {
    const { html } = await scene.render("mixed" as never, { userId: 5 } as never);
    const text = await html();
    expect(text).toContain("User 5");
    expect(text).toContain("loading");
    expect(scene.world.requests).toEqual(["GET ctx/user/?user_id=5"]);
  },
};
