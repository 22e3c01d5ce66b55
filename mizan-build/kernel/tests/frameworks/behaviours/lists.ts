/** Lists in pages. */

import { expect } from "vitest";
import type { Scene } from "../support/scene";
import type { Behaviours } from "./behaviour";

/** Opens the list, of a live context, without a socket: a push would bring further pages as well. */
async function open(scene: Scene): Promise<void> {
  scene.world.refusesSockets = true;
  await scene.open("pages", {});
  await scene.shows("authors", "Ada Bob Cleo");
}

export const lists: Behaviours = {
  async "a list grows page by page, to its end"(scene) {
    await open(scene);
    await scene.shows("end", "more");
    const release = scene.world.hold(/start_at/);
    await scene.click("more");
    await scene.shows("end", "loading");
    release();
    await scene.shows("authors", "Ada Bob Cleo Dora Edda");
    await scene.click("more");
    await scene.shows("end", "end");
    await scene.shows("authors", "Ada Bob Cleo Dora Edda");
  },

  async "a list is read again whole, and keeps its pages"(scene) {
    await open(scene);
    await scene.click("more");
    await scene.shows("authors", "Ada Bob Cleo Dora Edda");
    const { counts, requests } = await scene.during(() => scene.refetch("feed"));
    expect(requests.filter((name) => name.startsWith("GET"))).not.toEqual([]);
    expect(counts).toEqual({});
    await scene.shows("authors", "Ada Bob Cleo Dora Edda");
  },
};
