/** The pages in Vue, rendered on a server. */

import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { createMizan } from "../../../sample/vue";
import type { Server } from "../stage/protocol";
import { createPage } from "./main";

export const server: Server = {
  createMizan,
  render: (setting) => renderToString(createPage(setting, createSSRApp).app),
};
