import { browserKernel } from "./browser";
import { useKernel } from "./kernel/solid/context";
import { responseOf, type PageResponse } from "./kernel/rendering/response";

/** The response to the request of the page that is rendered: its status, or a redirect. */
export const useResponse = (): PageResponse => responseOf(useKernel(browserKernel));
