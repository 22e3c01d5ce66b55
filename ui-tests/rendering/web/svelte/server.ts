// The bundle of the renderer.

import { renderPages } from "./api/server";
import Note from "./Note.svelte";
import Rows from "./Rows.svelte";
import Sorted from "./Sorted.svelte";

export const pages = renderPages({ Note, Rows, Sorted });
