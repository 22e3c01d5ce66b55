// The bundle of the browser.

import { mizan } from "./api";
import { hydratePages } from "./api/pages";
import Note from "./Note.svelte";
import Rows from "./Rows.svelte";

hydratePages({ Note, Rows }, document.getElementById("root")!);

// A test writes from outside.
Object.assign(globalThis, { mizan });
