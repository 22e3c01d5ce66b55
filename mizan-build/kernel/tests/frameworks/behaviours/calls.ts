/** Calls: their state, optimistic changes, errors, uploads, streams, and the session. */

import { expect } from "vitest";
import type { Behaviours } from "./behaviour";

const USER = "GET ctx/user/?user_id=5";
const RENAME = "POST call/ rename_user";

export const calls: Behaviours = {
  async "a mutation shows at once, and one read brings the truth"(scene) {
    await scene.open("rename", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/call/);
    const { requests } = await scene.during(async () => {
      await scene.fill("name", "Ada");
      await scene.click("rename");
      await scene.shows("profile", "Ada");
      await scene.shows("state", "pending");
      release();
      await scene.shows("state", "idle");
      await scene.shows("profile", "Ada");
    });
    expect(requests).toEqual([RENAME, USER]);
  },

  async "a guess and the truth in its place are one render each"(scene) {
    await scene.open("rename", { userId: 5 });
    await scene.shows("profile", "User 5");
    await scene.fill("name", "Ada");
    const { counts } = await scene.during(async () => {
      await scene.click("rename");
      await scene.shows("profile", "Ada");
      await scene.shows("state", "idle");
    });
    expect(counts["profile"]).toBe(1);
  },

  async "an error is typed, and the guess is gone"(scene) {
    await scene.open("rename", { userId: 5 });
    await scene.shows("profile", "User 5");
    scene.world.refuse(/call/, 409, { code: "CONFLICT", kind: "Unit" });
    await scene.fill("name", "Ada");
    await scene.click("rename");
    await scene.shows("state", "Unit");
    await scene.shows("profile", "User 5");
    await scene.click("reset");
    await scene.shows("state", "idle");
  },

  async "a call that is aborted says so, and takes its guess back"(scene) {
    await scene.open("rename", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/call/);
    await scene.fill("name", "Ada");
    await scene.click("rename");
    await scene.shows("profile", "Ada");
    await scene.until(() => scene.world.requests.includes(RENAME), true);
    await scene.click("abort");
    await scene.shows("state", "ABORTED");
    await scene.until(() => scene.world.aborted, [RENAME]);
    release();
  },

  async "a component that reads no state of a call does not render for it"(scene) {
    await scene.open("caller", { userId: 5 });
    const { counts, requests } = await scene.during(async () => {
      await scene.click("call");
      await scene.until(() => scene.world.requests, [RENAME]);
    });
    expect(requests).toEqual([RENAME]);
    expect(counts).toEqual({});
  },

  async "a call goes on when its page has left, and harms nobody"(scene) {
    await scene.open("rename", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/call/);
    await scene.fill("name", "Ada");
    await scene.click("rename");
    await scene.until(() => scene.world.requests.includes(RENAME), true);
    await scene.unmount();
    release();
    await scene.until(
      () => scene.world.read("user", { user_id: 5 })["$v"],
      expect.stringMatching(/:2$/),
    );
    expect(scene.world.aborted).toEqual([]);
    expect(await scene.page.evaluate(() => stage.left())).toEqual([]);
  },

  async "two guesses are shown together, and each goes alone"(scene) {
    await scene.open("rename", { userId: 5 });
    await scene.shows("profile", "User 5");
    const release = scene.world.hold(/call/);
    await scene.fill("name", "Ada");
    await scene.click("rename");
    await scene.fill("name", "Bob");
    await scene.click("rename");
    await scene.shows("profile", "Bob");
    await scene.shows("state", "pending");
    release();
    await scene.shows("state", "idle");
    await scene.shows("profile", /Ada|Bob/);
  },

  async "an upload tells its progress"(scene) {
    await scene.open("upload", { size: 20_000_000 });
    const release = scene.world.hold(/upload/);
    await scene.click("upload");
    await scene.shows("state", "pending");
    await scene.shows("progress", /^0\.\d+$/);
    release();
    await scene.shows("state", "idle");
    await scene.shows("progress", "1");
  },

  async "an upload over a socket tells its progress"(scene) {
    await scene.open("upload", { size: 5_000_000 });
    await scene.page.evaluate(() => stage.openSocket());
    const release = scene.world.hold(/socket upload/);
    await scene.click("upload");
    await scene.shows("state", "pending");
    await scene.shows("progress", /^0\.[45]\d*$/);
    release();
    await scene.shows("state", "idle");
    await scene.shows("progress", "1");
    expect(scene.world.requests).toEqual(["socket rpc set_avatar"]);
  },

  async "an upload is aborted"(scene) {
    await scene.open("upload", { size: 20_000_000 });
    const release = scene.world.hold(/upload/);
    await scene.click("upload");
    await scene.shows("progress", /^0\.\d+$/);
    await scene.click("abort");
    await scene.shows("state", "ABORTED");
    release();
  },

  async "the items of a stream are shown while they arrive"(scene) {
    await scene.open("talk", { about: "tea" });
    await scene.shows("state", "idle");
    await scene.click("start");
    await scene.world.write({ item: "one" });
    await scene.shows("items", "one");
    await scene.shows("state", "pending");
    await scene.world.write({ item: "two" });
    await scene.shows("items", "one two");
    await scene.world.write({ end: true });
    await scene.shows("state", "idle");
    await scene.shows("items", "one two");
  },

  async "a stream that fails keeps its items, and says why"(scene) {
    await scene.open("talk", { about: "tea" });
    await scene.click("start");
    await scene.world.write({ item: "one" });
    const error = { code: "CONFLICT", kind: "Venus", message: "tired" };
    await scene.world.write({ error });
    await scene.shows("state", "Venus");
    await scene.shows("items", "one");
  },

  async "a stream ends with its page, and by its button"(scene) {
    await scene.open("talk", { about: "tea" });
    await scene.click("start");
    await scene.world.write({ item: "one" });
    await scene.shows("items", "one");
    await scene.click("stop");
    await scene.shows("state", "idle");
    await scene.until(() => scene.world.aborted.length, 1);
    await scene.click("start");
    await scene.world.write({ item: "two" });
    await scene.shows("items", "two");
    await scene.unmount();
    await scene.until(() => scene.world.aborted.length, 2);
  },

  async "who signs out sees nothing of before"(scene) {
    await scene.open("session", { userId: 5 });
    await scene.shows("profile", "User 5");
    scene.world.rename(5, "nobody");
    const release = scene.world.hold(/ctx/);
    await scene.click("log-out");
    await scene.shows("profile", "loading");
    release();
    await scene.shows("profile", "nobody");
    expect(scene.world.requests).toEqual([USER, "POST call/ log_out", USER]);
  },
};
