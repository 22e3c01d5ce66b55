/** Renders: never one that shows nothing new. */

import { expect } from "vitest";
import type { Happened, Scene } from "../support/scene";
import type { Behaviours } from "./behaviour";

type Counts = Happened["counts"];

/** What each step of a page's life renders. */
async function live(scene: Scene, context: string): Promise<[Counts, Counts, Counts, Counts]> {
  await scene.shows("profile", "User 5");
  await scene.shows("orders", "5");
  const mounted = await scene.counts();
  const equal = await scene.during(() => scene.refetch(context));
  scene.world.rename(5, "Ada");
  const renamed = await scene.during(async () => {
    await scene.refetch(context);
    await scene.shows("profile", "Ada");
  });
  scene.world.addOrder(5, 9);
  const ordered = await scene.during(async () => {
    await scene.refetch(context);
    await scene.shows("orders", "5 9");
  });
  return [mounted, equal.counts, renamed.counts, ordered.counts];
}

export const renders: Behaviours = {
  async "two renders mount, none is for equal data, and one is for a reader of what changed"(
    scene,
  ) {
    await scene.open("readers", { userId: 5 });
    await scene.shows("user", "User 5");
    const [{ page, ...mounted }, equal, renamed, ordered] = await live(scene, "user");
    expect(page).toBe(1);
    for (const count of Object.values(mounted)) expect(count).toBeLessThanOrEqual(2);
    expect(equal).toEqual({});
    expect(renamed).toEqual({ profile: 1, user: 1 });
    expect(ordered).toEqual({ orders: 1 });
  },

  async "what nobody looks at renders nobody"(scene) {
    await scene.open("profile", { userId: 5 });
    await scene.shows("profile", "User 5");
    scene.world.addOrder(5, 9);
    const { counts } = await scene.during(() => scene.refetch("user"));
    expect(counts).toEqual({});
  },

  async "who looks at `refreshing` is told of it"(scene) {
    await scene.open("status", { userId: 5 });
    await scene.rest();
    await scene.shows("status", "quiet");
    const { counts } = await scene.during(async () => {
      const release = scene.world.hold(/ctx/);
      const refetched = scene.refetch("user");
      await scene.shows("status", "refreshing");
      release();
      await refetched;
      await scene.shows("status", "quiet");
    });
    expect(counts).toEqual({ status: 2 });
  },

  async "one row changes, and one row renders"(scene) {
    await scene.open("rows", { userIds: [1, 2, 3] });
    await scene.shows("profile", "User 1", "User 2", "User 3");
    scene.world.rename(2, "Ada");
    const { counts } = await scene.during(async () => {
      await scene.refetch("user");
      await scene.shows("profile", "User 1", "Ada", "User 3");
    });
    expect(counts).toEqual({ profile: 1 });
  },

  async "a page renders no more than with TanStack Query"(scene) {
    const { world } = scene;
    await scene.open("compared", { userId: 5, url: `${world.baseUrl}/ctx/user/?user_id=5` });
    const compared = await live(scene, "tanstack");
    await scene.unmount();
    const other = scene.another();
    await other.open("readers", { userId: 5 });
    const own = await live(other, "user");
    own.forEach((counts, at) => {
      for (const name of ["profile", "orders"]) {
        expect(counts[name] ?? 0).toBeLessThanOrEqual(compared[at]![name] ?? 0);
      }
    });
  },
};
