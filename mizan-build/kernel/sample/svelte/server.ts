import { createMizan } from "./client";
import { pageRenderer } from "./kernel/svelte/server";

/** Makes the `pages` that the bundle of the renderer exports: `renderPages({ Article })`. */
export const renderPages = /* @__PURE__ */ pageRenderer(createMizan);
