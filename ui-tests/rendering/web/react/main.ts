// The bundle of the browser.

import { mizan } from "./api";
import { hydratePages } from "./api/pages";
import { Note } from "./Note";
import { Rows } from "./Rows";

hydratePages({ Note, Rows }, document.getElementById("root")!);

// A test writes from outside.
Object.assign(globalThis, { mizan });
