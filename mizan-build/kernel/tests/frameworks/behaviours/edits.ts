/** Edits: shown at once, saved as what changed, undone, and two at once. */

import { expect } from "vitest";
import type { Scene } from "../support/scene";
import type { Behaviours } from "./behaviour";

async function open(scene: Scene): Promise<void> {
  await scene.open("ledger", { bookId: 1 });
  await scene.shows("words", "Tea");
  await scene.shows("state", "idle");
}

export const edits: Behaviours = {
  async "an edit is shown at once, and one round trip saves what changed"(scene) {
    await open(scene);
    await scene.fill("new-words", "Coffee");
    const release = scene.world.hold(/save_ledger/);
    const { requests } = await scene.during(async () => {
      await scene.click("rename");
      await scene.shows("words", "Coffee");
      await scene.shows("state", "saving");
      release();
      await scene.shows("state", "idle");
    });
    expect(requests).toEqual(["POST call/ save_ledger_entries"]);
    expect(scene.world.edits).toEqual([
      [{ update: { id: 1, version: 0, words: ["Tea", "Coffee"] } }],
    ]);
    await scene.shows("words", "Coffee");
  },

  async "a new row gets its key, and is edited on"(scene) {
    await open(scene);
    await scene.fill("new-words", "Milk");
    await scene.click("add");
    await scene.shows("words", "Tea Milk");
    await scene.shows("state", "idle");
    await scene.click("rename");
    await scene.shows("words", "Milk Milk");
    await scene.shows("state", "idle");
    expect(scene.world.ledger.map(({ id }) => id)).toEqual([1, 2]);
  },

  async "an edit that is refused is undone, and the state says why"(scene) {
    await open(scene);
    await scene.fill("new-words", "Coffee");
    const allow = scene.world.refuse(/save_ledger/, 403, { code: "FORBIDDEN" });
    await scene.click("rename");
    await scene.shows("state", "FORBIDDEN");
    await scene.shows("words", "Tea");
    allow();
    await scene.click("rename");
    await scene.shows("state", "idle");
    await scene.shows("words", "Coffee");
  },

  async "a conflict shows both sides, and is overwritten or discarded"(scene) {
    await open(scene);
    await scene.fill("new-words", "Mine");
    scene.world.writeEntry(1, "Theirs");
    await scene.click("rename");
    await scene.shows("conflict", "0.words: Mine, Theirs");
    await scene.shows("words", "Theirs");
    await scene.click("overwrite");
    await scene.shows("conflict", "");
    await scene.shows("words", "Mine");
    await scene.shows("state", "idle");
    scene.world.writeEntry(1, "Later");
    await scene.fill("new-words", "Mine again");
    await scene.click("rename");
    await scene.shows("conflict", "0.words: Mine again, Later");
    await scene.click("discard");
    await scene.shows("conflict", "");
    await scene.shows("words", "Later");
  },
};
