// The bundle of the renderer.

import { renderPages } from "./api/server";
import { Note } from "./Note";
import { Prints, Throws } from "./Odd";
import { Rows } from "./Rows";
import { Sorted } from "./Sorted";

export const pages = renderPages({ Note, Prints, Rows, Sorted, Throws });
