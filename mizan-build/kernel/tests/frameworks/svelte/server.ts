/** The pages in Svelte, rendered on a server. */

import { render } from "svelte/server";
import { createMizan } from "../../../sample/svelte";
import { renderPages } from "../../../sample/svelte/server";
import type { Server } from "../stage/protocol";
import Root from "./Root.svelte";
import { createGiven } from "./given.svelte";
import { pages } from "./pages";

export const server: Server = {
  createMizan,
  async render(setting) {
    const { body } = await render(Root, { props: { given: createGiven(setting) } });
    return body;
  },
  pages: renderPages(pages),
};
