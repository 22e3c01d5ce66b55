// The bundle of the renderer.

import { renderPages } from "./api/server";
import { Note } from "./Note";
import { Rows } from "./Rows";

export const pages = renderPages({ Note, Rows });
