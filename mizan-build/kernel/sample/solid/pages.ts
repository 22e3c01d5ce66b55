import { browserKernel } from "./browser";
import { pageHydrator } from "./kernel/solid/pages";

/** Takes over the page that the server has rendered, with all that it has read. */
export const hydratePages = /* @__PURE__ */ pageHydrator(browserKernel);
