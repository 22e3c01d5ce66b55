// The bundle of the browser.

import { mizan } from "./api";
import { hydratePages } from "./api/pages";
import Note from "./Note.vue";
import Rows from "./Rows.vue";

hydratePages({ Note, Rows }).mount("#root");

// A test writes from outside.
Object.assign(globalThis, { mizan });
