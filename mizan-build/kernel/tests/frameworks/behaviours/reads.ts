/** Reading: parameters, errors, and the end of a page. */

import { expect } from "vitest";
import type { Behaviours } from "./behaviour";

const USER = "GET ctx/user/?user_id=5";
const OTHER = "GET ctx/user/?user_id=6";

export const reads: Behaviours = {
  async "a page reads once what several of its components show"(scene) {
    const release = scene.world.hold(/ctx/);
    await scene.open("readers", { userId: 5 });
    await scene.shows("profile", "loading");
    release();
    await scene.shows("profile", "User 5");
    await scene.shows("orders", "5");
    await scene.shows("user", "User 5");
    expect(scene.world.requests).toEqual([USER]);
  },

  async "the mode that does all twice reads once, and is silent"(scene) {
    await scene.open("readers", { userId: 5 }, { isStrict: true });
    await scene.shows("user", "User 5");
    await scene.unmount();
    expect(scene.world.requests).toEqual([USER]);
  },

  async "other parameters are another instance, and the old one has no readers"(scene) {
    await scene.open("profile", { userId: 5 });
    await scene.shows("profile", "User 5");
    const { requests } = await scene.during(async () => {
      await scene.update({ userId: 6 });
      await scene.shows("profile", "User 6");
    });
    expect(requests).toEqual([OTHER]);
    expect(await scene.page.evaluate(() => stage.left())).toEqual(["user?user_id=6"]);
  },

  async "ten changes of the parameters in one tick read the last of them alone"(scene) {
    await scene.open("search", { tag: "" });
    await scene.shows("hits", "1");
    const { requests } = await scene.during(async () => {
      const tags = Array.from({ length: 10 }, (_tag, at) => ({ tag: "x".repeat(at + 1) }));
      await scene.update(...tags);
      await scene.shows("hits", "10");
    });
    expect(requests).toEqual(["GET ctx/search/?tag=xxxxxxxxxx"]);
  },

  async "`null` in place of the parameters reads nothing"(scene) {
    await scene.open("profile", { userId: null });
    await scene.rest();
    await scene.shows("profile", "loading");
    expect(scene.world.requests).toEqual([]);
    await scene.update({ userId: 5 });
    await scene.shows("profile", "User 5");
    await scene.update({ userId: null });
    await scene.shows("profile", "loading");
    expect(await scene.page.evaluate(() => stage.left())).toEqual([]);
  },

  async "the data before stay until the next are there, or their error, if asked for"(scene) {
    await scene.open("keeping", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/ctx/);
    await scene.update({ userId: 6 });
    await scene.shows("profile", "User 5 …");
    release();
    await scene.shows("profile", "User 6");
    scene.world.refuse(/user_id=7/, 404, { code: "NOT_FOUND" });
    await scene.update({ userId: 7 });
    await scene.shows("profile", "User 6 NOT_FOUND");
  },

  async "data that stay for those of the next user go with their session"(scene) {
    await scene.open("keeping", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/ctx/);
    await scene.startSession();
    await scene.shows("profile", "");
    release();
    await scene.shows("profile", "User 5");
    const releaseNext = scene.world.hold(/ctx/);
    await scene.update({ userId: 6 });
    await scene.shows("profile", "User 5 …");
    await scene.startSession();
    await scene.shows("profile", "");
    releaseNext();
    await scene.shows("profile", "User 6");
  },

  async "an error of the first read is shown, and goes with the next one"(scene) {
    const allow = scene.world.refuse(/ctx/, 404, { code: "NOT_FOUND" });
    await scene.open("profile", { userId: 5 });
    await scene.shows("profile", "NOT_FOUND");
    allow();
    await scene.refetch("user");
    await scene.shows("profile", "User 5");
  },

  async "an error of a later read keeps the data"(scene) {
    await scene.open("profile", { userId: 5 });
    await scene.shows("profile", "User 5");
    scene.world.refuse(/ctx/, 404, { code: "NOT_FOUND" });
    const { requests } = await scene.during(() => scene.refetch("user"));
    expect(requests).toEqual([USER]);
    await scene.shows("profile", "User 5");
  },

  async "leaving a page aborts its request, and coming back reads again"(scene) {
    const release = scene.world.hold(/ctx/);
    await scene.open("profile", { userId: 5 });
    await scene.until(() => scene.world.requests, [USER]);
    await scene.unmount();
    await scene.until(() => scene.world.aborted, [USER]);
    release();
    expect(await scene.page.evaluate(() => stage.left())).toEqual([]);
  },

  async "the readers of a list that is longer leave when it is shorter"(scene) {
    await scene.open("rows", { userIds: [1, 2, 3] });
    await scene.shows("profile", "User 1", "User 2", "User 3");
    await scene.update({ userIds: [3, 1] });
    await scene.shows("profile", "User 3", "User 1");
    expect(scene.world.requests).toHaveLength(3);
    const left = await scene.page.evaluate(() => stage.left());
    expect(left.sort()).toEqual(["user?user_id=1", "user?user_id=3"]);
  },

  async "many rows are one request"(scene) {
    const userIds = Array.from({ length: 30 }, (_id, at) => at);
    await scene.open("rows", { userIds });
    await scene.shows("profile", ...userIds.map((id) => `User ${id}`));
    expect(scene.world.requests).toEqual(["POST ctx/ user"]);
  },

  async "what others change is seen on the return to the page"(scene) {
    await scene.open("profile", { userId: 5 });
    await scene.shows("profile", "User 5");
    scene.world.rename(5, "Ada");
    await scene.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await scene.shows("profile", "Ada");
  },

  async "what others change is seen by polling, while it is asked for"(scene) {
    await scene.open("profile", { userId: 5, poll: 50 });
    await scene.shows("profile", "User 5");
    scene.world.rename(5, "Ada");
    await scene.shows("profile", "Ada");
    await scene.update({ userId: 5, poll: 0 });
    await scene.rest();
    const { requests } = await scene.during(() => scene.page.waitForTimeout(150));
    expect(requests).toEqual([]);
  },

  async "the browser's own client needs no provider, and is read in advance"(scene) {
    const { page, world } = scene;
    // Its address is the application's own, so that it is answered here.
    const asked: string[] = [];
    await page.route("**/api/mizan/**", (route) => {
      asked.push(new URL(route.request().url()).search);
      return route.fulfill({ json: world.read("user", { user_id: 7 }) });
    });
    await scene.openAlone("own", { userId: 7 });
    await scene.click("prefetch");
    await expect.poll(() => asked).toEqual(["?user_id=7"]);
    await scene.click("show");
    await scene.shows("profile", "User 7");
    expect(asked).toEqual(["?user_id=7"]);
    await page.unroute("**/api/mizan/**");
  },
};
