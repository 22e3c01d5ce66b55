/** The behaviours that only React has. */

import { expect } from "vitest";
import type { Behaviours } from "../behaviours/behaviour";

export const own: Behaviours = {
  async "a page that leaves while it waits aborts its requests"(scene) {
    const release = scene.world.hold(/ctx/);
    await scene.open("suspended", { userId: 5 });
    await scene.until(() => scene.world.requests.length, 2);
    await scene.unmount();
    await scene.until(() => scene.world.aborted.length, 2);
    release();
  },

  async "a boundary shows its error on a server as well, and tries again in the browser"(scene) {
    const allow = scene.world.refuse(/ctx\/user/, 404, { code: "NOT_FOUND" });
    const page = await scene.renderPage("suspended", { userId: 5 });
    expect(page.html).toContain("NOT_FOUND");
    await scene.goTo(page);
    await scene.shows("caught", "NOT_FOUND");
    await scene.rest();
    expect(scene.world.requests).toEqual([]);
    allow();
    await scene.click("retry");
    await scene.shows("profile", "User 5");
    await scene.leave();
  },
};
