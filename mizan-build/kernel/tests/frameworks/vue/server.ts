/** The pages in Vue, rendered on a server. */

import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { createMizan } from "../../../sample/vue";
import { renderPages } from "../../../sample/vue/server";
import type { Server } from "../stage/protocol";
import { createPage } from "./main";
import { pages } from "./pages";

export const server: Server = {
  createMizan,
  render: (setting) => renderToString(createPage(setting, createSSRApp).app),
  pages: renderPages(pages),
};
