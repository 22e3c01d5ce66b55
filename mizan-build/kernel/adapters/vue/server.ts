/** Components on a server, rendered to the HTML of pages. */

import { createSSRApp, type App, type Component } from "vue";
import { renderToString } from "vue/server-renderer";
import type { Kernel, KernelOptions } from "../index";
import { rendererOf, type RenderedPages } from "../rendering";
import { clientPlugin } from "./context";

/** A function that makes the `pages` of a bundle for the renderer. */
export const pageRenderer =
  (create: (options: KernelOptions) => Kernel) =>
  /** Each page is an application of its own, which `configure` may give plugins. */
  <Pages extends { readonly [name: string]: Component }>(
    pages: Pages,
    configure?: (app: App) => unknown,
  ): RenderedPages<Pages> =>
    rendererOf<Component, Kernel>(create, (component, props, client) => async () => {
      const app = createSSRApp(component, { ...props }).use(clientPlugin(client));
      await configure?.(app);
      return { html: await renderToString(app) };
    })(pages);
