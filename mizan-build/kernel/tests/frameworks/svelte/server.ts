/** The pages in Svelte, rendered on a server. */

import { render } from "svelte/server";
import { createMizan } from "../../../sample/svelte";
import type { Server } from "../stage/protocol";
import Root from "./Root.svelte";
import { createGiven } from "./given.svelte";

export const server: Server = {
  createMizan,
  async render(setting) {
    const { body } = await render(Root, { props: { given: createGiven(setting) } });
    return body;
  },
};
