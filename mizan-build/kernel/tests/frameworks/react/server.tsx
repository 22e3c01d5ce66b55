/** The pages in React, rendered on a server. */

import { renderToString } from "react-dom/server";
import { createMizan } from "../../../sample/react";
import { renderPages } from "../../../sample/react/server";
import type { Server } from "../stage/protocol";
import { toElement } from "./main";
import { pages } from "./pages";

export const server: Server = {
  createMizan,
  render: (setting) => renderToString(toElement(setting)),
  pages: renderPages(pages),
};
