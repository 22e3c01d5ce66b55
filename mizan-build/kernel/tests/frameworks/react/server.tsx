/** The pages in React, rendered on a server. */

import { renderToString } from "react-dom/server";
import { createMizan } from "../../../sample/react";
import type { Server } from "../stage/protocol";
import { toElement } from "./main";

export const server: Server = {
  createMizan,
  render: (setting) => renderToString(toElement(setting)),
};
