/** The behaviours that only React has. */

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
};
