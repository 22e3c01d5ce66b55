// The bundle of the renderer.

import { renderPages } from "./api/server";
import Note from "./Note.vue";
import Rows from "./Rows.vue";
import Sorted from "./Sorted.vue";

export const pages = renderPages({ Note, Rows, Sorted });
