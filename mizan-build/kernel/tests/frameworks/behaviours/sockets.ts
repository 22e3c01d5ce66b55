/** Live contexts and channels. */

import { expect } from "vitest";
import type { Behaviours } from "./behaviour";

const ROOM = { room_id: 1 };

export const sockets: Behaviours = {
  async "what others change is pushed, and nothing is read"(scene) {
    const { world } = scene;
    await scene.open("feed", {});
    await scene.shows("feed", "1 2");
    await scene.shows("live", "open");
    await scene.until(() => world.sockets.count("feed", {}), 1);
    const { requests, counts } = await scene.during(async () => {
      world.addEntry(3);
      await scene.shows("feed", "1 2 3");
    });
    expect(requests).toEqual([]);
    expect(counts).toEqual({ feed: 1 });
  },

  async "a line that breaks is shown, and what was missed comes back"(scene) {
    const { world } = scene;
    await scene.open("feed", {});
    await scene.until(() => world.sockets.count("feed", {}), 1);
    await scene.shows("live", "open");
    world.sockets.break();
    await scene.shows("live", "waiting");
    world.addEntry(3);
    await scene.shows("feed", "1 2 3");
    await scene.shows("live", "open");
  },

  async "leaving a live page ends its subscription"(scene) {
    const { world } = scene;
    await scene.open("feed", {});
    await scene.until(() => world.sockets.count("feed", {}), 1);
    await scene.unmount();
    await scene.until(() => world.sockets.count("feed", {}), 0);
  },

  async "a room is joined, and shows what is said and who comes"(scene) {
    const { world } = scene;
    await scene.open("chat", { roomId: 1 });
    await scene.shows("room", "joined");
    await scene.shows("first", "1");
    world.sockets.say(ROOM, "hello");
    await scene.shows("messages", "hello");
    world.sockets.enter(ROOM, "Ada");
    await scene.shows("present", "Ada");
    await scene.click("say");
    await scene.shows("messages", "hello hi");
    expect(world.requests).toEqual(["socket join", "socket send say"]);
  },

  async "another room is another talk, and no room is none"(scene) {
    const { world } = scene;
    await scene.open("chat", { roomId: 1 });
    await scene.shows("room", "joined");
    world.sockets.say(ROOM, "hello");
    await scene.shows("messages", "hello");
    await scene.update({ roomId: 2 });
    await scene.shows("room", "joined");
    await scene.shows("messages", "");
    await scene.until(() => world.sockets.count("chat", ROOM), 0);
    await scene.update({ roomId: null });
    await scene.shows("room", "off");
    await scene.until(() => world.sockets.count("chat", { room_id: 2 }), 0);
  },

  async "a room that refuses says why, typed"(scene) {
    await scene.open("chat", { roomId: 13 });
    await scene.shows("room", "Mars");
  },

  async "leaving a page leaves its room"(scene) {
    const { world } = scene;
    await scene.open("chat", { roomId: 1 });
    await scene.until(() => world.sockets.count("chat", ROOM), 1);
    await scene.unmount();
    await scene.until(() => world.sockets.count("chat", ROOM), 0);
    expect(world.requests.at(-1)).toBe("socket leave");
  },
};
