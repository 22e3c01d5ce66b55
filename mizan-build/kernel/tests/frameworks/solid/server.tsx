/** @jsxImportSource solid-js */
/** The pages in Solid, rendered on a server. */

import { renderToStringAsync } from "solid-js/web";
import { createMizan } from "../../../sample/solid";
import { renderPages } from "../../../sample/solid/server";
import type { Server } from "../stage/protocol";
import { createPage } from "./main";
import { pages } from "./pages";

export const server: Server = {
  createMizan,
  render: (setting) => renderToStringAsync(createPage(setting).show),
  pages: renderPages(pages),
};
