/** Forms: what is wrong where it is, rows, errors of the server, and a new beginning. */

import { expect } from "vitest";
import type { Behaviours } from "./behaviour";

const ORDER = "POST call/ order_basket";
const VALIDATE = "POST call/ order_basket.validate";

export const forms: Behaviours = {
  async "a form tells what is wrong where it is, and is sent when it is right"(scene) {
    await scene.open("order", {});
    await scene.shows("problems", "");
    const { requests } = await scene.during(async () => {
      await scene.fill("count-0", "12");
      await scene.shows("problems", "");
      await scene.fill("buyer", "");
      await scene.shows("problems", "rows.0.count: is at most 9");
      await scene.click("send");
      await scene.shows("problems", "buyer: is required, rows.0.count: is at most 9");
      await scene.fill("count-0", "3");
      await scene.shows("problems", "buyer: is required");
    });
    expect(requests, "what is wrong is not sent").toEqual([]);
    await scene.fill("buyer", "Ada");
    await scene.click("gift");
    const sent = await scene.during(async () => {
      await scene.click("send");
      await scene.shows("result", "Thank you, Ada");
    });
    expect(sent.requests).toEqual([ORDER]);
    await scene.shows("problems", "");
  },

  async "what the server refuses is shown at its row, wherever that moves"(scene) {
    await scene.open("order", {});
    await scene.fill("buyer", "Ada");
    await scene.click("add");
    await scene.fill("title-1", "Gold");
    const fields = { "basket.rows[1].title": ["is sold out"] };
    const refused = { code: "VALIDATION_ERROR", details: { fields } } as const;
    const allow = scene.world.refuse(/call/, 422, refused);
    await scene.click("send");
    await scene.shows("problems", "rows.1.title: is sold out");
    await scene.click("first-1");
    await scene.shows("problems", "rows.0.title: is sold out");
    await scene.click("remove-1");
    await scene.shows("problems", "rows.0.title: is sold out");
    await scene.fill("title-0", "Tin");
    await scene.shows("problems", "");
    allow();
    await scene.click("send");
    await scene.shows("result", "Thank you, Ada");
  },

  async "what only the server knows is asked while somebody writes, and told for the newest alone"(
    scene,
  ) {
    await scene.open("order", {});
    const asked = () => scene.world.requests.filter((request) => request === VALIDATE).length;
    const release = scene.world.hold(/validate/);
    await scene.fill("title-0", "Gold");
    await scene.until(asked, 1);
    await scene.fill("title-0", "Tin");
    await scene.until(asked, 2);
    await scene.until(() => scene.world.aborted, [VALIDATE]);
    release();
    await scene.rest();
    await scene.shows("problems", "");
    await scene.fill("title-0", "Gold");
    await scene.shows("problems", "rows.0.title: is sold out");
    await scene.click("add");
    await scene.click("first-1");
    await scene.shows("problems", "rows.1.title: is sold out");
    await scene.fill("title-1", "");
    await scene.rest();
    expect(asked(), "what the page knows to be wrong is not asked").toBe(3);
    await scene.click("remove-1");
    expect(scene.world.requests.includes(ORDER)).toBe(false);
  },

  async "a form begins anew, without an answer that is late"(scene) {
    await scene.open("order", {});
    await scene.fill("buyer", "Ada");
    const release = scene.world.hold(/call/);
    await scene.click("send");
    await scene.until(() => scene.world.requests.includes(ORDER), true);
    await scene.click("reset");
    release();
    await scene.rest();
    await scene.shows("result", "none");
    await scene.shows("problems", "");
    // The rules want one row, which stays.
    await scene.click("remove-0");
    await scene.fill("count-0", "10");
    await scene.click("send");
    await scene.shows("problems", "buyer: is required, rows.0.count: is at most 9");
  },
};
