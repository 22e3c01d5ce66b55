/** Providers of parameters. */

import { expect } from "vitest";
import type { Behaviours } from "./behaviour";

export const providers: Behaviours = {
  async "below a provider hooks need no parameters, and the nearest one counts"(scene) {
    await scene.open("provided", { userId: 5, inner: 6 });
    await scene.shows("profile", "User 5");
    await scene.shows("orders", "5");
    await scene.shows("inner", "User 6");
    const asked = [...scene.world.requests].sort();
    expect(asked).toEqual(["GET ctx/user/?user_id=5", "GET ctx/user/?user_id=6"]);
  },

  async "a parameter of a member's own reads that member alone"(scene) {
    await scene.open("provided", { userId: 5, inner: 6, page: 2 });
    await scene.shows("orders", "200");
    expect(scene.world.requests).toContain("GET ctx/user/?page=2&user_id=5&$only=user_orders");
  },

  async "a provider whose parameters change changes those below it alone"(scene) {
    await scene.open("provided", { userId: 5, inner: 6 });
    await scene.shows("orders", "5");
    await scene.shows("inner", "User 6");
    const { requests } = await scene.during(async () => {
      await scene.update({ userId: 7, inner: 6 });
      await scene.shows("profile", "User 7");
      await scene.shows("orders", "7");
      await scene.shows("inner", "User 6");
    });
    expect(requests).toEqual(["GET ctx/user/?user_id=7"]);
  },

  async "a provider that renders again with the same parameters reads nothing"(scene) {
    await scene.open("provided", { userId: 5, inner: 6 });
    await scene.shows("orders", "5");
    await scene.shows("inner", "User 6");
    const { requests } = await scene.during(() => scene.update({ userId: 5, inner: 6 }));
    expect(requests).toEqual([]);
  },

  async "one provider of several contexts is one request"(scene) {
    await scene.open("combined", { userId: 5, tag: "tea" });
    await scene.shows("profile", "User 5");
    await scene.shows("orders", "5");
    await scene.shows("hits", "3");
    expect(scene.world.requests).toEqual(["POST ctx/ feed search user"]);
  },

  async "what of several contexts changes together is one request, and what changes alone is one"(
    scene,
  ) {
    await scene.open("combined", { userId: 5, tag: "tea" });
    await scene.shows("profile", "User 5");
    await scene.shows("hits", "3");
    const alone = await scene.during(async () => {
      await scene.update({ userId: 6, tag: "tea" });
      await scene.shows("profile", "User 6");
      await scene.shows("hits", "3");
    });
    expect(alone.requests).toEqual(["GET ctx/user/?user_id=6"]);
    const both = await scene.during(async () => {
      await scene.update({ userId: 7, tag: "coffee" });
      await scene.shows("profile", "User 7");
      await scene.shows("hits", "6");
    });
    expect(both.requests).toEqual(["POST ctx/ search user"]);
    const again = await scene.during(() => scene.refetch("user", "search"));
    expect(again.requests).toEqual(["POST ctx/ search user"]);
  },

  async "without parameters and without a provider the error says what to do"(scene) {
    await scene.open("lost", {});
    await scene.shows("caught", "user needs parameters or a provider.");
  },
};
