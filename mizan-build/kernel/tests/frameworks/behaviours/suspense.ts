/** Suspense, boundaries, and another try. */

import { expect } from "vitest";
import type { Behaviours } from "./behaviour";

export const suspense: Behaviours = {
  async "what suspends waits in one place, and nothing waits for another's request"(scene) {
    const release = scene.world.hold(/ctx/);
    await scene.open("suspended", { userId: 5 });
    await scene.until(() => scene.world.requests.length, 2);
    await scene.shows("waiting", "waiting");
    release();
    await scene.shows("profile", "User 5");
    await scene.shows("hits", "1");
    await scene.shows("waiting");
  },

  async "a refetch shows the old data, and not the fallback"(scene) {
    await scene.open("suspended", { userId: 5 });
    await scene.shows("profile", "User 5");
    scene.world.rename(5, "Ada");
    const release = scene.world.hold(/ctx/);
    const refetched = scene.refetch("user");
    await scene.until(() => scene.world.requests.length, 3);
    await scene.shows("profile", "User 5");
    release();
    await refetched;
    await scene.shows("profile", "Ada");
  },

  async "an error is caught by a boundary, which tries again"(scene) {
    const allow = scene.world.refuse(/ctx\/user/, 404, { code: "NOT_FOUND" });
    await scene.open("suspended", { userId: 5 });
    await scene.shows("caught", "NOT_FOUND");
    await scene.rest();
    expect(scene.world.requests.filter((name) => /user/.test(name))).toHaveLength(1);
    allow();
    await scene.click("retry");
    await scene.shows("profile", "User 5");
    await scene.shows("hits", "1");
    await scene.shows("caught");
  },

  async "a page that leaves while it waits harms nobody"(scene) {
    const release = scene.world.hold(/ctx/);
    await scene.open("suspended", { userId: 5 });
    await scene.shows("waiting", "waiting");
    await scene.until(() => scene.world.requests.length, 2);
    await scene.unmount();
    release();
    await scene.rest();
    expect(await scene.page.evaluate(() => stage.left())).toEqual([]);
  },

  async "what fails again is caught again"(scene) {
    scene.world.refuse(/ctx\/user/, 404, { code: "NOT_FOUND" });
    await scene.open("suspended", { userId: 5 });
    await scene.shows("caught", "NOT_FOUND");
    await scene.rest();
    await scene.click("retry");
    const asked = () => scene.world.requests.filter((name) => /user/.test(name)).length;
    await scene.until(asked, 2);
    await scene.shows("caught", "NOT_FOUND");
  },
};
